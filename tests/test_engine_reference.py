"""The reference engine: CP-SAT on the whole question agrees with the oracle, or says what it lacks."""

from __future__ import annotations

import numpy as np
import pytest

from bedflow.check import check_plan
from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.sample import sample_district
from bedflow_solver import NoCourseError
from bedflow_solver.expanded import expand
from bedflow_solver.hold import hold
from bedflow_solver.loads import no_prices
from bedflow_solver.reference import WholeProgram, solve_reference, whole_program
from tests.districts import random_district
from tests.oracle import best_plan, raises_of
from tests.paper import HOME, TUESDAY, WARD, ann, bob, district, phase, team, unit


def reference(snapshot: Snapshot, *, time_limit: float = 60.0) -> Plan:
    compiled = compile_snapshot(snapshot)
    return read_back(compiled, solve_reference(compiled.problem, time_limit=time_limit), seed=0)


def program(snapshot: Snapshot) -> WholeProgram:
    problem = hold(compile_snapshot(snapshot).problem).problem
    return whole_program(expand(problem, no_prices(problem), np.inf))


@pytest.mark.parametrize("first", range(300, 340, 10))
def test_reference_finds_the_oracles_optimum(first: int) -> None:
    for seed in range(first, first + 10):
        snapshot = random_district(seed, locks=0.5)
        planned = reference(snapshot)
        raises = raises_of(planned, snapshot)
        oracle = best_plan(snapshot, raises)
        assert planned.objective == pytest.approx(oracle.objective, abs=1e-4)
        assert planned.bound <= oracle.objective + 1e-6
        assert planned.status == "optimal"
        assert float(raises.total) == pytest.approx(oracle.least_raise_total)
        assert check_plan(snapshot, planned).ok


def test_reference_with_several_workers_proves_the_same() -> None:
    problem = compile_snapshot(random_district(305)).problem
    alone, together = (solve_reference(problem, workers=workers) for workers in (1, 2))
    assert alone.objective == pytest.approx(together.objective)
    assert max(alone.gap, together.gap) < 1e-6


def test_reference_out_of_time_still_gives_a_valid_plan_and_a_valid_bound() -> None:
    snapshot = sample_district(beds=24)
    planned = reference(snapshot, time_limit=0.0)
    assert check_plan(snapshot, planned).ok
    assert planned.bound <= planned.objective
    assert planned.status == "feasible"


def test_reference_plans_an_empty_district() -> None:
    planned = reference(district(2, [WARD], []))
    assert (planned.objective, planned.bound, planned.status) == (0, 0, "optimal")


def test_reference_names_a_job_that_cannot_wait() -> None:
    # Nothing is idle and care opens on Tuesday: the door lets nobody through like this, a changed policy may.
    policy = {"idle": {"acute": [], "home_support": []}}
    snapshot = district(2, [WARD, HOME], [ann("W", phase("home_support", not_before=TUESDAY))], policy=policy)
    with pytest.raises(NoCourseError):
        solve_reference(compile_snapshot(snapshot).problem)


def test_money_and_hours_of_few_decimals_are_written_without_rounding() -> None:
    # Quarters of an hour at 55 an hour, wards at 400.25: hundredths of a penny at most.
    units = [unit("W", "acute", cost_per_day=400.25), HOME]
    written = program(
        district(3, units, [ann("W", phase("home_support", None, 0.25))], teams=[team(0.5, overtime=1)])
    )
    assert written.allowance < 1e-6
    assert written.scale <= 10_000


def test_overtime_in_thirds_of_an_hour_is_bounded_and_nearly_exact() -> None:
    # Ann takes 1/3 h and then 2/3 h of a team of 1/7 h with an hour of overtime.
    hours = [1 / 3, 2 / 3]
    snapshot = district(
        2, [WARD, HOME], [ann("H", phase("home_support", None, hours))], teams=[team(1 / 7, overtime=1)]
    )
    planned = reference(snapshot)
    # 2 x 100, and 55 for every hour beyond 1/7: 1/3 + 2/3 - 2/7 = 5/7.
    total = 200 + 55 * 5 / 7
    assert planned.objective == pytest.approx(total, abs=1e-5)
    assert total - 0.05 < planned.bound <= total + 1e-6


def test_no_hour_beyond_the_limit_is_bought_by_rounding_up_the_last_one() -> None:
    # 1/30,000 h of overtime is less than the least tick; a millionth of an hour beyond it is too much.
    def waits(nursing: float) -> bool:
        patients = [ann("W", phase("home_support", None, nursing))]
        teams = [team(0.5, overtime=1 / 30_000)]
        return bool(reference(district(1, [WARD, HOME], patients, teams=teams)).waits)

    assert not waits(0.500033333)
    assert waits(0.500034333)


def test_patients_alike_are_planned_as_one_class_and_told_apart_again() -> None:
    # One place at home for two people alike: 60 + 100 for one, 400 + 180 for the other.
    home = unit("H", "home_support", daily_intake=1)
    patients = [ann("W", phase("home_support")), bob("W", phase("home_support"))]
    snapshot = district(1, [WARD, home], patients)
    assert compile_snapshot(snapshot).problem.classes == 1
    assert reference(snapshot).objective == pytest.approx(740)
