"""Faults between entries: ids that repeat, references to nothing, two answers to one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bedflow.domain import FORECAST_PREFIX
from bedflow.ingest.fault import Broken, Loc
from bedflow.ingest.place import KINDS
from bedflow.ingest.reading import Given, Reading


def broken_names(reading: Reading) -> Iterator[Broken]:
    """Say which ids, references and dates clash or lead nowhere."""
    for kind, entries in _lists(reading):
        yield from _repeated_ids(entries, KINDS[kind])
        if kind != "patients":
            yield from _repeated_dates(entries, KINDS[kind])
    yield from _forecast_names(reading)
    yield from _references_to_nothing(reading)
    yield from _two_teams(reading)
    yield from _previous_courses(reading)


def _lists(reading: Reading) -> Iterator[tuple[str, Iterable[Given[Any]]]]:
    yield "units", reading.units
    yield "teams", reading.teams
    yield "patients", reading.patients
    yield "arrivals", reading.arrivals


def _repeated_ids(entries: Iterable[Given[Any]], kind: str) -> Iterator[Broken]:
    first: dict[str, Loc] = {}
    for entry in entries:
        if not entry.sound("id"):
            continue
        before = first.setdefault(entry.value.id, entry.loc)
        if before != entry.loc:
            yield Broken((*entry.loc, "id"), f"expected an id of its own; an earlier {kind} has the same")


def _repeated_dates(entries: Iterable[Given[Any]], kind: str) -> Iterator[Broken]:
    for entry in entries:
        if not entry.sound("overrides"):
            continue
        dates = set()
        for k, override in enumerate(entry.value.overrides):
            if override.date in dates:
                told = f"expected one override a date; an earlier one of this {kind} has the same date"
                yield Broken((*entry.loc, "overrides", k, "date"), told)
            dates.add(override.date)


def _forecast_names(reading: Reading) -> Iterator[Broken]:
    for patient in reading.patients:
        if patient.sound("id") and patient.value.id.startswith(FORECAST_PREFIX):
            told = (
                f"expected an id that does not begin with {FORECAST_PREFIX}: forecast patients are named so"
            )
            yield Broken((*patient.loc, "id"), told)


def _references_to_nothing(reading: Reading) -> Iterator[Broken]:
    if "units" in reading.unreadable or not all(unit.sound("id") for unit in reading.units):
        return  # A unit whose id could not be read may be the one that is meant.
    known = {unit.value.id for unit in reading.units}
    told = "expected the id of a unit of this snapshot"
    for team in reading.teams:
        yield from _unknown(team, "units", known, told)
    for patient in reading.people:
        yield from _unknown(patient, "preferred_units", known, told)
        yield from _unknown(patient, "excluded_units", known, told)
    for patient in reading.patients:
        if patient.sound("unit") and patient.value.unit is not None and patient.value.unit not in known:
            yield Broken((*patient.loc, "unit"), told)
        if patient.sound("locks"):
            for k, lock in enumerate(patient.value.locks):
                if lock.unit not in known:
                    yield Broken((*patient.loc, "locks", k, "unit"), told)


def _unknown(entry: Given[Any], field: str, known: set[str], told: str) -> Iterator[Broken]:
    if not entry.sound(field):
        return
    for k, unit_id in enumerate(getattr(entry.value, field)):
        if unit_id not in known:
            yield Broken((*entry.loc, field, k), told)


def _two_teams(reading: Reading) -> Iterator[Broken]:
    serving: dict[tuple[str, str], Loc] = {}
    for team in reading.teams:
        if not team.sound("units", "discipline"):
            continue
        for k, unit_id in enumerate(team.value.units):
            before = serving.setdefault((unit_id, team.value.discipline), (*team.loc, "units", k))
            if before[:2] != team.loc:
                told = "expected one team for a unit and discipline; an earlier team serves it too"
                yield Broken((*team.loc, "units", k), told)


def _previous_courses(reading: Reading) -> Iterator[Broken]:
    if reading.previous_plan is None:
        return
    days = len(reading.previous_plan.days)
    seen: set[str] = set()
    for k, course in enumerate(reading.previous_plan.courses):
        loc: Loc = ("previous_plan", "courses", k)
        if len(course.units) != days:
            yield Broken((*loc, "units"), f"expected one entry for each of the {days} days of that plan")
        if course.patient in seen:
            yield Broken((*loc, "patient"), "expected one course for a patient")
        seen.add(course.patient)
