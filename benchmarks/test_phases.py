"""The engine phase by phase: compile, price, bound, plan, plan again."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numpy as np
import pytest

from bedflow.compile import Compiled, compile_snapshot
from bedflow.domain import Plan
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import Result, solve
from bedflow_solver.dual import Ascent, lower_bound, rows_of
from bedflow_solver.hold import hold
from bedflow_solver.loads import no_prices
from bedflow_solver.master import Columns, Master
from bedflow_solver.pricing import Pricer
from bedflow_solver.result import relative_gap
from benchmarks.cases import CHANGES, changed, district, size_of, snapshot
from benchmarks.extent import Extent, Planned
from benchmarks.series import Point, gap_at, seconds_to_gap
from benchmarks.tasks import record_of, solve_heard

ALLOWED_WORSE = 0.002
"""By how much more than the standing plan's gap a plan again may have."""

STANDING_GAP = 0.01
"""Gap to which the standing plan is brought."""

GLANCES = (1, 2, 5, 10, 15, 20)
"""Seconds after which the gap is noted."""

STEPS = 20
MOST_BOUND_ROUNDS = 60
TYPICAL_DAY = 600.0


@pytest.mark.benchmark(group="compile")
def test_compile(benchmark: Any, measured: Extent, phase_beds: int) -> None:
    """Snapshot to problem."""
    asked = snapshot(phase_beds, measured.first_seed)
    rounds = 5 if phase_beds <= 120 else 2
    compiled = benchmark.pedantic(compile_snapshot, (asked,), rounds=rounds, iterations=1)
    benchmark.extra_info.update(beds=phase_beds, **size_of(compiled), objective=None, bound=None, gap=None)


@pytest.mark.benchmark(group="price")
def test_price(benchmark: Any, measured: Extent, phase_beds: int) -> None:
    """One pricing of every class, at price 0, and the bound that proves."""
    problem = hold(district(phase_beds, measured.first_seed).problem).problem
    pricer, rows, prices = Pricer(problem), rows_of(problem), no_prices(problem)
    values, _courses, _loads = benchmark.pedantic(
        pricer.at, (prices,), rounds=20, iterations=1, warmup_rounds=2
    )
    pricer.close()
    benchmark.extra_info.update(
        beds=phase_beds,
        classes=problem.classes,
        objective=None,
        bound=lower_bound(problem, rows, values, prices),
        gap=None,
    )


@pytest.mark.benchmark(group="bound")
def test_bound(benchmark: Any, measured: Extent, phase_beds: int) -> None:
    """Dual ascent and column generation until the value of the mixture and the bound meet."""
    held = hold(district(phase_beds, measured.first_seed).problem)
    problem = held.problem
    pricer, rows = Pricer(problem), rows_of(problem)

    def converge() -> Master:
        ascent = Ascent(problem, pricer, rows, TYPICAL_DAY)
        while not ascent.exhausted:
            ascent.climb(STEPS)
        columns = Columns.none(problem)
        columns.add(problem.job_class.astype(np.int64), held.courses)
        every_class = np.arange(problem.classes)
        for courses in ascent.courses:
            columns.add(every_class, courses)
        master = Master(problem, pricer, rows, columns, ascent.prices, ascent.bound)
        while not master.converged and master.rounds < MOST_BOUND_ROUNDS:
            master.improve()
        return master

    master = benchmark.pedantic(converge, rounds=1, iterations=1)
    pricer.close()
    benchmark.extra_info.update(
        beds=phase_beds,
        classes=problem.classes,
        rounds=master.rounds,
        columns=len(master.columns.costs),
        converged=master.converged,
        # The mixture is no plan: parts of people. It is the least any bound by prices can miss.
        objective=master.value,
        bound=master.bound,
        gap=relative_gap(master.value, master.bound),
    )


@pytest.mark.benchmark(group="plan")
def test_plan(benchmark: Any, planned: tuple[Planned, int]) -> None:
    """Time to a proven gap."""
    case, seed = planned
    compiled = district(case.beds, seed)
    result, points = benchmark.pedantic(
        solve_heard,
        (compiled.problem,),
        {"time_limit": case.seconds, "gap": case.gap, "seed": seed},
        rounds=1,
        iterations=1,
    )
    benchmark.extra_info.update(beds=case.beds, seed=seed, **size_of(compiled), **record_of(result, points))
    benchmark.extra_info["gap_at"] = {f"{s:g}": gap_at(points, s) for s in GLANCES}


@cache
def _standing(beds: int, seed: int, seconds: float) -> tuple[Compiled, Plan]:
    compiled = district(beds, seed)
    result = solve(compiled.problem, time_limit=4 * seconds, gap=STANDING_GAP, seed=seed)
    return compiled, read_back(compiled, result, seed=seed)


@pytest.mark.benchmark(group="plan again")
@pytest.mark.parametrize("change", sorted(CHANGES))
def test_plan_again(benchmark: Any, measured: Extent, change: str) -> None:
    """One change, planned again from the standing plan, to the standing plan's gap and a little."""
    beds, seed, seconds = measured.again_beds, measured.first_seed, measured.again_seconds
    before, standing = _standing(beds, seed, seconds)
    asked = changed(before.snapshot, change, {course.patient: course.units for course in standing.courses})
    goal = standing.gap + ALLOWED_WORSE

    def plan_again() -> tuple[float, Result, list[Point]]:
        begin = time.perf_counter()
        compiled = compile_snapshot(asked)
        start = start_from(standing, compiled)
        compile_seconds = time.perf_counter() - begin
        search = solve_heard(compiled.problem, time_limit=seconds, gap=goal, seed=seed, start=start)
        return compile_seconds, *search

    compile_seconds, result, points = benchmark.pedantic(plan_again, rounds=1, iterations=1)
    compiled = compile_snapshot(asked)
    cold, cold_points = solve_heard(compiled.problem, time_limit=4 * seconds, gap=goal, seed=seed)
    reached = seconds_to_gap(points, goal)
    benchmark.extra_info.update(
        beds=beds,
        change=change,
        **size_of(compiled),
        **record_of(result, points),
        standing_objective=standing.objective,
        standing_gap=standing.gap,
        goal_gap=goal,
        compile_seconds=compile_seconds,
        seconds_to_goal=None if reached is None else compile_seconds + reached,
        from_nothing_seconds=seconds_to_gap(cold_points, goal),
        from_nothing_gap=cold.gap,
    )
