"""The whole of it: how sure a plan's places and moves are."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import Plan, Snapshot
from bedflow.risk.chances import Chances
from bedflow.risk.moves import MoveOdds, move_odds
from bedflow.risk.outlook import place_odds
from bedflow.risk.places import GroupBy, GroupOdds
from bedflow.risk.stretches import Beliefs
from bedflow.risk.whereabouts import whereabouts

SHOWN_DAYS = 8
"""Today and the seven days after it."""


@dataclass(frozen=True, slots=True)
class Risk:
    """How sure a plan is.

    Attributes
    ----------
    groups
        Each group of units over the horizon.
    moves
        The moves of known patients in the first days.
    patients
        Known and forecast patients of the plan.
    unsure
        Those of them whose course may slip.
    """

    groups: tuple[GroupOdds, ...]
    moves: tuple[MoveOdds, ...]
    patients: int
    unsure: int


def assess(
    snapshot: Snapshot,
    plan: Plan,
    *,
    by: GroupBy = GroupBy.UNIT,
    chances: Chances | None = None,
    assume: bool = False,
    poisson: bool = False,
    days: int = SHOWN_DAYS,
) -> Risk:
    """Say how sure the places and the moves of a plan are, exactly and without sampling.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    by
        What units are brought together by.
    chances
        How sure readiness is by confidence; the defaults when absent.
    assume
        Whether a known patient ready to leave acute care of whom the snapshot says nothing may lose
        readiness too; otherwise they count as certain.
    poisson
        Whether the number of forecast arrivals is uncertain too.
    days
        Days from the bed meeting whose moves are looked at.
    """
    held = chances or Chances()
    where = whereabouts(snapshot, plan, beliefs=Beliefs(held, assume))
    return Risk(
        groups=place_odds(where, by=by, poisson=poisson),
        moves=move_odds(snapshot, plan, where=where, definite=held.definite, days=days),
        patients=len(where.patients),
        unsure=len(where.unsure),
    )
