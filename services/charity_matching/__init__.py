"""Needs that no program covers, offered to charities without a name until both sides have accepted."""
