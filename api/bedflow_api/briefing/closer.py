"""A closer look at a plan, for its page: what takes a second plan or a second thought to say."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import Plan, Snapshot
from bedflow.fairness import fairness
from bedflow.status_quo import status_quo
from bedflow_api.briefing.fairness import FairnessBriefing, brief_fairness


@dataclass(frozen=True, slots=True)
class CloserLook:
    """What a page says beyond the briefing."""

    fairness: FairnessBriefing


def closer_look(snapshot: Snapshot, plan: Plan) -> CloserLook:
    """Look closer at a plan, within a second or two for a district of 600 beds.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    """
    usual = status_quo(snapshot, beside=plan)
    return CloserLook(fairness=brief_fairness(snapshot, fairness(snapshot, plan, beside=usual)))
