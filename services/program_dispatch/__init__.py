"""Which programs are asked for a household, who has answered, and the household's chain of assistance."""
