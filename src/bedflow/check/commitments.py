"""Care under way at home or in a care home, which a plan cannot withdraw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import takewhile
from math import fsum

from bedflow.check.capacity import RowDay, slack
from bedflow.check.district import District, Person
from bedflow.check.walk import Stay, hours_taken, phase_next
from bedflow.domain import Setting, Team

UNBROKEN = frozenset({Setting.CARE_HOME, Setting.HOME_SUPPORT})


def committed_hours(district: District, *, but: Collection[str] = ()) -> dict[RowDay, float]:
    """Sum the hours of the care under way on each team and day, some people left out.

    "For each patient whose unit is in one of these settings and whose first phase is of that
    setting, whatever their locks, count the hours (start_hours included) of the unbroken run of
    phases of that setting, one care day a day from day 0, on the teams of the present unit."
    """
    hours: defaultdict[RowDay, list[float]] = defaultdict(list)
    for person in district.people.values():
        if person.id in but:
            continue
        for day, team, taken in _commitment(person, district):
            hours[team.id, day].append(taken)
    return {row: fsum(taken) for row, taken in hours.items()}


def commitment_raises(district: District) -> dict[RowDay, float]:
    """Give by how much commitments exceed hours and overtime, where they do.

    "Where a team-day's sum exceeds hours + overtime, its hours are raised by the difference".
    """
    raises: dict[RowDay, float] = {}
    for (name, day), committed in committed_hours(district).items():
        team = district.teams[name]
        beyond = committed - district.hours(team, day=day) - district.overtime(team, day=day)
        if beyond > slack(committed):
            raises[name, day] = beyond
    return raises


def _commitment(person: Person, district: District) -> Iterator[tuple[int, Team, float]]:
    unit = person.present
    if unit is None or unit.setting not in UNBROKEN:
        return
    run = tuple(takewhile(lambda phase: phase.setting is unit.setting, person.asks.phases))
    for day in range(len(district.days)):
        phase, care_day = phase_next(run, day)
        if phase is None:
            return
        stay = Stay(
            day=day, unit=unit, came_from=unit, phase=phase, care_day=care_day, care=True, still_there=True
        )
        for team, taken in hours_taken(stay, district):
            yield day, team, taken
