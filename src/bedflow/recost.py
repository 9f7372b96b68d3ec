"""The same courses under another snapshot's prices: what a plan made for one purpose costs for another."""

from __future__ import annotations

from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import Result
from bedflow_solver.board import fill_board
from bedflow_solver.hold import hold
from bedflow_solver.loads import keeps_limits


def recost(snapshot: Snapshot, courses: Plan, *, beside: Plan) -> Plan:
    """Give the plan of a snapshot in which everybody takes the course another plan has for them.

    Parameters
    ----------
    snapshot
        The district at its own prices.
    courses
        A plan of the same people, units and days, made under other prices.
    beside
        A plan of ``snapshot``: its bound and prices hold for every plan of it.

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
    held = hold(compiled.problem)
    taken = start_from(courses, compiled).courses
    board, cost = fill_board(held.problem, taken)
    if not keeps_limits(held.problem, board.loads):
        raise ValueError("the courses take more than a limit of this snapshot allows")
    result = Result(
        problem=held.problem,
        courses=taken,
        objective=float(cost),
        bound=min(beside.bound, float(cost)),
        prices=start_from(beside, compiled).prices,
        loads=board.loads,
        gate_raised=held.gate_raised,
        hours_raised=held.hours_raised,
        seconds=courses.seconds,
        rounds=0,
    )
    return read_back(compiled, result, seed=courses.seed)
