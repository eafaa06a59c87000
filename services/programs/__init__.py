"""Every program that can help, one folder each, found at start-up; one shared decider of what a household gets."""
