"""The benchmarks' peers answer the same question: their plans are valid and cost what the rules say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from bedflow.check import check_plan
from bedflow.compile import Compiled, compile_snapshot
from bedflow.ingest import read_snapshot
from bedflow.plan import read_back
from bedflow.sample import sample_district
from bedflow_solver import Problem, Result, solve
from bedflow_solver.board import fill_board
from bedflow_solver.first_come import cheaper_first_come, first_come
from bedflow_solver.hold import Held, hold
from bedflow_solver.loads import no_prices
from bedflow_solver.pricing import Courses
from benchmarks.cases import CHANGES, changed
from benchmarks.goals import exponent, goals, ratio, verdict
from benchmarks.peers.program import point_of
from benchmarks.peers.textbook import by_textbook, runs_of
from benchmarks.peers.validity import cost_of
from benchmarks.peers.whole import by_cp_sat, by_highs
from benchmarks.results import Results
from benchmarks.series import Point, best_so_far, gap_at, seconds_to_cost, seconds_to_gap, thinned
from tests.example_scripts import EXAMPLES

SAME = 2e-6
"""Relative distance of two answers that both are within 1e-6 of the best."""


@cache
def tiny() -> Compiled:
    return compile_snapshot(read_snapshot(EXAMPLES / "tiny" / "snapshot.json"))


@cache
def village(seed: int) -> Compiled:
    return compile_snapshot(sample_district(beds=24, seed=seed))


def as_result(held: Held, courses: Courses) -> Result:
    board, objective = fill_board(held.problem, courses)
    return Result(
        problem=held.problem,
        courses=courses,
        objective=objective,
        bound=0.0,
        prices=no_prices(held.problem),
        loads=board.loads,
        gate_raised=held.gate_raised,
        hours_raised=held.hours_raised,
        seconds=0.0,
        rounds=0,
    )


@pytest.mark.parametrize("overtime", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_first_come_first_served_breaks_no_rule(seed: int, overtime: bool) -> None:
    compiled = village(seed)
    courses = first_come(compiled.problem, overtime=overtime)
    plan = read_back(compiled, as_result(hold(compiled.problem), courses), seed=0)
    report = check_plan(compiled.snapshot, plan)
    assert report.ok, [str(finding) for finding in report.findings[:5]]


def test_first_come_first_served_costs_no_less_than_the_bound_of_the_engine() -> None:
    compiled = village(0)
    _courses, cost, _overtime = cheaper_first_come(compiled.problem)
    assert cost >= solve(compiled.problem, effort=8).bound


def test_first_come_first_served_obeys_a_lock() -> None:
    compiled = village(0)
    held = hold(compiled.problem)
    plan = read_back(compiled, as_result(held, first_come(compiled.problem)), seed=0)
    standing = {course.patient: course.units for course in plan.courses}
    locked = compile_snapshot(changed(compiled.snapshot, "lock", standing))
    job = next(job for job, patient in enumerate(locked.patients) if patient.locks)
    lock = locked.patients[job].locks[0]
    day = locked.snapshot.days.index(lock.date)
    again = first_come(locked.problem)
    assert standing[locked.patients[job].id][day] != lock.unit
    assert locked.snapshot.units[again.stations[job, day]].id == lock.unit
    assert cost_of(hold(locked.problem).problem, again) is not None


def test_a_course_that_waits_where_nobody_may_is_no_plan() -> None:
    held = hold(tiny().problem)
    at_home = held.problem.station_level == held.problem.station_level.max()
    courses = held.courses.copy()
    courses.stations[:] = np.flatnonzero(at_home)[0]
    courses.actives[:] = False
    assert cost_of(held.problem, held.courses) is not None
    assert cost_of(held.problem, courses) is None


def test_whole_model_given_to_highs_has_the_optimum_of_the_tiny_district() -> None:
    problem = hold(tiny().problem).problem
    answer = by_highs(problem, time_limit=20.0, threads=1)
    best = proven(problem)
    assert answer.objective == pytest.approx(best, rel=SAME)
    assert answer.bound == pytest.approx(best, rel=SAME)
    assert answer.courses is not None
    assert cost_of(problem, answer.courses) == pytest.approx(answer.objective)
    assert answer.points[-1].gap <= SAME
    assert {"rows", "columns", "nonzeros", "threads", "seconds"} <= set(answer.allowed)


def test_whole_model_given_to_cp_sat_has_the_optimum_of_the_tiny_district() -> None:
    problem = hold(tiny().problem).problem
    answer = by_cp_sat(problem, time_limit=20.0, workers=1)
    best = proven(problem)
    assert answer.objective == pytest.approx(best, rel=SAME)
    assert answer.bound == pytest.approx(best, rel=SAME)
    assert answer.points[-1].gap <= SAME


def test_textbook_model_bounds_the_tiny_district_and_its_plan_is_valid() -> None:
    problem = hold(tiny().problem).problem
    answer = by_textbook(problem, time_limit=20.0, threads=1)
    best = proven(problem)
    assert answer.status == "optimal"
    assert answer.bound is not None
    assert answer.bound <= best * (1 + SAME)
    assert answer.objective is not None
    assert answer.objective >= best * (1 - SAME)
    assert not answer.remark


def test_textbook_model_without_growing_waits_has_the_very_optimum() -> None:
    level = tiny().problem._replace(idle_growth=0.0)
    problem = hold(level).problem
    answer = by_textbook(problem, time_limit=20.0, threads=1)
    assert answer.objective == pytest.approx(proven(problem), rel=SAME)
    assert answer.bound == pytest.approx(proven(problem), rel=SAME)


def proven(problem: Problem) -> float:
    result = solve(problem, effort=30)
    assert result.gap <= 1e-6
    return result.objective


def test_runs_of_care_days_add_up_to_what_is_needed() -> None:
    problem = village(0).problem
    for c in range(problem.classes):
        runs = runs_of(problem, c)
        stages = problem.stage_from[c + 1] - problem.stage_from[c]
        if problem.needed[c] > stages:
            assert runs[-1].days is None
        else:
            assert sum(run.days or 0 for run in runs) == problem.needed[c]


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_change_changes_the_question_and_not_the_district_it_began_from(change: str) -> None:
    snapshot = sample_district(beds=24)
    inpatient = next(
        patient.id for patient in snapshot.patients if patient.unit is not None and patient.unit[0] == "A"
    )
    document = str(snapshot.to_document())
    asked = changed(snapshot, change, {inpatient: ("elsewhere",)})
    assert asked != snapshot
    assert str(snapshot.to_document()) == document


def test_table_of_highs_is_read_line_by_line() -> None:
    line = " C       0       0         0   0.00%   196472.2        208979.95          5.99%      255     15"
    first = " J       0       0         0   0.00%   -inf            5901374.6          Large        0      0"
    none = "         0       0         0   0.00%   191978.56       inf                  inf        0      0"
    assert point_of(line, 2.0) == Point(2.0, 208979.95, 196472.2)
    assert point_of(first, 1.0) == Point(1.0, 5901374.6, None)
    assert point_of(none, 1.0) == Point(1.0, None, 191978.56)
    assert point_of("  Gap               0%", 1.0) is None


def test_series_only_gets_better() -> None:
    points = best_so_far([Point(2.0, 9.0, None), Point(0.0, 10.0, 5.0), Point(1.0, 11.0, 6.0)])
    assert points == [Point(0.0, 10.0, 5.0), Point(1.0, 10.0, 6.0), Point(2.0, 9.0, 6.0)]
    assert seconds_to_gap(points, 0.4) == 1.0
    assert seconds_to_gap(points, 0.1) is None
    assert gap_at(points, 1.5) == pytest.approx(0.4)
    assert seconds_to_cost(points, 9.5) == 2.0
    assert thinned(points, 2) == [points[0], points[-1]]


def test_exponent_of_a_straight_line_is_one() -> None:
    records = [{"patients": n, "seconds_to_gap": {"0.02": n / 1000}} for n in (400, 2000, 18_000)]
    fitted = exponent(records, 0.02)
    assert fitted is not None
    assert fitted[0] == pytest.approx(1.0)
    assert exponent(records[:2], 0.02) is None


def test_a_peer_that_never_got_there_took_at_least_its_time() -> None:
    engine = {"seconds_to_gap": {"0.01": 0.5}}
    late = {"seconds_to_gap": {"0.01": None}, "seconds": 120.0}
    assert ratio(engine, late, 0.01) == (240.0, True)
    assert ratio(engine, {"seconds_to_gap": {"0.01": 10.0}}, 0.01) == (20.0, False)


def small(engine: float, highs: float | None, *, engine_status: str, highs_status: str) -> dict[str, object]:
    peer = {"objective": highs, "status": highs_status}
    return {"objective": engine, "status": engine_status, "highs": peer}


@pytest.mark.parametrize(
    ("engine", "highs", "engine_status", "highs_status", "said"),
    [
        (100.0, 100.0, "feasible", "optimal", "equal"),
        (101.0, 100.0, "feasible", "optimal", "above"),
        (99.0, 100.0, "optimal", "optimal", "below"),
        (100.0, 102.0, "optimal", "feasible", "proven by the engine alone"),
        (100.0, 100.0, "feasible", "feasible", "alike, proven by neither"),
        (100.0, None, "feasible", "no_solution_found", "proven by neither"),
    ],
)
def test_verdict_on_a_small_district_says_who_proved_what(
    engine: float, highs: float | None, engine_status: str, highs_status: str, said: str
) -> None:
    record = small(engine, highs, engine_status=engine_status, highs_status=highs_status)
    assert verdict(record) == said


def test_page_of_no_records_says_that_nothing_was_measured() -> None:
    assert {goal.reached for goal in goals(Results({}))} == {None}
