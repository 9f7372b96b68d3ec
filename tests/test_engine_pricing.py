"""The pricing kernel and the bound it proves, against every course written out and the oracle."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from bedflow.compile import compile_snapshot
from bedflow.sample import sample_district
from bedflow_solver import Problem
from bedflow_solver.board import fill_board
from bedflow_solver.dual import Ascent, lower_bound, rows_of
from bedflow_solver.exact import Exact, search_within
from bedflow_solver.expanded import Expanded, expand
from bedflow_solver.hold import hold
from bedflow_solver.loads import Prices, linear_tariff, no_prices
from bedflow_solver.master import Columns, Master
from bedflow_solver.pricing import Pricer
from bedflow_solver.states import count_states
from bedflow_solver.validity import fallback_courses
from tests import brute
from tests.districts import random_district
from tests.oracle import best_plan

SMALL = {"patients": 5, "units": 4, "days": 4, "locks": 0.5, "limits": 0.6, "matching": 0.5}


def small(seed: int, **most: object) -> Problem:
    return compile_snapshot(random_district(seed, **{**SMALL, **most})).problem


def random_prices(problem: Problem, seed: int) -> Prices:
    """Draw prices up to where more is always to be had; half of them are 0."""
    random = np.random.default_rng(seed)
    return Prices(
        *(
            np.minimum(random.exponential(200.0, part.shape) * (random.random(part.shape) < 0.5), ceiling)
            for part, ceiling in zip(no_prices(problem), rows_of(problem).ceiling, strict=True)
        )
    )


def bound_at(problem: Problem, prices: Prices) -> float:
    pricer = Pricer(problem, threads=1)
    values, _courses, _loads = pricer.at(prices)
    pricer.close()
    return lower_bound(problem, rows_of(problem), values, prices)


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_cheapest_course_is_the_cheapest_of_all_written_out(first: int) -> None:
    for seed in range(first, first + 20):
        problem = small(seed)
        prices = random_prices(problem, seed)
        pricer = Pricer(problem, threads=1)
        values, courses = pricer.best(linear_tariff(problem, prices))
        pricer.close()
        for c in range(problem.classes):
            priced = {
                course: brute.own_cost(problem, c, course)
                + brute.charges(problem, prices, brute.usage(problem, [(c, course)]))
                for course in brute.every_course(problem, c)
            }
            found = tuple(courses.stations[c].tolist()), tuple(courses.actives[c].tolist())
            assert values[c] == pytest.approx(min(priced.values()))
            assert priced[found] == pytest.approx(values[c])


def test_what_all_use_at_prices_is_what_their_courses_use() -> None:
    problem = compile_snapshot(sample_district(beds=24)).problem
    pricer = Pricer(problem)
    _values, courses, loads = pricer.at(random_prices(problem, 1))
    pricer.close()
    everybody = [
        (c, (tuple(courses.stations[c].tolist()), tuple(courses.actives[c].tolist())))
        for c in problem.job_class.tolist()
    ]
    assert brute.is_load(brute.usage(problem, everybody), loads)


def test_number_of_threads_changes_nothing() -> None:
    problem = compile_snapshot(sample_district(beds=60)).problem
    assert problem.classes >= 50
    prices = random_prices(problem, 2)
    answers = []
    for threads in (1, 2, 3):
        pricer = Pricer(problem, threads=threads)
        values, courses, _loads = pricer.at(prices)
        pricer.close()
        answers.append((values.tobytes(), courses.stations.tobytes(), courses.actives.tobytes()))
    assert answers[0] == answers[1] == answers[2]


# ---- bounds


@pytest.mark.parametrize("first", range(400, 460, 20))
def test_no_prices_prove_more_than_the_oracles_optimum(first: int) -> None:
    for seed in range(first, first + 20):
        snapshot = random_district(seed, locks=0.0)
        problem, optimum = compile_snapshot(snapshot).problem, best_plan(snapshot).objective
        assert bound_at(problem, no_prices(problem)) <= optimum
        for draw in range(5):
            assert bound_at(problem, random_prices(problem, draw)) <= optimum


def linear_value(expanded: Expanded) -> float:
    """Give the value of the state-expanded program when parts of people may be planned."""
    answer = milp(
        expanded.cost,
        bounds=Bounds(np.zeros(len(expanded.most)), expanded.most),
        constraints=LinearConstraint(expanded.matrix, expanded.lower, expanded.upper),
    )
    assert answer.x is not None
    return float(answer.fun)


@pytest.mark.parametrize("first", range(500, 530, 10))
def test_prices_prove_exactly_what_the_linear_program_of_states_is_worth(first: int) -> None:
    for seed in range(first, first + 10):
        problem = small(seed, locks=0.0, pricing=0.0, days=6)
        worth = linear_value(expand(problem, no_prices(problem)))
        pricer = Pricer(problem, threads=1)
        ascent = Ascent(problem, pricer, rows_of(problem), 500.0)
        ascent.climb(5)
        columns = Columns.none(problem)
        columns.add(problem.job_class.astype(np.int64), fallback_courses(problem))
        master = Master(problem, pricer, rows_of(problem), columns, ascent.prices, ascent.bound)
        while not master.converged and master.rounds < 100:
            master.improve()
        pricer.close()
        assert ascent.bound <= worth + 1e-6
        assert master.bound == pytest.approx(worth, rel=1e-5, abs=1e-4)
        assert master.bound <= worth + 1e-6 * abs(worth)


# ---- the program of states


def answer(problem: Problem, prices: Prices, *, slack: float, cost: float) -> Exact:
    """Search all courses within a slack for a plan better than a cost, to the end."""
    return search_within(problem, prices, slack=slack, cost=cost, time_limit=60.0, node_limit=None)


@pytest.mark.parametrize("first", range(600, 640, 10))
def test_states_that_prices_rule_out_lie_on_no_better_plan(first: int) -> None:
    for seed in range(first, first + 10):
        problem = hold(small(seed, days=6)).problem
        whole = answer(problem, no_prices(problem), slack=np.inf, cost=1e6)
        waiting = fill_board(problem, hold(problem).courses)[1]
        for draw in range(2):
            prices = random_prices(problem, draw).scaled(0.3)
            slack = waiting - bound_at(problem, prices)
            left = answer(problem, prices, slack=slack, cost=waiting + 1.0)
            assert count_states(problem, prices, slack, 10**9) <= count_states(problem, prices, np.inf, 10**9)
            assert left.cost == pytest.approx(whole.cost, abs=1e-4)
            assert left.bound <= whole.cost + 1e-6


def test_searching_below_the_best_plan_proves_it_best() -> None:
    problem = small(601)
    best = answer(problem, no_prices(problem), slack=np.inf, cost=1e6)
    below = answer(problem, no_prices(problem), slack=np.inf, cost=best.cost)
    assert below.courses is None
    assert best.cost * (1 - 1e-6) - 1e-5 <= below.bound <= best.cost
