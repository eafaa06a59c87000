"""临时救助: emergency money at once, and relief where spending has run over income."""
