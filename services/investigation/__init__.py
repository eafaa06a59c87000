"""Investigation: one dossier per application, from what was declared, what sources say and what the visit found."""
