"""One file per target group: the test, its reasons, and nothing else. Domain brief 2."""
