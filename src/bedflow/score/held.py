"""Holding people to a hand-made plan: the days it names as locks, and its courses as far as they can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bedflow.check.district import District
from bedflow.check.walk import phase_next
from bedflow.domain import Course, Lock, Patient, Snapshot
from bedflow.ingest.read_hand_plan import HandCourse

Places = tuple[tuple[date, str], ...]
"""Units by date, in the order of the dates."""


def named_days(hand: HandCourse, days: Sequence[date]) -> Places:
    """Give the days a hand-made course names, with their units."""
    said = zip(days[: hand.said], hand.units, strict=False)
    return tuple((day, unit) for day, unit in said if unit is not None)


def locked(patient: Patient, places: Iterable[tuple[date, str]]) -> Patient:
    """Give a patient's record with locks added; a lock that is there already is not said twice."""
    there = {(lock.date, lock.unit) for lock in patient.locks}
    more = tuple(Lock(date=day, unit=unit) for day, unit in places if (day, unit) not in there)
    return patient.model_copy(update={"locks": (*patient.locks, *more)}) if more else patient


def with_patients(snapshot: Snapshot, records: Iterable[Patient]) -> Snapshot:
    """Give a district with some patients' records as they are now."""
    now = {record.id: record for record in records}
    return snapshot.model_copy(
        update={"patients": tuple(now.get(patient.id, patient) for patient in snapshot.patients)}
    )


def mended(course: Course, district: District) -> Course:
    """Leave out the days in a unit before the patient arrives and after all their care is done.

    Such days break a rule, which is told; nothing sensible can be said of what they cost.
    """
    person = district.people[course.patient]
    units: list[str | None] = []
    care: list[bool | None] = []
    done = 0
    for day, (unit, mark) in enumerate(zip(course.units, course.care, strict=True)):
        there = unit is not None and day >= person.starts
        there = there and phase_next(person.asks.phases, done)[0] is not None
        units.append(unit if there else None)
        care.append(bool(mark) if there else None)
        done += there and bool(mark)
    return Course(patient=course.patient, units=tuple(units), care=tuple(care))
