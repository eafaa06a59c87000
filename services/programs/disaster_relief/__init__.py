"""受灾人员救助: relief for the victims of natural disasters."""
