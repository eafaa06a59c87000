"""What families, the hotline and staff see: the application form and one tracker per household."""
