"""Appeals: objections, reviews, complaints, reports and petitions, each with its clock and an answer."""
