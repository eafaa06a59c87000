"""Intake: applications on any channel, completed once, accepted by the township, withdrawn by the family."""
