"""What follows from the contracts and is committed, so that a review sees every change of the wire."""
