"""The engine's front: reproducible, interruptible, and honest at any moment about how good its plan is."""

from __future__ import annotations

import importlib
import time
from itertools import pairwise
from typing import Any

import pytest

from bedflow.check import check_plan
from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from bedflow_solver import NoCourseError, Progress, improving, solve
from bedflow_solver.bounding import Bounding, Found
from bedflow_solver.hold import hold
from bedflow_solver.loads import keeps_limits
from tests.districts import random_district
from tests.oracle import best_plan
from tests.paper import HOME, STEP, TUESDAY, WARD, ann, bob, district, phase

# The package gives the function of the same name.
engine = importlib.import_module("bedflow_solver.solve")


@pytest.fixture(scope="module")
def small_town() -> Snapshot:
    return sample_district(beds=24)


def text(planned: Plan) -> str:
    return planned.model_dump_json(exclude={"seconds"}, by_alias=True)


# ---- the same question gives the same answer


@pytest.mark.parametrize("seed", [4, 9, 12, 38])
def test_same_district_seed_and_effort_give_the_same_bytes(seed: int) -> None:
    snapshot = random_district(seed)
    assert text(plan(snapshot, effort=14, seed=3)) == text(plan(snapshot, effort=14, seed=3))


def test_same_small_town_seed_and_effort_give_the_same_bytes(small_town: Snapshot) -> None:
    assert text(plan(small_town, effort=6, seed=1)) == text(plan(small_town, effort=6, seed=1))


