"""A plan somebody made by hand -> where they want whom on which day, with every fault told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from bedflow.domain import Course, Patient, Snapshot, StandingPlan
from bedflow.domain.fact import Text, fact
from bedflow.ingest.fault import BadInput, Broken, Fault
from bedflow.ingest.json_text import STANDARD_INPUT, impurities, parse, read_bytes, read_standard_input
from bedflow.ingest.nhs_number import id_to_tell
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order


class HandForm(StrEnum):
    """How a hand-made plan was written."""

    PLAN = "plan"
    MOVES = "moves"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class HandCourse:
    """Where somebody wants one patient.

    Attributes
    ----------
    patient
        The patient's id.
    units
        Unit on each day of the horizon; None: not there, or nothing said.
    care
        Whether care goes forward on each day; None: nothing said.
    said
        Days, from day 0, that are spoken of; the later ones are left open.
    until_leaving
        Whether the last unit is meant until the patient's care is done, whenever that is.
    """

    patient: str
    units: tuple[str | None, ...]
    care: tuple[bool | None, ...]
    said: int
    until_leaving: bool = False


@dataclass(frozen=True, slots=True)
class HandPlan:
    """A hand-made plan as it was written.

    Attributes
    ----------
    form
        How it was written.
    courses
        The courses in the order of the file.
    marked
        Patients said to be fixed though their course may be the proposed one.
    """

    form: HandForm
    courses: tuple[HandCourse, ...]
    marked: tuple[str, ...] = ()


class HandDocument(StandingPlan):
    """A plan document somebody edited: its days and courses, and whom they mark as fixed."""

    fixed: tuple[Text, ...] = fact("Patients to hold to these courses, changed or not", default=())


@dataclass(frozen=True, slots=True)
class Named:
    """What a hand-made plan may name.

    Attributes
    ----------
    days
        The dates of the horizon.
    units
        Ids of the units.
    patients
        Patients the snapshot names who are here or arrive in the horizon, by id.
    expected
        Names of the people expected by forecast.
    """

    days: tuple[date, ...]
    units: frozenset[str]
    patients: Mapping[str, Patient]
    expected: frozenset[str]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Named:
        """Read it off a snapshot."""
        days = snapshot.days
        here = (one for one in snapshot.patients if one.arrives is None or one.arrives <= days[-1])
        forecast = (one.id for stream in snapshot.arrivals for one in stream.patients(days))
        units = frozenset(unit.id for unit in snapshot.units)
        return cls(days, units, {one.id: one for one in here}, frozenset(forecast))


def read_hand_document(source: str | Path, named: Named) -> HandPlan:
    """Read an edited plan document of a JSON file or standard input; only its courses count.

    Parameters
    ----------
    named
        What the document may name.

    Raises
    ------
    BadInput
        With every fault found, in the order of the file.
    """
    standard = str(source) == STANDARD_INPUT
    name = "standard input" if standard else Path(source).name or str(source)
    content = read_standard_input() if standard else read_bytes(Path(source), file=name)
    document = parse(content, file=name)
    broken, hopeless = impurities(document)
    if not hopeless:
        try:
            read = HandDocument.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=HandDocument, document=document)
        else:
            broken += _wrong_names(read, named)
            if not broken:
                return HandPlan(HandForm.PLAN, tuple(map(_course, read.courses)), read.fixed)
    first = {each.loc: each for each in reversed(broken)}
    faults = in_order(first.values(), JsonPlaces(name, document, root=HandDocument))
    raise BadInput(_with_ids(faults, document, named))


def _course(course: Course) -> HandCourse:
    care = course.care or (None,) * len(course.units)
    return HandCourse(course.patient, course.units, care, said=len(course.units))


def _wrong_names(read: HandDocument, named: Named) -> Iterator[Broken]:
    """Hold what a document names against the district."""
    if read.days != named.days:
        told = f"expected the days of this snapshot, {named.days[0]} to {named.days[-1]}"
        yield Broken(("days",), told)
        return
    seen: set[str] = set()
    for k, course in enumerate(read.courses):
        if course.patient not in named.patients and course.patient not in named.expected:
            yield Broken(("courses", k, "patient"), UNKNOWN_PATIENT)
        elif course.patient in seen:
            yield Broken(("courses", k, "patient"), "expected one course for a patient")
        seen.add(course.patient)
        yield from _wrong_days(k, course, named)
    for k, patient in enumerate(read.fixed):
        if (wrong := not_fixable(patient, named)) is not None:
            yield Broken(("fixed", k), wrong)
        elif patient not in seen:
            yield Broken(("fixed", k), "expected a patient who has a course in this plan")


def _wrong_days(k: int, course: Course, named: Named) -> Iterator[Broken]:
    days = len(named.days)
    if len(course.units) != days:
        yield Broken(("courses", k, "units"), f"expected {days} entries, one for each day")
    if course.care and len(course.care) != days:
        yield Broken(("courses", k, "care"), f"expected {days} entries, one for each day, or no care at all")
    for j, unit in enumerate(course.units):
        if unit is not None and unit not in named.units:
            yield Broken(("courses", k, "units", j), UNKNOWN_UNIT)
    for j, (unit, care) in enumerate(zip(course.units, course.care, strict=False)):
        if unit is None and care is not None:
            yield Broken(("courses", k, "care", j), "expected null: the patient is in no unit on that day")


def _with_ids(faults: Sequence[Fault], document: Mapping[str, object], named: Named) -> Iterator[Fault]:
    """Add whose course a fault is in, where that is somebody known."""
    courses = document.get("courses")
    for fault in faults:
        head, _, number = str(fault.where).partition("]")[0].partition("[")
        if head != "courses" or not number.isdigit() or not isinstance(courses, list):
            yield fault
            continue
        course = courses[int(number)]
        given = course.get("patient") if isinstance(course, dict) else None
        known = id_to_tell(given) if isinstance(given, str) and given in named.patients else None
        yield replace(fault, kind="patient", id=known)


UNKNOWN_PATIENT = "expected the id of a patient of this snapshot, who is in a unit or arrives in the horizon"
UNKNOWN_UNIT = "expected the id of a unit of this snapshot"
EXPECTED_PATIENT = "expected a patient the snapshot names; people expected by forecast cannot be fixed"


def not_fixable(patient: str, named: Named) -> str | None:
    """Say what is wrong with the id of somebody to be fixed; None: nothing."""
    if patient in named.expected:
        return EXPECTED_PATIENT
    return None if patient in named.patients else UNKNOWN_PATIENT
