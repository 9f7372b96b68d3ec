"""What a plan's courses say day by day: who is where, in care or waiting, in which phase of care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bedflow.compile import planned_patients
from bedflow.domain import Course, Patient, Phase, Snapshot, StandingPlan
from bedflow.itinerary import phase_next


@dataclass(frozen=True, slots=True)
class PatientDay:
    """One day of one patient in a plan.

    Attributes
    ----------
    day, date
        Day of the horizon, from 0, and its date.
    unit, before
        The unit, and that of the day before; None when the patient comes from outside.
    care
        Whether care goes forward.
    phase, care_day
        The phase that is next, and its care day so far, from 0.
    waited
        Waiting days in this plan before this one.
    """

    patient: Patient
    day: int
    date: date
    unit: str
    before: str | None
    care: bool
    phase: Phase
    care_day: int
    waited: int

    @property
    def moves_in(self) -> bool:
        """Whether the patient comes into the unit on this day."""
        return self.unit != self.before

    def team_hours(self, team_of: Mapping[tuple[str, str], str]) -> dict[str, float]:
        """Hours the day takes of each team.

        Parameters
        ----------
        team_of
            The team that serves a unit for a discipline, as :func:`teams_of` gives it.
        """
        if not self.care:
            return {}
        return {
            team_of[self.unit, discipline]: hours
            for discipline, hours in self.phase.hours_on_care_day(self.care_day).items()
            if (self.unit, discipline) in team_of
        }


def teams_of(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    """Give the id of the team that serves a unit for a discipline."""
    return {(unit, team.discipline): team.id for team in snapshot.teams for unit in team.units}


def diaries(snapshot: Snapshot, plan: StandingPlan) -> dict[str, tuple[PatientDay, ...]]:
    """Give everybody's days in the system, forecast patients included.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules of the model page. Somebody it does not name has
        no days.
    """
    by_patient = {course.patient: course for course in plan.courses}
    return {
        patient.id: _days_of(patient, by_patient[patient.id], snapshot.days)
        for patient in planned_patients(snapshot)
        if patient.id in by_patient
    }


def _days_of(patient: Patient, course: Course, dates: tuple[date, ...]) -> tuple[PatientDay, ...]:
    days: list[PatientDay] = []
    before, done, waited = patient.unit, 0, 0
    for day, (when, unit, care) in enumerate(zip(dates, course.units, course.care, strict=True)):
        if unit is None:
            continue
        phase, care_day = phase_next(patient, done)
        days.append(PatientDay(patient, day, when, unit, before, bool(care), phase, care_day, waited))
        before, done, waited = unit, done + bool(care), waited + (not care)
    return tuple(days)
