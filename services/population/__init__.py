"""Population: households as they are known now, warnings about them, and their re-checks."""
