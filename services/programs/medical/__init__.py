"""医疗救助: help with premiums and with bills that insurance leaves."""
