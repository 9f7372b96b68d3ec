"""What a free plan of the whole district makes of a change: who gets what it gives, and what that saves."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bedflow.domain import Plan, Snapshot
from bedflow.explain.asked import Asked
from bedflow.explain.extra import Extra
from bedflow.waterfall import plan as plan_district

MOST_NAMED = 5
"""Others named who get more of what there is more of."""


@dataclass(frozen=True, slots=True)
class FreeAnswer:
    """The whole district planned again with a change, everybody free to move.

    Attributes
    ----------
    moves
        Whether the patient's care goes forward on the day there too.
    moves_unchanged
        Whether it does when the district is planned again without the change.
    instead
        Others who use more of what there is more of than without the change; those with most first.
    saves
        What the total falls by, the change itself not costed. What planning again gains by itself
        is not counted.
    others
        Change of everybody else's part of the total; above 0: they pay for it.
    seconds
        Time of planning.
    """

    moves: bool
    moves_unchanged: bool
    instead: tuple[str, ...]
    saves: float
    others: float
    seconds: float


def plan_freely(
    asked: Asked, changed: Snapshot, extras: Sequence[Extra], patient: str, *, on: date, effort: int
) -> FreeAnswer:
    """Plan the changed district freely, and compare it with the unchanged one planned as long.

    Parameters
    ----------
    extras
        What there is more of in the changed district.
    on
        The day on which the patient's care is to go forward.
    effort
        Rounds of search for each plan.
    """
    begun = time.perf_counter()
    before = asked.again(effort)
    free = _best_of(changed, asked.plan, before, effort=effort)
    after = Asked(changed, free)
    unchanged = Asked(asked.snapshot, before)
    saves = before.objective - free.objective
    own = unchanged.cost_of((patient,)) - after.cost_of((patient,))
    return FreeAnswer(
        moves=_cared_for(after, patient, on),
        moves_unchanged=_cared_for(unchanged, patient, on),
        instead=_who_else(unchanged, after, extras, patient),
        saves=round(saves, 2),
        others=round(own - saves, 2),
        seconds=round(time.perf_counter() - begun, 3),
    )


def _best_of(changed: Snapshot, start: Plan, before: Plan, *, effort: int) -> Plan:
    """Give a free plan of the changed district, no worse than the unchanged one's, which holds there too."""
    free = plan_district(changed, effort=effort, standing=start)
    if free.objective <= before.objective:
        return free
    again = plan_district(changed, effort=effort, standing=before)
    return min(free, again, key=lambda one: one.objective)


def _cared_for(asked: Asked, patient: str, on: date) -> bool:
    return any(own.date == on and own.care for own in asked.days_of(patient))


def _who_else(before: Asked, after: Asked, extras: Sequence[Extra], patient: str) -> tuple[str, ...]:
    """Name those who use more of what there is more of; a day or an hour counts as one."""
    more = Counter(_uses(after, extras))
    more.subtract(_uses(before, extras))
    del more[patient]
    gaining = [(amount, name) for name, amount in more.items() if amount > 0]
    return tuple(name for _amount, name in sorted(gaining, key=lambda one: (-one[0], one[1]))[:MOST_NAMED])


def _uses(asked: Asked, extras: Sequence[Extra]) -> Counter[str]:
    return Counter(
        own.patient.id
        for extra in extras
        for day in extra.dates
        for own in asked.users.get((extra.kind, extra.name, day), ())
    )
