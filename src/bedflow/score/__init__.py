"""A plan made by hand: checked, costed, compared, and the rest planned around it."""
