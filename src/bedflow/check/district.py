"""The snapshot as the checker reads it: people (forecast people included), places and hours by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from bedflow.domain import CareNeeds, ForecastStream, Patient, Policy, Setting, Snapshot, Team, Unit

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the plan must place.

    Parameters
    ----------
    id
        The patient's id, or the name made for a forecast patient.
    asks
        What the patient or the stream says of needs and phases.
    present
        The unit the person is in at the bed meeting; None for somebody incoming.
    starts
        Day of the horizon on which the course starts; may lie beyond it.
    waited
        Days waited before the bed meeting.
    locks
        Unit by day of the horizon; locks outside the horizon are left out.
    site
        The acute site the person belongs to.
    forecast
        Whether the person comes from a forecast stream.
    """

    id: str
    asks: CareNeeds
    present: Unit | None = None
    starts: int = 0
    waited: int = 0
    locks: Mapping[int, str] = field(default_factory=dict)
    site: str | None = None
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class District:
    """A snapshot, looked up by id and by day of the horizon."""

    days: tuple[date, ...]
    units: Mapping[str, Unit]
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    policy: Policy
    serving: Mapping[tuple[str, str], Team]

    def places(self, unit: Unit, name: str, *, day: int) -> int | None:
        """Give a limit of a unit (beds, surge, isolation_beds, daily_intake) on a day; None: no limit."""
        limit = _on_date(unit, name, self.days[day])
        return None if limit is None else int(limit)

    def beds(self, unit: Unit, *, day: int) -> int:
        """Give the places of a unit on a day."""
        return self.places(unit, "beds", day=day) or 0

    def surge(self, unit: Unit, *, day: int) -> int:
        """Give the surge places of a unit on a day."""
        return self.places(unit, "surge", day=day) or 0

    def hours(self, team: Team, *, day: int) -> float:
        """Give the hours of a team on a day, overtime apart."""
        return float(_on_date(team, "hours", self.days[day]) or 0.0)

    def overtime(self, team: Team, *, day: int) -> float:
        """Give the overtime hours of a team on a day."""
        return float(_on_date(team, "overtime", self.days[day]) or 0.0)


def read_district(snapshot: Snapshot) -> District:
    """Read a snapshot, forecast patients included.

    "Day 0 is its date. Days are t = 0 .. H-1."
    """
    days = horizon(snapshot)
    units = {unit.id: unit for unit in snapshot.units}
    known = [_known_person(patient, units, days[0], len(days)) for patient in snapshot.patients]
    expected = [person for stream in snapshot.arrivals for person in forecast_people(stream, days)]
    return District(
        days=days,
        units=units,
        teams={team.id: team for team in snapshot.teams},
        people={person.id: person for person in (*known, *expected)},
        policy=snapshot.policy,
        serving={(unit, team.discipline): team for team in snapshot.teams for unit in team.units},
    )


def horizon(snapshot: Snapshot) -> tuple[date, ...]:
    """Give the dates of the horizon, from the date of the bed meeting on."""
    first = snapshot.as_of.date()
    return tuple(first + timedelta(days=t) for t in range(snapshot.horizon_days))


def forecast_people(stream: ForecastStream, days: Sequence[date]) -> Iterator[Person]:
    """Make the people of a stream by cumulative rounding.

    "on day t, floor(m_0 + .. + m_t + 1/2) minus those already made; the means are summed exactly
    as the decimals written [...] named forecast/<stream>/<date>/<k>, k from 1 on each date."
    """
    expected, made = Decimal(0), 0
    for t, day in enumerate(days):
        expected += Decimal(repr(_on_date(stream, "per_day", day)))
        due = int((expected + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR))
        for k in range(1, due - made + 1):
            name = f"forecast/{stream.id}/{day.isoformat()}/{k}"
            yield Person(id=name, asks=stream, starts=t, site=stream.site, forecast=True)
        made = due


def _known_person(patient: Patient, units: Mapping[str, Unit], first: date, length: int) -> Person:
    present = None if patient.unit is None else units[patient.unit]
    locks = {(lock.date - first).days: lock.unit for lock in patient.locks}
    return Person(
        id=patient.id,
        asks=patient,
        present=present,
        starts=0 if patient.arrives is None else (patient.arrives - first).days,
        waited=patient.waiting_days,
        locks={day: unit for day, unit in locks.items() if 0 <= day < length},
        site=_acute_site(patient, present),
    )


def _acute_site(patient: Patient, present: Unit | None) -> str | None:
    """Give the site; "for somebody in an acute unit who names none, that unit's"."""
    if patient.site is not None:
        return patient.site
    return present.site if present is not None and present.setting is Setting.ACUTE else None


def _on_date(facts: Unit | Team | ForecastStream, name: str, day: date) -> Any:
    """Read a number on a date: the override of the date, else that of the weekday, else the one given."""
    overrides: tuple[Any, ...] = facts.overrides
    for override in reversed(overrides):
        if override.date == day and getattr(override, name) is not None:
            return getattr(override, name)
    given = getattr(facts, name)
    return given if given is None or isinstance(given, int | float) else getattr(given, WEEK[day.weekday()])
