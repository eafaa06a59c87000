"""The class of a household: tested, proposed, announced, confirmed or refused, each step inside its clock."""
