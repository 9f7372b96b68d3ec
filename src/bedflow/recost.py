"""The same courses under another snapshot's prices: what a plan made for one purpose costs for another."""

from __future__ import annotations

import numpy as np

from bedflow.codebook import hours_in_billionths
from bedflow.compile import Compiled, compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import Problem, Result
from bedflow_solver.board import fill_board
from bedflow_solver.loads import keeps_limits
from bedflow_solver.problem import Ints, Longs


def recost(snapshot: Snapshot, courses: Plan, *, beside: Plan) -> Plan:
    """Give the plan of a snapshot in which everybody takes the course another plan has for them.

    What locks raise is taken over from that plan: where several raises are the least, prices choose
    among them, so that it may have raised other limits by as much in all.

    Parameters
    ----------
    snapshot
        The district at its own prices.
    courses
        A plan of the same people, units, days and locks, made under other prices.
    beside
        A plan of ``snapshot``: its bound and prices hold for every plan of it with its raises.

    Raises
    ------
    ValueError
        When ``beside`` is of another snapshot, somebody has no course, or the courses take more than a
        limit of the snapshot allows.
    """
    if beside.snapshot_sha256 != snapshot.sha256:
        raise ValueError("the plan to stand beside is of another snapshot; plan this one first")
    compiled = compile_snapshot(snapshot)
    named = {course.patient for course in courses.courses}
    if any(patient.id not in named for patient in compiled.patients):
        raise ValueError("somebody has no course in the plan to cost again")
    problem, gate_raised, hours_raised = _with_raises(compiled, courses)
    taken = start_from(courses, compiled).courses
    board, cost = fill_board(problem, taken)
    if not keeps_limits(problem, board.loads):
        raise ValueError("the courses take more than a limit of this snapshot allows")
    result = Result(
        problem=problem,
        courses=taken,
        objective=float(cost),
        bound=min(beside.bound, float(cost)),
        prices=start_from(beside, compiled).prices,
        loads=board.loads,
        gate_raised=gate_raised,
        hours_raised=hours_raised,
        seconds=courses.seconds,
        rounds=0,
    )
    return read_back(compiled, result, seed=courses.seed)


def _with_raises(compiled: Compiled, courses: Plan) -> tuple[Problem, Ints, Longs]:
    """Raise the limits a plan says locks need; what commitments raise is in the question already."""
    problem, snapshot = compiled.problem, compiled.snapshot
    gate, hours = np.zeros_like(problem.gate), np.zeros_like(problem.pool_hours)
    day_number = {day: number for number, day in enumerate(snapshot.days)}
    unit_number = {unit.id: number for number, unit in enumerate(snapshot.units)}
    team_number = {team.id: number for number, team in enumerate(snapshot.teams)}
    for alert in courses.alerts:
        day = day_number[alert.date]
        if not alert.locks:
            continue
        if alert.team is not None:
            hours[team_number[alert.team], day] += hours_in_billionths(alert.short)
        elif alert.unit is not None:
            gate[unit_number[alert.unit], day] += round(alert.short)
    raised = problem._replace(
        gate=problem.gate + gate,
        pool_hours=problem.pool_hours + hours,
        pool_limit=problem.pool_limit + hours,
    )
    return raised, gate, hours
