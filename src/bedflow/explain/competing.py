"""Who competes for some units: the people worth planning again when their limits change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.compile import planned_patients
from bedflow.diary import PatientDay, diaries
from bedflow.domain import Patient, Plan, Snapshot, Unit, Wait
from bedflow.rules.eligibility import acute_site, is_eligible

MOST = 24
"""People planned again: with more the plans are less exact than the value is large."""


@dataclass(frozen=True)
class Competing:
    """A plan read once, to be asked who competes for what.

    Parameters
    ----------
    snapshot
        The district.
    plan
        A plan of it that keeps the rules.
    diaries
        Everybody's days in the plan.
    patients, units
        By id, forecast patients included.
    """

    snapshot: Snapshot
    plan: Plan
    diaries: Mapping[str, tuple[PatientDay, ...]]
    patients: Mapping[str, Patient]
    units: Mapping[str, Unit]

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan) -> Competing:
        """Read a plan."""
        return cls(
            snapshot,
            plan,
            diaries(snapshot, plan),
            {patient.id: patient for patient in planned_patients(snapshot)},
            {unit.id: unit for unit in snapshot.units},
        )

    def for_units(
        self, units: Collection[str], dates: Collection[date], *, most: int = MOST, first: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Give the people who compete for units on some days, those most concerned first.

        Parameters
        ----------
        most
            At most so many.
        first
            People who are among them in any case.
        """
        rings = (
            first,
            self._waiting_because_of(units),
            self._entering(units, dates),
            self._waiting_and_eligible(units),
            self._waiting_because_of(self._held_by_waiters(units)),
            self._where_too_many(units, dates),
            self._inside(units, dates),
        )
        found: dict[str, None] = {}
        for ring in rings:
            for patient in ring:
                if len(found) >= most:
                    return tuple(found)
                found.setdefault(patient)
        return tuple(found)

    def for_team(self, team: str, dates: Collection[date], *, most: int = MOST) -> tuple[str, ...]:
        """Give the people who compete for a team's hours on some days, those most concerned first."""
        served = next(one.units for one in self.snapshot.teams if one.id == team)
        named = self._longest(
            wait for wait in self.plan.waits if any(because.team == team for because in wait.because)
        )
        return self.for_units(served, dates, most=most, first=named)

    def _longest(self, waits: Iterable[Wait]) -> list[str]:
        days: dict[str, int] = {}
        for wait in waits:
            days[wait.patient] = days.get(wait.patient, 0) + wait.days
        return sorted(days, key=lambda patient: (-days[patient], patient))

    def _waiting_because_of(self, units: Collection[str]) -> list[str]:
        return self._longest(
            wait for wait in self.plan.waits if any(because.unit in units for because in wait.because)
        )

    def _waiting_and_eligible(self, units: Collection[str]) -> list[str]:
        delivers = self.snapshot.policy.delivers
        return self._longest(
            wait
            for wait in self.plan.waits
            if any(
                self.units[unit].setting in delivers[wait.for_] and self._may_go(wait.patient, unit)
                for unit in units
            )
        )

    def _held_by_waiters(self, units: Collection[str]) -> set[str]:
        """Give where those wait who wait for the units: what they would free."""
        return {
            wait.in_ for wait in self.plan.waits if any(because.unit in units for because in wait.because)
        }

    def _entering(self, units: Collection[str], dates: Collection[date]) -> list[str]:
        """Give who comes into the units on or after the first of the days, by date."""
        start = min(dates)
        moves = (move for move in self.plan.moves if move.to in units and move.date >= start)
        return [move.patient for move in sorted(moves, key=lambda move: (move.date, move.patient))]

    def _where_too_many(self, units: Collection[str], dates: Collection[date]) -> list[str]:
        """Give who comes to units of the same settings that use surge places or more, and may go here."""
        settings = {self.units[unit].setting for unit in units}
        strained = {
            (row.unit, row.date)
            for row in self.plan.units
            if row.date in dates and (row.surge_used or row.over) and self.units[row.unit].setting in settings
        }
        return [
            patient
            for patient, days in self.diaries.items()
            if any(day.moves_in and (day.unit, day.date) in strained for day in days)
            and any(self._may_go(patient, unit) for unit in units)
        ]

    def _inside(self, units: Collection[str], dates: Collection[date]) -> list[str]:
        """Give who is in the units on the days, those who wait there first."""
        inside = {
            patient: sum(not day.care for day in days)
            for patient, days in self.diaries.items()
            if any(day.unit in units and day.date in dates for day in days)
        }
        return sorted(inside, key=lambda patient: (-inside[patient], patient))

    def _may_go(self, patient: str, unit: str) -> bool:
        one = self.patients[patient]
        return is_eligible(self.units[unit], one, site=acute_site(one, self.units))
