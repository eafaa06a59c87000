"""教育资助: yearly aid by school stage."""
