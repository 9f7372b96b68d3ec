"""The district as everybody else leaves it: some patients planned around the others' standing courses.

What the others use is taken off every limit, tier by tier, so that what the remaining patients cost in
the smaller district is exactly what they add to the whole one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from bedflow.codebook import hours_in_billionths
from bedflow.compile import planned_patients
from bedflow.diary import PatientDay, diaries, teams_of
from bedflow.domain import Plan, Snapshot, Team, TeamOverride, Unit, UnitOverride

BILLION = 10**9


def around(snapshot: Snapshot, plan: Plan, *, patients: Collection[str]) -> Snapshot:
    """Give the district in which only some patients are still to be planned.

    Parameters
    ----------
    snapshot
        The district.
    plan
        A plan of it that keeps the rules; the others keep their courses in it, and the limits it
        raised stay raised.
    patients
        Ids of those still to be planned; forecast patients may be among them.
    """
    taken = _Taken.by_others(snapshot, plan, set(patients))
    raised_hours = {
        (row.team, row.date): hours_in_billionths(row.hours) + hours_in_billionths(row.raised)
        for row in plan.teams
    }
    raised_intake: dict[tuple[str, date], int] = defaultdict(int)
    for alert in plan.alerts:
        if alert.unit is not None:
            raised_intake[alert.unit, alert.date] += round(alert.short)
    units = (_unit_left(unit, snapshot.days, taken, raised_intake) for unit in snapshot.units)
    teams = (_team_left(team, snapshot.days, taken, raised_hours) for team in snapshot.teams)
    return snapshot.model_copy(
        update={
            "units": tuple(units),
            "teams": tuple(teams),
            "patients": tuple(one for one in planned_patients(snapshot) if one.id in patients),
            "arrivals": (),
        }
    )


@dataclass(slots=True)
class _Taken:
    """What some patients use: places, isolation places, transfers in, hours in billionths."""

    places: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    isolating: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    entries: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    hours: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def by_others(cls, snapshot: Snapshot, plan: Plan, patients: Collection[str]) -> _Taken:
        taken, team_of = cls(), teams_of(snapshot)
        for patient, days in diaries(snapshot, plan).items():
            if patient not in patients:
                for day in days:
                    taken.add(day, team_of)
        return taken

    def add(self, day: PatientDay, team_of: Mapping[tuple[str, str], str]) -> None:
        self.places[day.unit, day.date] += 1
        self.isolating[day.unit, day.date] += day.patient.isolation
        self.entries[day.unit, day.date] += day.moves_in
        for team, hours in day.team_hours(team_of).items():
            self.hours[team, day.date] += hours_in_billionths(hours)


def _unit_left(
    unit: Unit, days: Collection[date], taken: _Taken, raised: Mapping[tuple[str, date], int]
) -> Unit:
    limits = tuple(_limits_left(unit, day, taken, raised) for day in days)
    return unit.model_copy(update={"overrides": limits})


def _limits_left(
    unit: Unit, day: date, taken: _Taken, raised: Mapping[tuple[str, date], int]
) -> UnitOverride:
    beds, surge, used = unit.beds_on(day), unit.surge_on(day), taken.places[unit.id, day]
    isolation, intake = unit.isolation_beds_on(day), unit.daily_intake_on(day)
    return UnitOverride(
        date=day,
        beds=max(0, beds - used),
        surge=max(0, min(surge, beds + surge - used)),
        isolation_beds=None if isolation is None else max(0, isolation - taken.isolating[unit.id, day]),
        daily_intake=None
        if intake is None
        else max(0, intake + raised.get((unit.id, day), 0) - taken.entries[unit.id, day]),
    )


def _team_left(
    team: Team, days: Collection[date], taken: _Taken, raised: Mapping[tuple[str, date], int]
) -> Team:
    limits = tuple(_hours_left(team, day, taken, raised) for day in days)
    return team.model_copy(update={"overrides": limits})


def _hours_left(team: Team, day: date, taken: _Taken, raised: Mapping[tuple[str, date], int]) -> TeamOverride:
    hours, overtime = raised[team.id, day], hours_in_billionths(team.overtime_on(day))
    used = taken.hours[team.id, day]
    return TeamOverride(
        date=day,
        hours=max(0, hours - used) / BILLION,
        overtime=max(0, min(overtime, hours + overtime - used)) / BILLION,
    )
