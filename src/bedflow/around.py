"""The district as everybody else leaves it: some patients planned around the others' standing courses.

What the others use is taken off every limit, tier by tier, so that what the remaining patients cost in
the smaller district is exactly what they add to the whole one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bedflow.codebook import hours_in_billionths
from bedflow.compile import LimitsRaised, planned_patients
from bedflow.diary import PatientDay, diaries, teams_of
from bedflow.domain import Patient, Plan, Snapshot, Team, TeamOverride, Unit, UnitOverride

BILLION = 10**9

ByDay = dict[tuple[str, date], int]


def _nothing() -> ByDay:
    return defaultdict(int)


@dataclass(slots=True)
class Used:
    """What some patients use of each limit.

    Attributes
    ----------
    places, isolating, entries
        Places, isolation places and transfers in, by unit and date.
    hours
        Hours in billionths, by team and date.
    """

    places: ByDay = field(default_factory=_nothing)
    isolating: ByDay = field(default_factory=_nothing)
    entries: ByDay = field(default_factory=_nothing)
    hours: ByDay = field(default_factory=_nothing)

    def add(self, days: Iterable[PatientDay], team_of: Mapping[tuple[str, str], str], times: int = 1) -> None:
        """Count a patient's days in, or out again with ``times`` -1."""
        for day in days:
            self.places[day.unit, day.date] += times
            self.isolating[day.unit, day.date] += times * day.patient.isolation
            self.entries[day.unit, day.date] += times * day.moves_in
            for team, hours in day.team_hours(team_of).items():
                self.hours[team, day.date] += times * hours_in_billionths(hours)

    def copy(self) -> Used:
        """Give a copy that can be counted on."""
        return Used(self.places.copy(), self.isolating.copy(), self.entries.copy(), self.hours.copy())


@dataclass(frozen=True, slots=True)
class Occupied:
    """A district under a plan, read once, so that many patients can be asked about quickly.

    Attributes
    ----------
    snapshot, plan
        The district and a plan of it that keeps the rules.
    patients
        Everybody planned, by id; forecast patients are among them.
    days
        Everybody's days in the system.
    team_of
        The team that serves a unit for a discipline.
    used
        What everybody together uses.
    promised
        Where the plan raised a limit for what is already promised: the limits raised, as transfers
        in (``entries``) and hours in billionths (``hours``).
    """

    snapshot: Snapshot
    plan: Plan
    patients: Mapping[str, Patient]
    days: Mapping[str, tuple[PatientDay, ...]]
    team_of: Mapping[tuple[str, str], str]
    used: Used
    promised: Used

    @classmethod
    def under(cls, snapshot: Snapshot, plan: Plan) -> Occupied:
        """Read a plan of a district."""
        days, team_of, used = diaries(snapshot, plan), teams_of(snapshot), Used()
        for own in days.values():
            used.add(own, team_of)
        patients = {patient.id: patient for patient in planned_patients(snapshot)}
        return cls(snapshot, plan, patients, days, team_of, used, _promised(plan))

    def by_others(self, patients: Collection[str]) -> Used:
        """Give what everybody but some patients uses."""
        used = self.used.copy()
        for patient in patients:
            used.add(self.days.get(patient, ()), self.team_of, times=-1)
        return used


def _promised(plan: Plan) -> Used:
    promised = Used()
    raised = _nothing()
    for alert in plan.alerts:
        if alert.unit is not None:
            raised[alert.unit, alert.date] += round(alert.short)
    for place in plan.units:
        if (short := raised.get((place.unit, place.date))) and place.intake is not None:
            promised.entries[place.unit, place.date] = place.intake + short
    for row in plan.teams:
        if row.raised > 0:
            limit = hours_in_billionths(row.hours) + hours_in_billionths(row.raised)
            promised.hours[row.team, row.date] = limit
    return promised


def around(
    snapshot: Snapshot, plan: Plan, *, patients: Collection[str], occupied: Occupied | None = None
) -> LimitsRaised:
    """Give the district in which only some patients are still to be planned.

    What is promised to them is in its limits already, so planning it raises none of that again.

    Parameters
    ----------
    snapshot
        The district, or the same with other limits or locks.
    plan
        A plan of it that keeps the rules; the others keep their courses in it, and the limits it
        raised stay raised. More of a limit that was raised first makes the raise smaller.
    patients
        Ids of those still to be planned; forecast patients may be among them.
    occupied
        The plan as :meth:`Occupied.under` read it, when many are asked about.
    """
    occupied = occupied or Occupied.under(snapshot, plan)
    chosen = set(patients)
    used = occupied.by_others(chosen)
    # Locks of the snapshot given, which may be newer than the plan; arrivals beyond the horizon stay out.
    newer = {one.id: one for one in snapshot.patients if one.id in chosen & occupied.patients.keys()}
    people = {**occupied.patients, **newer}
    units = (_unit_left(unit, snapshot.days, used, occupied.promised) for unit in snapshot.units)
    teams = (_team_left(team, snapshot.days, used, occupied.promised) for team in snapshot.teams)
    return LimitsRaised.model_construct(
        snapshot.model_fields_set | {"units", "teams", "patients", "arrivals"},
        **{
            **dict(snapshot),
            "units": tuple(units),
            "teams": tuple(teams),
            "patients": tuple(one for name, one in people.items() if name in chosen),
            "arrivals": (),
        },
    )


def _unit_left(unit: Unit, days: Collection[date], used: Used, promised: Used) -> Unit:
    limits = tuple(_limits_left(unit, day, used, promised) for day in days)
    return unit.model_copy(update={"overrides": limits})


def _limits_left(unit: Unit, day: date, used: Used, promised: Used) -> UnitOverride:
    beds, surge, taken = unit.beds_on(day), unit.surge_on(day), used.places[unit.id, day]
    isolation, intake = unit.isolation_beds_on(day), unit.daily_intake_on(day)
    if intake is not None:
        intake = max(intake, promised.entries.get((unit.id, day), 0)) - used.entries[unit.id, day]
    return UnitOverride(
        date=day,
        beds=max(0, beds - taken),
        surge=max(0, min(surge, beds + surge - taken)),
        isolation_beds=None if isolation is None else max(0, isolation - used.isolating[unit.id, day]),
        daily_intake=None if intake is None else max(0, intake),
    )


def _team_left(team: Team, days: Collection[date], used: Used, promised: Used) -> Team:
    limits = tuple(_hours_left(team, day, used, promised) for day in days)
    return team.model_copy(update={"overrides": limits})


def _hours_left(team: Team, day: date, used: Used, promised: Used) -> TeamOverride:
    hours = max(hours_in_billionths(team.hours_on(day)), promised.hours.get((team.id, day), 0))
    overtime, taken = hours_in_billionths(team.overtime_on(day)), used.hours[team.id, day]
    return TeamOverride(
        date=day,
        hours=max(0, hours - taken) / BILLION,
        overtime=max(0, min(overtime, hours + overtime - taken)) / BILLION,
    )
