"""The services of OneDoor: each owns a database, speaks in contracts, and imports no other service."""
