"""A plan made of given courses: read back as the engine's own would be, for the checker to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bedflow.compile import compile_snapshot
from bedflow.domain import Course, Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import solve
from bedflow_solver.board import fill_board


def plan_of_courses(
    snapshot: Snapshot,
    plan: Plan,
    courses: Mapping[str, Course] | None = None,
) -> Plan:
    """Give the plan with other courses for some patients; nothing is searched."""
    chosen = courses or {}
    mixed = tuple(chosen.get(course.patient, course) for course in plan.courses)
    compiled = compile_snapshot(snapshot)
    start = start_from(plan.model_copy(update={"courses": mixed}), compiled)
    result = solve(compiled.problem, effort=0, start=start)
    board, objective = fill_board(result.problem, start.courses)
    given = replace(
        result,
        courses=start.courses,
        loads=board.loads,
        objective=objective,
        bound=min(result.bound, plan.bound, objective),
    )
    return read_back(compiled, given, seed=plan.seed)
