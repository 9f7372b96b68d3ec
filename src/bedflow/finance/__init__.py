"""Who would plan what: the plan each organisation's books ask for, beside the shared plan."""

from bedflow.finance.pens import Financed, Pen, Planner, financed
from bedflow.finance.seen import Seen, seen_by

__all__ = ["Financed", "Pen", "Planner", "Seen", "financed", "seen_by"]
