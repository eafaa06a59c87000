"""Households as the tests write them: keys of the case files, money in yuan."""
