"""Result to plan: the only place that reads the engine's rows and columns back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bedflow.compile import Compiled
from bedflow.domain import (
    OPTIMAL_GAP,
    Alert,
    AlertLock,
    Course,
    Move,
    Plan,
    Snapshot,
    Status,
    TeamDay,
    UnitDay,
)
from bedflow.itinerary import Stay, phase_next, stays_of
from bedflow.money import breakdown_of
from bedflow.waits import waits_of
from bedflow_solver import HOUR, UNLIMITED, Result

DECIMALS = 6


def read_back(compiled: Compiled, result: Result, *, seed: int) -> Plan:
    """Give the engine's answer the hospital's names.

    Parameters
    ----------
    seed
        The seed of the search, for the record.
    """
    snapshot = compiled.snapshot
    itineraries = list(stays_of(compiled, result))
    breakdown = breakdown_of(compiled, result, itineraries)
    objective = round(breakdown.total, DECIMALS)
    bound = min(objective, math.floor(result.bound * 10**DECIMALS) / 10**DECIMALS)
    gap = (objective - bound) / objective if objective > 0 else 0.0
    return Plan(
        snapshot_sha256=snapshot.sha256,
        as_of=snapshot.as_of,
        horizon_days=snapshot.horizon_days,
        days=snapshot.days,
        status=Status.OPTIMAL if gap <= OPTIMAL_GAP else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=gap,
        seconds=round(result.seconds, 3),
        seed=seed,
        breakdown=breakdown,
        courses=tuple(_courses(compiled, itineraries)),
        moves=tuple(sorted(_moves(compiled, itineraries), key=lambda move: move.date)),
        waits=tuple(waits_of(compiled, result, itineraries)),
        units=tuple(_unit_days(snapshot, result)),
        teams=tuple(_team_days(compiled, result)),
        alerts=tuple(_alerts(compiled, result)),
    )


def _courses(compiled: Compiled, itineraries: Sequence[Sequence[Stay]]) -> Iterator[Course]:
    units = compiled.snapshot.units
    days = compiled.problem.days
    for patient, stays in zip(compiled.patients, itineraries, strict=True):
        where: list[str | None] = [None] * days
        care: list[bool | None] = [None] * days
        for stay in stays:
            where[stay.day], care[stay.day] = units[stay.unit].id, stay.care
        yield Course(patient=patient.id, units=tuple(where), care=tuple(care))


def _moves(compiled: Compiled, itineraries: Sequence[Sequence[Stay]]) -> Iterator[Move]:
    units = compiled.snapshot.units
    for patient, stays in zip(compiled.patients, itineraries, strict=True):
        for stay in stays:
            if stay.moves_in:
                yield Move(
                    patient=patient.id,
                    date=compiled.snapshot.days[stay.day],
                    to=units[stay.unit].id,
                    phase=phase_next(patient, stay.done)[0].setting,
                    **{"from": None if stay.before < 0 else units[stay.before].id},
                )


def _unit_days(snapshot: Snapshot, result: Result) -> Iterator[UnitDay]:
    problem, loads = result.problem, result.loads
    for number, unit in enumerate(snapshot.units):
        for day, date in enumerate(snapshot.days):
            occupied, beds = int(loads.seats[number, day]), int(problem.seats[number, day])
            surge = min(max(0, occupied - beds), int(problem.spare[number, day]))
            yield UnitDay(
                unit=unit.id,
                date=date,
                occupied=occupied,
                beds=beds,
                surge_used=surge,
                over=max(0, occupied - beds - surge),
                arrivals=int(loads.entries[number, day]),
                intake=unit.daily_intake_on(date),
                isolating=int(loads.special[number, day]),
                price=round(float(result.prices.seat[number, day]), 2),
                intake_price=round(float(result.prices.gate[number, day]), 2),
                isolation_price=round(float(result.prices.special[number, day]), 2),
            )


def _team_days(compiled: Compiled, result: Result) -> Iterator[TeamDay]:
    problem, loads = result.problem, result.loads
    raised = compiled.committed + result.hours_raised
    for number, team in enumerate(compiled.snapshot.teams):
        for day, date in enumerate(compiled.snapshot.days):
            used = int(loads.hours[number, day])
            yield TeamDay(
                team=team.id,
                date=date,
                used=used / HOUR,
                hours=team.hours_on(date),
                raised=int(raised[number, day]) / HOUR,
                overtime_used=max(0, used - int(problem.pool_hours[number, day])) / HOUR,
                price=round(float(result.prices.hour[number, day]), 2),
            )


def _alerts(compiled: Compiled, result: Result) -> Iterator[Alert]:
    """Say where what is already promised exceeds a limit: care under way, then locks."""
    snapshot = compiled.snapshot
    for number, team in enumerate(snapshot.teams):
        for day, date in enumerate(snapshot.days):
            if (short := int(compiled.committed[number, day])) > 0:
                yield Alert(kind="over_committed", team=team.id, date=date, short=short / HOUR)
    for number, team in enumerate(snapshot.teams):
        for day, date in enumerate(snapshot.days):
            if (short := int(result.hours_raised[number, day])) > 0:
                locks = _locks_behind(compiled, team.units)
                yield Alert(kind="over_committed", team=team.id, date=date, short=short / HOUR, locks=locks)
    for number, unit in enumerate(snapshot.units):
        for day, date in enumerate(snapshot.days):
            short = int(result.gate_raised[number, day])
            if short > 0 and result.problem.gate[number, day] < UNLIMITED:
                locks = _locks_behind(compiled, (unit.id,))
                yield Alert(kind="over_committed", unit=unit.id, date=date, short=float(short), locks=locks)


def _locks_behind(compiled: Compiled, units: Sequence[str]) -> tuple[AlertLock, ...]:
    """Give the locks to the units a raised limit is about; all locks where none is."""
    days = set(compiled.snapshot.days)
    held = tuple(
        AlertLock(patient=patient.id, date=lock.date, unit=lock.unit)
        for patient in compiled.patients
        for lock in patient.locks
        if lock.date in days
    )
    return tuple(lock for lock in held if lock.unit in units) or held
