"""What happens if readiness flips or days slip: exact chances for a plan that stands."""

from bedflow.risk.assess import SHOWN_DAYS, Risk, assess
from bedflow.risk.chances import Chances
from bedflow.risk.fallback import Claim
from bedflow.risk.moves import Behind, MoveOdds
from bedflow.risk.places import GroupBy, GroupOdds, PlaceOdds

__all__ = [
    "SHOWN_DAYS",
    "Behind",
    "Chances",
    "Claim",
    "GroupBy",
    "GroupOdds",
    "MoveOdds",
    "PlaceOdds",
    "Risk",
    "assess",
]