def test_number_of_processors_does_not_change_the_plan(
    small_town: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = []
    for processors in (1, 2, 5):
        monkeypatch.setattr("bedflow_solver.pricing.os.cpu_count", lambda number=processors: number)
        plans.append(text(plan(small_town, effort=4)))
    assert plans[0] == plans[1] == plans[2]


@pytest.mark.parametrize("seed", [9, 24, 38, 39])
def test_a_slow_moment_of_the_machine_does_not_change_the_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = random_district(seed)
    prompt = text(plan(snapshot, effort=14))
    step = Bounding.step

    def late(*arguments: Any) -> Found | None:
        time.sleep(0.02)
        return step(*arguments)

    monkeypatch.setattr(Bounding, "step", late)
    assert text(plan(snapshot, effort=14)) == prompt


def test_another_seed_gives_another_search_and_the_same_proven_total() -> None:
    snapshot = random_district(6)
    totals = {round(plan(snapshot, effort=60, seed=seed).objective, 2) for seed in range(4)}
    assert totals == {round(best_plan(snapshot).objective, 2)}


# ---- stopping


def test_interrupted_at_once_it_gives_a_valid_plan(small_town: Snapshot) -> None:
    planned = plan(small_town, interrupted=lambda: True)
    assert check_plan(small_town, planned).ok
    assert planned.bound <= planned.objective


def test_interrupted_later_it_gives_the_best_plan_so_far(small_town: Snapshot) -> None:
    told: list[Progress] = []
    planned = plan(small_town, effort=50, progress=told.append, interrupted=lambda: len(told) > 4)
    assert check_plan(small_town, planned).ok
    found = [step.objective for step in told if step.objective is not None]
    assert planned.objective <= min(found) + 1e-6


def test_out_of_time_at_once_it_gives_a_valid_plan(small_town: Snapshot) -> None:
    planned = plan(small_town, time_limit=0.0)
    assert check_plan(small_town, planned).ok
    assert planned.bound <= planned.objective


def test_planning_by_the_clock_proves_a_small_district_before_time_is_up() -> None:
    snapshot = random_district(11)
    planned = plan(snapshot, time_limit=60.0)
    assert planned.status == "optimal"
    assert planned.objective == pytest.approx(best_plan(snapshot).objective, abs=0.01)


def test_good_enough_is_where_it_stops(small_town: Snapshot) -> None:
    compiled = compile_snapshot(small_town)
    rough, fine = (solve(compiled.problem, effort=6, gap=gap) for gap in (0.5, 0.0))
    assert rough.gap <= 0.5
    assert rough.rounds < fine.rounds
    assert rough.bound <= fine.objective + 1e-6


# ---- what it says on the way


def test_objective_only_falls_and_bound_only_rises(small_town: Snapshot) -> None:
    told: list[Progress] = []
    solve(compile_snapshot(small_town).problem, effort=8, progress=told.append)
    with_plan = [step for step in told if step.objective is not None and step.bound is not None]
    assert len(with_plan) >= 8
    for before, after in pairwise(with_plan):
        assert after.objective <= before.objective
        assert after.bound >= before.bound
        assert after.seconds >= before.seconds
    assert all(step.stage for step in told)


@pytest.mark.parametrize("effort", [0, 1, 2, 3, 5, 8])
def test_bound_and_plan_embrace_the_optimum_after_any_number_of_rounds(effort: int) -> None:
    for seed in range(700, 712):
        snapshot = random_district(seed, locks=0.0)
        planned, oracle = plan(snapshot, effort=effort), best_plan(snapshot)
        assert planned.bound <= oracle.objective + 1e-6
        assert planned.objective >= oracle.objective - 1e-6
        assert check_plan(snapshot, planned).ok


def test_bounds_hold_when_surge_places_are_dearer_than_the_corridor() -> None:
    # The tiers are not convex then; prices may not see that, but must not overshoot.
    for seed in range(720, 740):
        snapshot = random_district(seed, locks=0.0, limits=1.0)
        dear = snapshot.model_copy(
            update={"policy": snapshot.policy.model_copy(update={"surge_bed": 900.0, "over_capacity": 100.0})}
        )
        planned, oracle = plan(dear, effort=60), best_plan(dear)
        assert planned.bound <= oracle.objective + 1e-6
        assert planned.objective == pytest.approx(oracle.objective, abs=0.01)
        assert check_plan(dear, planned).ok


# ---- what must be possible whatever else


@pytest.mark.parametrize("first", range(800, 840, 20))
def test_the_first_plan_keeps_every_limit_it_leaves(first: int) -> None:
    for seed in range(first, first + 20):
        problem = compile_snapshot(random_district(seed, locks=0.7, limits=1.0)).problem
        held = hold(problem)
        board, _cost = engine.fill_board(held.problem, held.courses)
        assert keeps_limits(held.problem, board.loads)
        assert (held.hours_raised >= 0).all()
        assert (held.gate_raised >= 0).all()


def test_a_job_that_cannot_wait_is_named() -> None:
    policy = {"idle": {"home_support": []}}
    patients = [bob("S", phase("step_down")), ann("W", phase("home_support", not_before=TUESDAY))]
    compiled = compile_snapshot(district(2, [WARD, STEP, HOME], patients, policy=policy))
    with pytest.raises(NoCourseError) as caught:
        solve(compiled.problem, effort=1)
    assert [compiled.patients[job].id for job in caught.value.jobs] == ["ann"]


def test_locks_that_trip_the_general_solvers_presolve_are_still_obeyed() -> None:
    snapshot = random_district(10_144, locks=1.0, limits=1.0)
    planned = plan(snapshot, effort=60)
    assert check_plan(snapshot, planned).ok
    assert sum(alert.short for alert in planned.alerts if alert.locks) == pytest.approx(1.75)


def test_the_search_is_a_stream_of_better_and_better_plans(small_town: Snapshot) -> None:
    problem = compile_snapshot(small_town).problem
    results = list(improving(problem, effort=14))
    assert len(results) > 2
    for before, after in pairwise(results):
        assert after.objective <= before.objective + 1e-6
        assert after.bound >= before.bound - 1e-6
        assert keeps_limits(after.problem, after.loads)
    assert results[-1].gap < results[0].gap


def test_whoever_takes_the_plans_may_stop_at_the_first(small_town: Snapshot) -> None:
    problem = compile_snapshot(small_town).problem
    first = next(improving(problem, effort=1_000_000))
    assert keeps_limits(first.problem, first.loads)
