"""服务类救助: visits and care at home, given as a service."""
