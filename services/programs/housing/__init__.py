"""住房救助: rent subsidy in towns, renovation of dangerous houses in villages."""
