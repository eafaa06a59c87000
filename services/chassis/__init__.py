"""Plumbing without one business word: log, bus, cursors, timers, sealing, HTTP, telemetry."""
