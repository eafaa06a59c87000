"""The outside world for demo and tests: 35 sources that confirm, differ, come late or fail, as they are told to."""
