"""A program to copy. The underscore keeps it from being announced."""
