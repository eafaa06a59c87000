"""The published language of OneDoor: what services may know of each other. Imports nothing of ours, no behavior."""
