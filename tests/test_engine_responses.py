"""Plans in work: what is put and taken is counted exactly, and each best response is the best there is."""

from __future__ import annotations

import numpy as np
import pytest

from bedflow.compile import compile_snapshot
from bedflow.sample import sample_district
from bedflow_solver import Problem
from bedflow_solver.board import Board, fill_board, make_board, put, take, total_cost
from bedflow_solver.course import BLOCKED, best_course, make_scratch
from bedflow_solver.hold import hold
from bedflow_solver.loads import keeps_limits, marginal_tariff, no_loads, no_prices, refresh_all
from bedflow_solver.pricing import Courses
from bedflow_solver.search import Search
from bedflow_solver.validity import fallback_courses
from tests import brute
from tests.brute import Course
from tests.districts import random_district

SMALL = {"patients": 6, "units": 4, "days": 4, "locks": 0.4, "limits": 0.7}


def held_problem(seed: int, **most: object) -> Problem:
    return hold(compile_snapshot(random_district(seed, **{**SMALL, **most})).problem).problem


def random_courses(problem: Problem, random: np.random.Generator) -> list[Course]:
    """Draw any course of each job, whatever limits say."""
    courses = []
    for c in problem.job_class.tolist():
        some = list(brute.every_course(problem, c))
        courses.append(some[random.integers(len(some))])
    return courses


def arrays(course: Course) -> tuple[np.ndarray, np.ndarray]:
    return np.array(course[0], np.int16), np.array(course[1], np.bool_)


def counted(problem: Problem, on_board: dict[int, Course]) -> tuple[brute.Usage, float]:
    with_class = [(int(problem.job_class[job]), course) for job, course in on_board.items()]
    use = brute.usage(problem, with_class)
    own = sum(brute.own_cost(problem, c, course) for c, course in with_class)
    return use, own + brute.rows_cost(problem, use)


def assert_tariff_is_fresh(problem: Problem, board: Board) -> None:
    fresh = marginal_tariff(problem, board.loads, board.steer)
    refresh_all(problem, board.loads, board.steer, fresh)
    for kept, anew in zip(board.tariff, fresh, strict=True):
        assert np.array_equal(kept, anew)


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_putting_and_taking_leaves_what_a_recount_finds(first: int) -> None:
    for seed in range(first, first + 10):
        problem, random = held_problem(seed), np.random.default_rng(seed)
        board, on_board, total = make_board(problem), {}, 0.0
        for _ in range(40):
            if problem.jobs == 0:
                break
            job = int(random.integers(problem.jobs))
            if job in on_board:
                total -= take(problem, board, job)
                del on_board[job]
            else:
                on_board[job] = random_courses(problem, random)[job]
                total += put(problem, board, job, *arrays(on_board[job]))
            use, cost = counted(problem, on_board)
            assert brute.is_load(use, board.loads)
            assert total == pytest.approx(cost, abs=1e-6)
            assert_tariff_is_fresh(problem, board)


@pytest.mark.parametrize("first", range(40, 70, 10))
def test_total_cost_of_a_whole_plan_is_what_it_adds_up_to(first: int) -> None:
    for seed in range(first, first + 10):
        problem = held_problem(seed)
        courses = random_courses(problem, np.random.default_rng(seed))
        stations = np.array([stations for stations, _ in courses], np.int16).reshape(
            problem.jobs, problem.days
        )
        actives = np.array([actives for _, actives in courses], np.bool_).reshape(problem.jobs, problem.days)
        board, total = fill_board(problem, Courses(stations, actives))
        use, cost = counted(problem, dict(enumerate(courses)))
        assert total == pytest.approx(cost)
        assert keeps_limits(problem, board.loads) == brute.keeps_limits(problem, use)


@pytest.mark.parametrize("first", range(80, 110, 10))
def test_a_best_response_is_the_cheapest_way_to_join_the_plan(first: int) -> None:
    for seed in range(first, first + 10):
        held = hold(compile_snapshot(random_district(seed, **SMALL)).problem)
        problem, scratch = held.problem, make_scratch(held.problem)
        board, _ = fill_board(problem, held.courses)
        stations, actives = np.empty(problem.days, np.int16), np.empty(problem.days, np.bool_)
        everybody = {
            job: (tuple(held.courses.stations[job].tolist()), tuple(held.courses.actives[job].tolist()))
            for job in range(problem.jobs)
        }
        for job in range(problem.jobs):
            saved = take(problem, board, job)
            cost = best_course(problem, board.tariff, problem.job_class[job], scratch, stations, actives)
            others = {other: course for other, course in everybody.items() if other != job}
            without = counted(problem, others)[1]
            assert counted(problem, everybody)[1] - without == pytest.approx(saved, abs=1e-6)
            ways = []
            for course in brute.every_course(problem, int(problem.job_class[job])):
                use, total = counted(problem, {**others, job: course})
                if brute.keeps_limits(problem, use):
                    ways.append(total - without)
            assert cost == pytest.approx(min(ways), abs=1e-6)
            assert put(problem, board, job, stations, actives) == pytest.approx(cost, abs=1e-6)
            everybody[job] = tuple(stations.tolist()), tuple(actives.tolist())


def test_a_full_gate_and_an_empty_pool_are_walls() -> None:
    problem = held_problem(3)
    full = problem._replace(
        gate=np.zeros_like(problem.gate),
        pool_hours=np.zeros_like(problem.pool_hours),
        pool_limit=np.zeros_like(problem.pool_limit),
    )
    tariff = marginal_tariff(full, no_loads(full), no_prices(full))
    assert np.all(tariff.gate == BLOCKED)
    stations, actives = np.empty(full.days, np.int16), np.empty(full.days, np.bool_)
    for c in range(full.classes):
        best_course(full, tariff, c, make_scratch(full), stations, actives)
        use = brute.usage(full, [(c, (tuple(stations.tolist()), tuple(actives.tolist())))])
        assert sum(use.entries.values()) == 0
        assert sum(use.hours.values()) == 0


@pytest.mark.parametrize("seed", range(120, 128))
def test_plans_in_work_never_break_a_limit_nor_lose_count_of_their_cost(seed: int) -> None:
    problem = held_problem(seed, patients=10, days=7)
    held = hold(problem)
    search = Search(problem, seed, held.courses.copy(), np.inf)
    search.rebuild(held.courses)
    before = search.best_cost
    for _ in range(5):
        search.improve(200)
        board, cost = fill_board(problem, search.best)
        assert keeps_limits(problem, board.loads)
        assert search.best_cost == pytest.approx(cost, abs=1e-4)
        assert search.best_cost <= before + 1e-9
        before = search.best_cost


def test_everybody_who_may_wait_waits_within_every_limit() -> None:
    problem = compile_snapshot(sample_district(beds=120)).problem
    courses = fallback_courses(problem)
    board, cost = fill_board(problem, courses)
    assert keeps_limits(problem, board.loads)
    assert cost == pytest.approx(total_cost(problem, courses.stations, courses.actives, board.loads))
    assert np.all(courses.stations[np.arange(problem.jobs), problem.first_day[problem.job_class]] >= 0)
