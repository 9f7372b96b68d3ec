"""How many of a group wait, and how long, without saying it of a handful of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bedflow.domain import Patient, Plan
from bedflow.fairness.groups import FEWEST
from bedflow.fairness.saying import Interval, Says, difference_of_shares, share_interval

LONG, VERY_LONG = 3, 7
"""Days of waiting, so far and planned, beyond which waits are counted as long."""

MILESTONES = (28, 21, 14, 10, VERY_LONG, 5, LONG, 2, 1)
"""Lengths of waits told of a group, instead of the very days of the one who waits longest."""

Days = Mapping[str, int]
"""Waiting days of a plan by patient."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a group in one plan.

    A figure is None where it would be about one to four people, or where such a figure could be had
    by taking the others from the whole.

    Attributes
    ----------
    waiting, share_waiting, interval
        People who wait at least a day in this plan, their share of the group, and how far that share
        can be trusted.
    days, mean_days
        Waiting days in this plan, and how many that is for each person of the group, those who do not
        wait included.
    median_days
        The middle one of the waits, days so far included, of those who wait.
    over_3, share_over_3, over_7, share_over_7
        People who wait in this plan and then have waited longer than 3, or 7, days in all.
    five_wait_over
        The most days, out of 1, 2, 3, 5, 7, 10, 14, 21 and 28, which at least five people who wait have
        then waited longer than in all; 0 when there are none.
    against_others
        Whether people of the group wait in this plan more often than everybody else who is counted.
    """

    people: int
    waiting: int | None
    share_waiting: float | None
    interval: Interval | None
    days: int | None
    mean_days: float | None
    median_days: float | None
    over_3: int | None
    share_over_3: float | None
    over_7: int | None
    share_over_7: float | None
    five_wait_over: int
    against_others: Says


def waiting_days(plan: Plan) -> Days:
    """Count everybody's waiting days in a plan."""
    return {course.patient: sum(care is False for care in course.care) for course in plan.courses}


def waits_of_groups(groups: Sequence[Sequence[Patient]], planned: Days) -> tuple[Waits, ...]:
    """Sum up the waits of groups that together are everybody, each person in one.

    Parameters
    ----------
    planned
        Waiting days of the plan.
    """
    in_all = [
        [patient.waiting_days + planned[patient.id] for patient in group if planned[patient.id]]
        for group in groups
    ]
    waiting = _shown(in_all, lambda _days: True)
    long = _shown(in_all, lambda days: days > LONG)
    very_long = _shown(in_all, lambda days: days > VERY_LONG)
    everybody = sum(map(len, groups)), sum(map(len, in_all))
    return tuple(
        Waits(
            people=len(group),
            waiting=waiting[at],
            share_waiting=_share(waiting[at], len(group)),
            interval=_interval(waiting[at], len(group)),
            days=(days := None if waiting[at] is None else sum(planned[patient.id] for patient in group)),
            mean_days=_share(days, len(group)),
            median_days=float(median(in_all[at])) if waiting[at] else None,
            over_3=long[at],
            share_over_3=_share(long[at], len(group)),
            over_7=very_long[at],
            share_over_7=_share(very_long[at], len(group)),
            five_wait_over=_five_wait_over(in_all[at]),
            against_others=_against_others(waiting[at], len(group), everybody),
        )
        for at, group in enumerate(groups)
    )


def _share(some: int | None, of: int) -> float | None:
    return None if some is None or not of else some / of


def _interval(some: int | None, of: int) -> Interval | None:
    return None if some is None or not of else share_interval(some, of)


def _against_others(waiting: int | None, people: int, everybody: tuple[int, int]) -> Says:
    others, others_waiting = everybody[0] - people, everybody[1] - (waiting or 0)
    if waiting is None or not people or not others:
        return Says.CANNOT_SAY
    return difference_of_shares(waiting, people, others=others_waiting, of_others=others).says


def _five_wait_over(in_all: Sequence[int]) -> int:
    for days in MILESTONES:
        if sum(each > days for each in in_all) >= FEWEST:
            return days
    return 0


def _shown(in_all: Sequence[Sequence[int]], counts: Callable[[int], bool]) -> list[int | None]:
    """Count people in each group, None where the count must not be told."""
    found = [sum(map(counts, days)) for days in in_all]
    kept_back = withheld(found)
    return [None if at in kept_back else count for at, count in enumerate(found)]


def withheld(counts: Sequence[int]) -> frozenset[int]:
    """Say which counts are not told: those of one to four people, and enough others to hide them.

    Whoever takes the counts that are told from the whole has what is left together, which is five
    people or more wherever there are so many. One group alone is the whole, and is told.
    """
    if len(counts) < 2:
        return frozenset()
    hidden = {at for at, count in enumerate(counts) if 0 < count < FEWEST}
    while hidden and sum(counts[at] for at in hidden) < FEWEST:
        others = [at for at, count in enumerate(counts) if count > 0 and at not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda at: counts[at]))
    return frozenset(hidden)
