"""What an operator sees: how far every service is, the journey of a case, its traces, who is parked."""
