"""What is measured in a process of its own: one search by one solver on one district."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from bedflow.compile import compile_snapshot
from bedflow.plan import read_back
from bedflow_solver import Problem, Progress, Result, solve
from bedflow_solver.board import fill_board
from bedflow_solver.first_come import cheaper_first_come, hours_of_overtime
from bedflow_solver.hold import hold
from bedflow_solver.loads import Loads
from bedflow_solver.pricing import Courses
from benchmarks.cases import district, size_of
from benchmarks.extent import GAPS
from benchmarks.peers import Answer
from benchmarks.peers.program import GAP_CLOSED
from benchmarks.peers.textbook import by_textbook
from benchmarks.peers.whole import by_cp_sat, by_highs
from benchmarks.profile import profiled
from benchmarks.series import Point, best_so_far, seconds_to_gap, thinned
from tests.districts import random_district
from tests.oracle import best_plan, raises_of

WARM_BEDS, WARM_SEED, WARM_EFFORT = (12, 24), 999_983, 4
"""The smaller goes straight to column generation and proof, the larger begins with dual ascent."""

CERTIFIED_EFFORT = 12
"""Rounds for a district of a few patients: enough to prove most of them."""

PENNY = 0.01

Record = dict[str, Any]


def warm_up() -> float:
    """Plan tiny districts, so that kernels are loaded before a clock runs; gives the seconds it took."""
    begin = time.perf_counter()
    for beds in WARM_BEDS:
        solve(district(beds, WARM_SEED).problem, effort=WARM_EFFORT)
    return time.perf_counter() - begin


def solve_heard(problem: Problem, **asked: Any) -> tuple[Result, list[Point]]:
    """Solve and note every report."""
    points: list[Point] = []

    def hear(progress: Progress) -> None:
        points.append(Point(progress.seconds, progress.objective, progress.bound))

    result = solve(problem, progress=hear, **asked)
    points.append(Point(result.seconds, result.objective, result.bound))
    return result, best_so_far(points)


def record_of(result: Result, points: list[Point]) -> Record:
    """Say what a search of the engine came to."""
    return {
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "rounds": result.rounds,
        "seconds": result.seconds,
        "seconds_to_gap": {f"{gap:g}": seconds_to_gap(points, gap) for gap in GAPS},
        "points": [list(point) for point in thinned(points)],
    }


def engine(*, beds: int, seed: int, time_limit: float, gap: float = 0.0) -> Record:
    """Plan a district with the engine, reading of the snapshot and loading of kernels apart."""
    load_seconds = warm_up()
    begin = time.perf_counter()
    compiled = district(beds, seed)
    compile_seconds = time.perf_counter() - begin
    result, points = solve_heard(compiled.problem, time_limit=time_limit, gap=gap, seed=seed)
    return {
        **size_of(compiled),
        **record_of(result, points),
        "load_seconds": load_seconds,
        "build_seconds": compile_seconds,
        "allowed": {"threads": 2, "seconds": time_limit},
        "status": "optimal" if result.gap <= GAP_CLOSED else "feasible",
        "remark": "",
    }


def profile(*, beds: int, seed: int, time_limit: float, gap: float) -> Record:
    """Plan a district with every step of the search timed."""
    warm_up()
    compiled = district(beds, seed)
    with profiled() as clocks:
        result, points = solve_heard(compiled.problem, time_limit=time_limit, gap=gap, seed=seed)
    return {
        **size_of(compiled),
        **record_of(result, points),
        "options_per_class": len(compiled.problem.option_station) / compiled.problem.classes,
        "steps": {
            step: {"seconds": spent, "calls": clocks.calls[step]} for step, spent in clocks.seconds.items()
        },
    }


def certificates(*, first_seed: int, districts: int, time_limit: float) -> Record:
    """Plan odd little districts, and hold plan and bound against the optimum another program proves.

    When the time is up, the districts looked at until then count.
    """
    warm_up()
    begin, looked_at = time.perf_counter(), 0
    above, below, falls, proven, widest = 0, 0, 0, 0, 0.0
    for seed in range(first_seed, first_seed + districts):
        if time.perf_counter() - begin > time_limit:
            break
        looked_at += 1
        snapshot = random_district(seed)
        compiled = compile_snapshot(snapshot)
        result, points = solve_heard(compiled.problem, effort=CERTIFIED_EFFORT, seed=seed)
        # Where several raises for locks are least, the optimum is that under the plan's own.
        best = best_plan(snapshot, raises_of(read_back(compiled, result, seed=seed), snapshot)).objective
        slip = PENNY
        above += result.bound > best + slip
        below += result.objective < best - slip
        bounds = [point.bound for point in points if point.bound is not None]
        falls += any(later < earlier for earlier, later in pairwise(bounds))
        proven += result.objective <= best + slip
        widest = max(widest, result.gap)
    return {
        "districts": looked_at,
        "bounds_above": int(above),
        "plans_below": int(below),
        "bounds_fell": int(falls),
        "plans_best": int(proven),
        "widest_gap": widest,
    }


def _peer(answer_of: Callable[..., Answer]) -> Callable[..., Record]:
    def measured(*, beds: int, seed: int, time_limit: float) -> Record:
        warm_up()
        compiled = district(beds, seed)
        answer = answer_of(hold(compiled.problem).problem, time_limit=time_limit)
        last = answer.points[-1]
        return {
            **size_of(compiled),
            "objective": answer.objective,
            "bound": answer.bound,
            "gap": Point(last.seconds, answer.objective, answer.bound).gap,
            "seconds": last.seconds,
            "seconds_to_gap": {f"{gap:g}": seconds_to_gap(answer.points, gap) for gap in GAPS},
            "points": [list(point) for point in thinned(answer.points)],
            "build_seconds": answer.build_seconds,
            "allowed": dict(answer.allowed),
            "status": answer.status,
            "remark": answer.remark,
        }

    return measured


def first_come(*, beds: int, seed: int) -> Record:
    """Plan a district first come first served, the cheaper of with and without overtime by choice."""
    warm_up()
    compiled = district(beds, seed)
    held = hold(compiled.problem)
    begin = time.perf_counter()
    courses, cost, overtime = cheaper_first_come(compiled.problem)
    seconds = time.perf_counter() - begin
    return {
        **size_of(compiled),
        "objective": cost,
        "bound": None,
        "gap": None,
        "seconds": seconds,
        "points": [[seconds, cost, None]],
        "build_seconds": None,
        "allowed": {"threads": 1},
        "status": "feasible",
        "remark": f"overtime by choice: {'yes' if overtime else 'no'}",
        "use": use_of(held.problem, courses),
    }


def engine_in_use(*, beds: int, seed: int, time_limit: float) -> Record:
    """Plan a district with the engine and say what the plan uses, to hold against the status quo."""
    warm_up()
    compiled = district(beds, seed)
    result, points = solve_heard(compiled.problem, time_limit=time_limit, seed=seed)
    return {
        **size_of(compiled),
        **record_of(result, points),
        "use": use_of(result.problem, result.courses),
    }


def use_of(problem: Problem, courses: Courses) -> Record:
    """Count what a plan comes to for people: bed-days, waits, moves, corridor, overtime, pounds."""
    board, cost = fill_board(problem, courses)
    loads: Loads = board.loads
    here = courses.stations >= 0
    level = np.where(here, problem.station_level[np.maximum(courses.stations, 0)], -1)
    waits = here & ~courses.actives
    beyond = np.maximum(0, loads.seats - problem.seats)
    spare = np.minimum(beyond, problem.spare)
    acute = problem.station_level == 0
    first = problem.first_day[problem.job_class]
    moves = (courses.stations[:, 1:] != courses.stations[:, :-1]) & here[:, 1:] & here[:, :-1]
    present = problem.present[problem.job_class]
    at_start = np.where(present >= 0, problem.option_station[np.maximum(present, 0)], -1)
    moved_today = (first == 0) & (present >= 0) & (courses.stations[:, 0] != at_start)
    return {
        "pounds": float(cost),
        "acute_bed_days": int((level == 0).sum()),
        "waiting_days": int(waits.sum()),
        "acute_waiting_days": int((waits & (level == 0)).sum()),
        "care_days": int((here & courses.actives).sum()),
        "home_days": int((level == problem.station_level.max()).sum()),
        "moves": int(moves.sum() + moved_today.sum()),
        "surge_bed_days": int(spare.sum()),
        "acute_over_days": int((beyond - spare)[acute].sum()),
        "over_days": int((beyond - spare).sum()),
        "overtime_hours": hours_of_overtime(problem, loads),
    }


TASKS: Mapping[str, Callable[..., Record]] = {
    "engine": engine,
    "engine_in_use": engine_in_use,
    "profile": profile,
    "certificates": certificates,
    "highs": _peer(by_highs),
    "cp_sat": _peer(by_cp_sat),
    "textbook": _peer(by_textbook),
    "first_come": first_come,
}
