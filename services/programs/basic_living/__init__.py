"""低保金: the monthly minimum living guarantee."""
