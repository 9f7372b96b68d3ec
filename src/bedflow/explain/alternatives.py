"""Where else, and when: other units and days for a patient, what they cost, and who would make way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from bedflow.domain import Plan, Snapshot
from bedflow.explain.asked import Asked
from bedflow.explain.displaced import Displaced, making_way
from bedflow.explain.shrink import TIE
from bedflow.explain.way import Costs, Mask, Way
from bedflow.explain.ways import Ways

PER_UNIT = 2
"""Days offered for one unit."""

TRIES_PER_UNIT = 2
"""Days of a full unit on which others are asked to make way, the best first."""

MOST_TRIES = 8
"""Tries of all units together: answers within a second or two."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another unit or day for a patient's next move.

    Attributes
    ----------
    unit, date
        Where they would come, and when; their care goes forward there at once.
    extra_cost
        What the district's total rises by; below 0 it falls.
    displaced
        Who would have to make way, and what becomes of them; nobody when there is room.
    """

    unit: str
    date: date
    extra_cost: float
    displaced: tuple[Displaced, ...] = ()


def alternatives(
    snapshot: Snapshot, plan: Plan, patient: str, *, most: int = 5, asked: Asked | None = None
) -> tuple[Alternative, ...]:
    """Rank other units and days for a patient's next move by what they cost the district.

    Each is a valid course: planned exactly around the others, or, where limits are full, planned
    together with some who use them.

    Parameters
    ----------
    plan
        A plan of the district that keeps the rules.
    most
        How many to give at most.
    asked
        The plan as read before, when many patients are asked about.

    Raises
    ------
    KeyError
        When nobody in the plan has this id.
    """
    asked = asked or Asked(snapshot, plan)
    asked.days_of(patient)
    ways = asked.ways(patient)
    standing = asked.standing_way(patient, ways)
    around = ways.first_arrivals(ways.tariff(asked.room_for(patient)))
    with_all = ways.first_arrivals(ways.nothing_charged())
    ruled_out = _no_alternatives(ways, standing)
    around[ruled_out], with_all[ruled_out] = np.inf, np.inf
    roomy = _with_room(asked, ways, around, standing.cost)
    crowded = _with_others_making_way(
        asked, patient, ways, np.where(around > with_all + TIE, with_all, np.inf)
    )
    return _ranked([*roomy, *crowded], most)


def _no_alternatives(ways: Ways, standing: Way) -> Mask:
    """Rule out the plan's own move, and another unit of the setting the patient is in already."""
    ruled_out = np.zeros((ways.days, len(ways.units)), np.bool_)
    if ways.present >= 0:
        ruled_out[:, ways.levels == ways.levels[ways.present]] = True
    own = _first_arrival(ways, standing)
    if own is not None:
        ruled_out[own[0], ways.units == ways.units[own[1]]] = True
    return ruled_out


def _first_arrival(ways: Ways, way: Way) -> tuple[int, int] | None:
    """Give day and option of a way's first arrival."""
    return next(((day, o) for day, o in enumerate(way.options) if o >= 0 and o != ways.present), None)


def _with_room(asked: Asked, ways: Ways, around: Costs, standing: float) -> list[Alternative]:
    """Give every unit and day that is possible as things are."""
    days, units = asked.snapshot.days, asked.snapshot.units
    return [
        Alternative(units[ways.units[option]].id, days[day], round(float(around[day, option]) - standing, 2))
        for day, option in np.argwhere(np.isfinite(around)).tolist()
    ]


def _with_others_making_way(asked: Asked, patient: str, ways: Ways, with_all: Costs) -> Iterator[Alternative]:
    """Give units and days that would be better if there were room, where others can make way.

    Of each unit a few days are tried, those first that would be best.
    """
    days, units = asked.snapshot.days, asked.snapshot.units
    tries = Counter[int]()
    for day, option in sorted(np.argwhere(np.isfinite(with_all)).tolist(), key=lambda at: with_all[*at]):
        unit = int(ways.units[option])
        if tries[unit] == TRIES_PER_UNIT or tries.total() == MOST_TRIES:
            continue
        tries[unit] += 1
        made = making_way(asked, patient, ways, option=option, day=day)
        if made is not None:
            yield Alternative(units[unit].id, days[day], made.extra_cost, made.displaced)


def _ranked(found: Iterable[Alternative], most: int) -> tuple[Alternative, ...]:
    """Give the cheapest; of one unit and day the cheaper way, of one unit at most two days."""
    ranked: list[Alternative] = []
    for one in sorted(found, key=lambda one: (one.extra_cost, one.date, one.unit, len(one.displaced))):
        same_unit = [other for other in ranked if other.unit == one.unit]
        if len(ranked) < most and len(same_unit) < PER_UNIT and all(o.date != one.date for o in same_unit):
            ranked.append(one)
    return tuple(ranked)
