"""A plan made by hand: checked, costed, compared, and the rest planned around it."""

from bedflow.score.fixes import Fix, Unkept
from bedflow.score.scoring import Score, score

__all__ = ["Fix", "Score", "Unkept", "score"]
