"""The status quo as a plan: the rule worked by hand, valid on districts of every kind, its gap honest."""

from __future__ import annotations

from itertools import islice

import pytest

from bedflow.check import check_plan
from bedflow.domain import Snapshot
from bedflow.sample import sample_district
from bedflow.status_quo import status_quo
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import COMMUNITY, HOME, WARD, ann, bob, course, district, phase, team, unit

TWO_HOURS = [team(2, "H")]


def one_place_at_home(**facts: int) -> Snapshot:
    """Ann and Bob wait in the ward for one place at home; who has waited longer goes first."""
    home = unit("H", "home_support", beds=1)
    days = {"ann": 0, "bob": 0} | facts
    return district(
        2,
        [WARD, home],
        [
            ann("W", phase("home_support", 5), waiting_days=days["ann"]),
            bob("W", phase("home_support", 5), waiting_days=days["bob"]),
        ],
    )


def test_longest_waiter_goes_first() -> None:
    made = status_quo(one_place_at_home(bob=3))
    assert course(made, "bob") == "H H"
    assert course(made, "ann") == "(W) (W)"


def test_at_equal_waits_the_list_is_gone_down_from_the_top() -> None:
    assert course(status_quo(one_place_at_home()), "ann") == "H H"


def test_nobody_makes_way_for_another_who_needs_the_place_more() -> None:
    """Ann takes the only place for rehabilitation, though Bob is far more harmed by waiting for it."""
    rehabilitation = unit("K", "community_hospital", beds=1)
    morning = district(
        3,
        [WARD, rehabilitation],
        [
            ann("W", phase("community_hospital", 9), waiting_days=1),
            bob("W", phase("community_hospital", 9), harm_per_day=5_000),
        ],
    )
    assert course(status_quo(morning), "bob") == "(W) (W) (W)"
    assert course(plan(morning, effort=20), "bob") == "K K K"


def test_hours_that_care_at_home_will_need_are_promised_before_it_begins() -> None:
    """Two hours on Monday, one on Tuesday: two hours a day cannot be promised, so Ann waits."""
    nurses = team(2, "H", overrides=[{"date": "2026-11-24", "hours": 1}])
    morning = district(2, [WARD, HOME], [ann("W", phase("home_support", 5, 2))], teams=[nurses])
    made = status_quo(morning)
    assert course(made, "ann") == "(W) (W)"
    assert made.waits[0].because[0].team == "T"


def test_lock_is_obeyed() -> None:
    morning = district(
        2,
        [WARD, HOME, COMMUNITY],
        [ann("W", phase("community_hospital", 5), locks=[{"date": "2026-11-23", "unit": "W"}])],
    )
    assert course(status_quo(morning), "ann").split()[0] == "(W)"


@pytest.mark.parametrize("seed", range(12))
def test_breaks_no_rule_on_districts_of_every_kind(seed: int) -> None:
    morning = random_district(seed)
    report = check_plan(morning, status_quo(morning))
    assert report.ok, [str(finding) for finding in islice(report.findings, 5)]


def test_its_own_bound_is_one_and_the_plans_bound_is_taken_over() -> None:
    village = sample_district(beds=24, seed=1)
    best = plan(village, effort=10)
    alone, beside = status_quo(village), status_quo(village, beside=best)
    assert alone.bound <= best.objective
    assert alone.courses == beside.courses
    assert beside.bound == best.bound
    assert [row.price for row in beside.units] == [row.price for row in best.units]
    assert beside.status == "feasible"


def test_bound_of_another_morning_is_refused() -> None:
    with pytest.raises(ValueError, match="another snapshot"):
        status_quo(one_place_at_home(bob=3), beside=plan(one_place_at_home(), effort=2))
