"""What OneDoor runs on: launchers for local servers, configuration for containers."""
