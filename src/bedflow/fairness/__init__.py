"""Who waits and who is moved: by zone, pathway, age, sex and frailty."""

from bedflow.fairness.groups import FEWEST, By, pathway_of
from bedflow.fairness.longest import LongestWaiter
from bedflow.fairness.moves import Moved, MovesLedger
from bedflow.fairness.report import Fairness, Group, PersonByPerson, Table, fairness
from bedflow.fairness.saying import Interval, Says
from bedflow.fairness.waiting import LONG, VERY_LONG, Waits

__all__ = [
    "FEWEST",
    "LONG",
    "VERY_LONG",
    "By",
    "Fairness",
    "Group",
    "Interval",
    "LongestWaiter",
    "Moved",
    "MovesLedger",
    "PersonByPerson",
    "Says",
    "Table",
    "Waits",
    "fairness",
    "pathway_of",
]
