"""Who moves, arrives and leaves: today by name, the days after by number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bedflow.domain import Course, Plan, Snapshot
from bedflow_api.briefing.names import Names, is_forecast
from bedflow_api.briefing.words import CARE_WORDS


@dataclass(frozen=True, slots=True)
class NamedMove:
    """One patient's move in words: from where, to where and for which care."""

    patient: str
    origin: str
    to: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Expected:
    """How many forecast people are to arrive in a unit."""

    to: str
    people: int


@dataclass(frozen=True, slots=True)
class Today:
    """The first day of the plan: what the site team does now."""

    moves: tuple[NamedMove, ...]
    arrivals: tuple[NamedMove, ...]
    expected: tuple[Expected, ...]
    expected_people: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many people move, arrive and leave the system on a day."""

    day: date
    moves: int
    arrivals: int
    expected: int
    leaving: int


def today(snapshot: Snapshot, plan: Plan, *, names: Names) -> Today:
    """Give today's moves and arrivals; those of forecast people as numbers by unit."""
    arriving = _arriving(snapshot, plan, t=0)
    care = {patient.id: CARE_WORDS[patient.phases[0].setting] for patient in snapshot.patients}
    expected = Counter(unit for patient, unit in arriving if is_forecast(patient))
    return Today(
        moves=tuple(
            NamedMove(move.patient, names.unit(move.from_), names.unit(move.to), CARE_WORDS[move.phase])
            for move in plan.moves
            if move.date == plan.days[0] and move.from_ is not None
        ),
        arrivals=tuple(
            NamedMove(patient, "outside", names.unit(unit), care[patient])
            for patient, unit in arriving
            if not is_forecast(patient)
        ),
        expected=tuple(
            Expected(names.unit(unit), people)
            for unit, people in sorted(expected.items(), key=lambda entry: (-entry[1], entry[0]))
        ),
        expected_people=expected.total(),
    )


def traffic(snapshot: Snapshot, plan: Plan) -> tuple[Traffic, ...]:
    """Count moves, arrivals and people leaving the system on each day."""
    moves = Counter(move.date for move in plan.moves if move.from_ is not None)
    counts = []
    for t, day in enumerate(plan.days):
        arriving = _arriving(snapshot, plan, t=t)
        expected = sum(is_forecast(patient) for patient, _ in arriving)
        leaving = sum(_leaves(course, t) for course in plan.courses)
        counts.append(Traffic(day, moves[day], len(arriving) - expected, expected, leaving))
    return tuple(counts)


def _arriving(snapshot: Snapshot, plan: Plan, *, t: int) -> list[tuple[str, str]]:
    """Give who comes from outside on a day, and where to, in the order of the plan."""
    present = {patient.id for patient in snapshot.patients if patient.unit is not None} if t == 0 else set()
    return [
        (course.patient, unit)
        for course in plan.courses
        if (unit := course.units[t]) is not None
        and course.patient not in present
        and (t == 0 or course.units[t - 1] is None)
    ]


def _leaves(course: Course, t: int) -> bool:
    return t > 0 and course.units[t] is None and course.units[t - 1] is not None
