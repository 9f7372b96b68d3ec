"""Courses laid out as a plan of their district, with everything a plan says of units, teams and waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from bedflow.around import BILLION, Used
from bedflow.codebook import hours_in_billionths
from bedflow.compile import Compiled
from bedflow.diary import PatientDay, diaries, teams_of
from bedflow.domain import (
    OPTIMAL_GAP,
    Breakdown,
    Course,
    Move,
    Plan,
    Snapshot,
    StandingPlan,
    Status,
    TeamDay,
    UnitDay,
    Wait,
)
from bedflow.itinerary import Stay
from bedflow.money import DECIMALS, Prices, rounded
from bedflow.waits import Obstacles, Room, waiting_runs

Diaries = Mapping[str, tuple[PatientDay, ...]]


def laid_out(compiled: Compiled, courses: Iterable[Course], *, beside: Plan) -> Plan:
    """Lay courses out as a plan.

    Parameters
    ----------
    compiled
        The district, compiled.
    courses
        Everybody's course; nobody is in a unit after all their care is done.
    beside
        A plan of the same district: its bound, its prices and what it raised hold for every plan of it.
    """
    snapshot = compiled.snapshot
    courses = tuple(courses)
    days = diaries(snapshot, StandingPlan(days=snapshot.days, courses=courses))
    used = Used()
    team_of = teams_of(snapshot)
    for own in days.values():
        used.add(own, team_of)
    units = tuple(_unit_days(snapshot, used, beside))
    teams = tuple(_team_days(snapshot, used, beside))
    breakdown = _breakdown(snapshot, days, units, teams)
    objective = round(breakdown.total, DECIMALS)
    bound = min(objective, beside.bound)
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
        seconds=0.0,
        seed=beside.seed,
        breakdown=breakdown,
        courses=courses,
        moves=tuple(sorted(_moves(days), key=lambda move: move.date)),
        waits=tuple(_waits(compiled, days, units, teams, beside)),
        units=units,
        teams=teams,
        alerts=beside.alerts,
    )


def _unit_days(snapshot: Snapshot, used: Used, beside: Plan) -> Iterator[UnitDay]:
    priced = {(row.unit, row.date): row for row in beside.units}
    for unit in snapshot.units:
        for day in snapshot.days:
            here = unit.id, day
            occupied, beds = used.places[here], unit.beds_on(day)
            surge = min(max(0, occupied - beds), unit.surge_on(day))
            counted = {
                "occupied": occupied,
                "surge_used": surge,
                "over": max(0, occupied - beds - surge),
                "arrivals": used.entries[here],
                "isolating": used.isolating[here],
            }
            yield priced[here].model_copy(update=counted)


def _team_days(snapshot: Snapshot, used: Used, beside: Plan) -> Iterator[TeamDay]:
    priced = {(row.team, row.date): row for row in beside.teams}
    for team in snapshot.teams:
        for day in snapshot.days:
            row, taken = priced[team.id, day], used.hours[team.id, day]
            there = hours_in_billionths(row.hours) + hours_in_billionths(row.raised)
            counted = {"used": taken / BILLION, "overtime_used": max(0, taken - there) / BILLION}
            yield row.model_copy(update=counted)


def _breakdown(
    snapshot: Snapshot, days: Diaries, units: Sequence[UnitDay], teams: Sequence[TeamDay]
) -> Breakdown:
    prices, totals = Prices(snapshot), dict.fromkeys(Breakdown.model_fields, 0.0)
    for own in days.values():
        for day in own:
            for component, amount in prices.of_day(day).items():
                totals[component] += amount
    by_id = {unit.id: unit for unit in snapshot.units}
    breaches = 0
    for row in units:
        limit = by_id[row.unit].isolation_beds_on(row.date)
        breaches += 0 if limit is None else max(0, row.isolating - limit)
    surge, over = sum(row.surge_used for row in units), sum(row.over for row in units)
    totals |= prices.beyond_places(surge=surge, over=over, breaches=breaches)
    totals["overtime"] = prices.overtime(sum(row.overtime_used for row in teams))
    return rounded(totals)


def _moves(days: Diaries) -> Iterator[Move]:
    for own in days.values():
        for day in own:
            if day.moves_in:
                yield Move(
                    patient=day.patient.id,
                    date=day.date,
                    to=day.unit,
                    phase=day.phase.setting,
                    **{"from": day.before},
                )


def _waits(
    compiled: Compiled, days: Diaries, units: Sequence[UnitDay], teams: Sequence[TeamDay], beside: Plan
) -> Iterator[Wait]:
    obstacles = Obstacles(compiled, _room(compiled, units, teams, beside))
    number = {unit.id: k for k, unit in enumerate(compiled.snapshot.units)}
    for job, patient in enumerate(compiled.patients):
        stays: list[Stay] = []
        done = 0
        for day in days.get(patient.id, ()):
            before = -1 if day.before is None else number[day.before]
            stays.append(Stay(job, day.day, number[day.unit], before, day.care, done, day.waited))
            done += day.care
        # A hand-made course may have a gap; days on both sides of it are no run.
        for _gap, together in groupby(enumerate(stays), key=lambda each: each[1].day - each[0]):
            for run in waiting_runs([stay for _, stay in together]):
                yield obstacles.wait(run, stays)


def _room(compiled: Compiled, units: Sequence[UnitDay], teams: Sequence[TeamDay], beside: Plan) -> Room:
    """Say what there is of every limit, what is promised included, and what is used of it."""
    promised: dict[tuple[str, object], int] = defaultdict(int)
    for alert in beside.alerts:
        if alert.unit is not None:
            promised[alert.unit, alert.date] += round(alert.short)
    days = compiled.problem.days
    of_units, of_teams = (len(compiled.snapshot.units), days), (len(compiled.snapshot.teams), days)
    there = [hours_in_billionths(row.hours) + hours_in_billionths(row.raised) for row in teams]
    more = [promised[row.unit, row.date] for row in units]
    return Room(
        beds=compiled.problem.seats,
        occupied=np.array([row.occupied for row in units], np.int64).reshape(of_units),
        intake=compiled.problem.gate + np.array(more, np.int64).reshape(of_units),
        arrivals=np.array([row.arrivals for row in units], np.int64).reshape(of_units),
        hours=np.array(there, np.int64).reshape(of_teams),
        used=np.array([hours_in_billionths(row.used) for row in teams], np.int64).reshape(of_teams),
    )
