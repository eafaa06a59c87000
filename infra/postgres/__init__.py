"""Postgres for a desk without Docker: packaged binaries under a launcher of our own."""
