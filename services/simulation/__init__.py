"""What the rules come to for many invented households: costs by group, program and county, and cliffs."""
