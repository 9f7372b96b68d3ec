"""Where a search looks: what a plan pays above its bound, and the options worth looking among."""

from __future__ import annotations

import numpy as np
import pytest

from bedflow.compile import compile_snapshot
from bedflow.sample import sample_district
from bedflow_solver import Problem
from bedflow_solver.aim import Prospect, aim_at
from bedflow_solver.board import fill_board
from bedflow_solver.dual import lower_bound, rows_of, used
from bedflow_solver.hold import hold
from bedflow_solver.loads import Prices, keeps_limits, linear_tariff, no_prices, rows_cost
from bedflow_solver.pricing import Pricer
from bedflow_solver.search import Search
from bedflow_solver.shortlist import shortlist
from tests.districts import random_district

SAMPLE = sample_district(beds=120, seed=3)


def random_prices(problem: Problem, seed: int) -> Prices:
    """Draw prices up to where more is always to be had; half of them are 0."""
    random = np.random.default_rng(seed)
    return Prices(
        *(
            np.minimum(random.exponential(150.0, part.shape) * (random.random(part.shape) < 0.5), ceiling)
            for part, ceiling in zip(no_prices(problem), rows_of(problem).ceiling, strict=True)
        )
    )


def priced(problem: Problem, prices: Prices) -> Prospect:
    pricer = Pricer(problem, threads=1)
    values, courses = pricer.best(linear_tariff(problem, prices))
    pricer.close()
    return Prospect(prices, values, courses)


def unused(problem: Problem, prices: Prices, loads: Prices) -> float:
    """What priced rows lose: earned at most, less what the plan's use pays beyond its own overflow."""
    rows = rows_of(problem)
    lost = 0.0
    for free, over, over_price, price, load in zip(
        rows.free, rows.over, rows.over_price, prices, loads, strict=True
    ):
        lost += float((price * (free - load) + np.maximum(0.0, price - over_price) * over).sum())
    return lost


@pytest.mark.parametrize("seed", range(40))
def test_what_jobs_pay_too_much_and_rows_leave_unused_is_the_whole_distance_to_the_bound(seed: int) -> None:
    district = SAMPLE if seed == 0 else random_district(seed, patients=12, units=5, days=7, limits=0.5)
    held = hold(compile_snapshot(district).problem)
    problem = held.problem
    prices = random_prices(problem, seed)
    prospect = priced(problem, prices)
    search = Search(problem, seed, held.courses.copy(), np.inf)
    search.improve(50)
    board, cost = fill_board(problem, search.best)
    too_much = aim_at(problem, prospect, search.best).running[-1]
    bound = lower_bound(problem, rows_of(problem), prospect.values, prices)
    rows = float(rows_cost(problem, board.loads)) + unused(problem, prices, used(board.loads))
    assert cost - bound == pytest.approx(too_much + rows, rel=1e-9, abs=1e-4)


def test_shortlist_prices_no_class_below_the_whole_question_and_most_alike() -> None:
    problem = hold(compile_snapshot(sample_district(beds=600, seed=2)).problem).problem
    prices = random_prices(problem, 5)
    whole = priced(problem, prices)
    for most, alike in ((1, 0.2), (6, 0.9)):
        short = shortlist(problem, prices, most=most)
        values = priced(short, prices).values
        assert np.all(values >= whole.values - 1e-9)
        assert len(short.option_station) < len(problem.option_station)
        assert np.mean(values <= whole.values + 1e-6) >= alike


def test_shortlist_keeps_present_places_and_days_a_job_is_bound_to() -> None:
    for seed in range(60):
        problem = compile_snapshot(random_district(seed, patients=8, units=6, days=5, locks=0.6)).problem
        short = shortlist(problem, no_prices(problem), most=1)
        for c in range(problem.classes):
            here = slice(short.option_from[c], short.option_from[c + 1])
            if problem.present[c] >= 0:
                before = problem.option_station[problem.present[c]]
                assert short.option_station[short.present[c]] == before
            if problem.lifted_days[c]:
                whole = problem.option_station[problem.option_from[c] : problem.option_from[c + 1]]
                assert np.array_equal(short.option_station[here], whole)
            levels = problem.station_level[short.option_station[here]]
            counted = np.diff(short.level_from[c])
            assert np.array_equal(np.bincount(levels, minlength=len(counted)), counted)


def test_question_without_a_choice_of_like_stations_is_its_own_shortlist() -> None:
    problem = compile_snapshot(random_district(4, units=3)).problem
    assert shortlist(problem, no_prices(problem), most=3) is problem


def test_search_among_few_options_keeps_limits_and_counts_to_the_penny() -> None:
    held = hold(compile_snapshot(sample_district(beds=600, seed=2)).problem)
    problem = held.problem
    search = Search(problem, 0, held.courses.copy(), np.inf)
    search.look_to(priced(problem, random_prices(problem, 1)))
    search.rebuild(held.courses)
    for _ in range(3):
        search.improve(300)
        board, cost = fill_board(problem, search.best)
        assert keeps_limits(problem, board.loads)
        assert search.best_cost == pytest.approx(cost, abs=1e-3)
