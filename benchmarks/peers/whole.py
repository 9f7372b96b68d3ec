"""The state-expanded model given whole to general solvers: the same question, exactly, to the last penny."""

from __future__ import annotations

import time

import numpy as np
from ortools.sat.python import cp_model

from bedflow_solver.board import fill_board
from bedflow_solver.expanded import Expanded, expand, read_courses
from bedflow_solver.loads import keeps_limits, no_prices
from bedflow_solver.pricing import Courses
from bedflow_solver.problem import Floats, Problem
from bedflow_solver.reference import WholeProgram, whole_program
from benchmarks.peers.answer import Answer
from benchmarks.peers.program import GAP_CLOSED, Program, solve_with_highs
from benchmarks.series import Point, best_so_far


def everything(problem: Problem) -> Expanded:
    """Write the whole question as one integer program, nothing ruled out."""
    return expand(problem, no_prices(problem), np.inf)


def by_highs(problem: Problem, *, time_limit: float, threads: int = 2, seed: int = 0) -> Answer:
    """Give the whole model to HiGHS through OR-Tools' MathOpt.

    Parameters
    ----------
    problem
        Held: limits raised where bound jobs need it, as the engine does first.
    """
    begin = time.perf_counter()
    expanded = everything(problem)
    program = Program(
        expanded.cost, expanded.matrix, expanded.lower, expanded.upper, expanded.most, expanded.whole
    )
    built = time.perf_counter() - begin
    solved = solve_with_highs(program, time_limit=time_limit, threads=threads, seed=seed)
    courses, cost = _read(expanded, solved.x)
    return Answer(
        courses=courses,
        objective=cost,
        bound=solved.bound,
        points=solved.points,
        allowed={"threads": threads, "seconds": time_limit, **program.size},
        build_seconds=built + solved.build_seconds,
        status=solved.status,
    )


def by_cp_sat(problem: Problem, *, time_limit: float, workers: int = 2, seed: int = 0) -> Answer:
    """Give the whole model to CP-SAT, in whole numbers and with the settings that suit it best."""
    begin = time.perf_counter()
    expanded = everything(problem)
    program = whole_program(expanded)
    model, columns = _write(program)
    built = time.perf_counter() - begin
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = time_limit
    solver.parameters.relative_gap_limit = GAP_CLOSED
    # Flows are nearly linear programs: without every row in the relaxation it finds hardly anything.
    solver.parameters.linearization_level = 2
    solver.parameters.add_lp_constraints_lazily = False
    if workers > 1:
        solver.parameters.subsolvers.extend(["max_lp"])
    hearing = _Hearing(program)
    solver.best_bound_callback = hearing.hear_bound
    status = solver.solve(model, hearing)
    x = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        x = np.array([solver.value(column) for column in columns], np.float64)
    courses, cost = _read(expanded, x)
    bound = hearing.money(solver.response_proto.inner_objective_lower_bound, program.allowance)
    hearing.points.append(Point(hearing.seconds, cost, bound))
    return Answer(
        courses=courses,
        objective=cost,
        bound=bound,
        points=best_so_far(hearing.points),
        allowed={
            "threads": workers,
            "seconds": time_limit,
            "rows": program.matrix.shape[0],
            "columns": program.matrix.shape[1],
            "nonzeros": int(program.matrix.nnz),
            "whole": program.matrix.shape[1],
        },
        build_seconds=built,
        status=solver.status_name(status).lower(),
    )


def _read(expanded: Expanded, x: Floats | None) -> tuple[Courses | None, float | None]:
    """Read the plan off an answer and cost it by the engine's rules; None where a limit is broken."""
    if x is None:
        return None, None
    courses = read_courses(expanded, x)
    board, cost = fill_board(expanded.problem, courses)
    if not keeps_limits(expanded.problem, board.loads):
        return None, None
    return courses, float(cost)


def _write(program: WholeProgram) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, most, "") for most in program.most.tolist()]
    matrix = program.matrix
    for row, (lower, upper) in enumerate(zip(program.lower.tolist(), program.upper.tolist(), strict=True)):
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        taken = [columns[column] for column in matrix.indices[here].tolist()]
        total = cp_model.LinearExpr.weighted_sum(taken, matrix.data[here].tolist())
        model.add_linear_constraint(total, lower, upper)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, program.cost.tolist()))
    return model, columns


class _Hearing(cp_model.CpSolverSolutionCallback):
    """Notes every plan and every bound CP-SAT tells, in pounds."""

    def __init__(self, program: WholeProgram) -> None:
        super().__init__()
        self.program = program
        self.points: list[Point] = []
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def money(self, amount: float, allowance: float = 0.0) -> float:
        return amount / self.program.scale - allowance

    def hear_bound(self, bound: float) -> None:
        self.points.append(Point(self.seconds, None, self.money(bound, self.program.allowance)))

    def on_solution_callback(self) -> None:
        bound = self.money(self.best_objective_bound, self.program.allowance)
        self.points.append(Point(self.seconds, self.money(self.objective_value), bound))
