"""How sure a plan is, in districts small enough to work out on paper."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedflow.around import around
from bedflow.domain import Lock, Plan, Snapshot
from bedflow.risk import Chances, GroupBy, MoveOdds, PlaceOdds, Risk, assess
from bedflow.risk.care_days import by_two_points
from bedflow.risk.counts import TAIL, how_many, poisson
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import (
    COMMUNITY,
    HOME,
    STEP,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    district,
    person,
    phase,
    proven,
    team,
    unit,
)
from tests.risk_slips import planned

SURE_OF = Chances(definite=0.9, probable=0.7, possible=0.4, unsaid=0.5)


def _risk(snapshot: Snapshot, courses: dict[str, str], **asked: Any) -> Risk:
    return assess(snapshot, planned(snapshot, courses), chances=SURE_OF, **asked)


def _nights(risk: Risk, group: str | None) -> tuple[PlaceOdds, ...]:
    return next(each.nights for each in risk.groups if each.group == group)


def _people(risk: Risk, group: str | None) -> list[float]:
    """Give the people on average each night, which for one patient is the chance to be there."""
    return [round(night.expected, 9) for night in _nights(risk, group)]


def _treated(days: int, **said: Any) -> dict[str, Any]:
    return phase("acute", days, **said)


def test_patient_of_whom_nothing_is_said_counts_as_certain() -> None:
    risk = _risk(district(3, [WARD], [ann("W", _treated(2))]), {"ann": "W W -"})
    assert risk.unsure == 0
    assert [(night.fewest, night.chances) for night in _nights(risk, "W")] == [
        (1, (1.0,)),
        (1, (1.0,)),
        (0, (1.0,)),
    ]
    assert [night.free_with(0.9) for night in _nights(risk, "W")] == [8, 8, 9]


def test_probable_discharge_that_slips_keeps_the_place_day_by_day() -> None:
    risk = _risk(district(4, [WARD], [ann("W", _treated(1, confidence="probable"))]), {"ann": "W - - -"})
    assert _people(risk, "W") == [1, 0.3, 0.09, 0.027]


def test_place_ahead_is_not_taken_by_somebody_who_slips() -> None:
    course = [_treated(1, confidence="probable"), phase("home_support")]
    risk = _risk(district(3, [WARD, HOME], [ann("W", *course)]), {"ann": "W H H"})
    assert _people(risk, "W") == [1, 0.3, 0.09]
    assert _people(risk, "H") == [0, 0.7, 0.91]


def test_planned_wait_takes_up_a_delay() -> None:
    course = [_treated(1, confidence="probable"), phase("home_support")]
    risk = _risk(district(3, [WARD, HOME], [ann("W", *course)]), {"ann": "W (W) H"})
    assert _people(risk, "H") == [0, 0, 0.91]


def test_later_care_takes_its_own_days_from_when_it_begins() -> None:
    course = [_treated(1, confidence="probable"), phase("step_down", 2)]
    risk = _risk(district(4, [WARD, STEP], [ann("W", *course)]), {"ann": "W S S -"})
    # In step-down on day 3 is who slipped by one or two days: 0.21 + 0.063.
    assert _people(risk, "S") == [0, 0.7, 0.91, 0.273]


def test_patient_ready_to_go_may_not_be_on_the_day() -> None:
    risk = _risk(
        district(2, [WARD, HOME], [ann("W", phase("home_support", confidence="possible"))]), {"ann": "H H"}
    )
    assert _people(risk, "H") == [0.4, 0.64]


def test_care_that_is_over_early_frees_a_place_but_takes_none() -> None:
    early = {"day_chances": [0.25, 0.75]}
    leaving = _risk(district(3, [WARD], [ann("W", _treated(2, **early))]), {"ann": "W W -"})
    assert _people(leaving, "W") == [1, 0.75, 0]
    going_on = [_treated(2, **early), phase("home_support")]
    moving = _risk(district(3, [WARD, HOME], [ann("W", *going_on)]), {"ann": "W W H"})
    assert _people(moving, "W") == [1, 1, 0]
    assert _people(moving, "H") == [0, 0, 1]


def test_what_is_missing_to_one_stays_beyond_the_horizon() -> None:
    risk = _risk(district(4, [WARD], [ann("W", _treated(1, day_chances=[0.5, 0.2]))]), {"ann": "W - - -"})
    assert _people(risk, "W") == [1, 0.5, 0.3, 0.3]


def test_arrival_slips_from_the_day_of_arrival() -> None:
    eve = person("eve", _treated(1, confidence="probable"), arrives="2026-11-24")
    assert _people(_risk(district(4, [WARD], [eve]), {"eve": "- W - -"}), "W") == [0, 1, 0.3, 0.09]


def test_care_that_fills_the_horizon_may_be_over_within_it() -> None:
    snapshot = district(3, [WARD], [ann("W", _treated(5, day_chances=[0.25]))])
    assert _people(_risk(snapshot, {"ann": "W W W"}), "W") == [1, 0.75, 0.75]
    going_on = [_treated(5, day_chances=[0.25]), phase("home_support")]
    stays = district(3, [WARD, HOME], [ann("W", *going_on)])
    assert _people(_risk(stays, {"ann": "W W W"}), "W") == [1, 1, 1]  # No place is planned for her.


def test_half_of_the_stays_are_over_by_the_median_and_nine_in_ten_by_the_ninth_decile() -> None:
    days = by_two_points(4, 11, 30)
    assert sum(days[:4]) == pytest.approx(0.5, abs=1e-12)
    assert sum(days[:11]) == pytest.approx(0.9, abs=1e-12)


def test_distribution_says_more_than_a_confidence() -> None:
    said = {"day_chances": [1.0], "confidence": "possible"}
    risk = _risk(district(2, [WARD], [ann("W", _treated(1, **said))]), {"ann": "W -"})
    assert _people(risk, "W") == [1, 0]


def test_flips_are_assumed_only_of_known_people_who_leave_acute_care() -> None:
    patients = [
        ann("W", _treated(1)),
        bob("K", phase("community_hospital", 1)),
        person("cas", _treated(1), _treated(1), unit="W"),
    ]
    stream = {"id": "flu", "per_day": 1, "phases": [_treated(1)]}
    snapshot = district(3, [WARD, COMMUNITY], patients, arrivals=[stream])
    courses = {"ann": "W - -", "bob": "K - -", "cas": "W W -", "forecast/flu/2026-11-23/1": "W - -"}
    assert _risk(snapshot, courses).unsure == 0
    risk = _risk(snapshot, courses, assume=True)
    assert risk.unsure == 2  # Ann on the first day, Cas on the second.
    assert _people(risk, "W") == [3, 1 + 0.5, 0.25 + 0.5]


def test_default_of_the_unsaid_is_what_the_study_found() -> None:
    assert Chances().unsaid == pytest.approx(1 - 0.612 * 0.76, abs=5e-4)


def test_chance_of_zero_would_hold_somebody_for_ever() -> None:
    with pytest.raises(ValueError, match="probable"):
        Chances(probable=0)


def test_places_free_by_how_sure_one_wants_to_be() -> None:
    patients = [person(f"p{k}", _treated(1, confidence="probable"), unit="W") for k in range(9)]
    risk = _risk(district(2, [WARD], patients), {f"p{k}": "W -" for k in range(9)})
    night = _nights(risk, "W")[1]
    leaving = [math.comb(9, k) * 0.7**k * 0.3 ** (9 - k) for k in range(10)]
    assert sum(leaving[5:]) >= 0.9 > sum(leaving[6:])
    assert sum(leaving[6:]) >= 0.7 > 0.5 > sum(leaving[7:])
    assert [night.free_with(sure) for sure in (0.9, 0.7, 0.5)] == [5, 6, 6]
    assert night.chances == pytest.approx(leaving[::-1])


def test_over_capacity_is_counted_beyond_beds_and_beyond_surge() -> None:
    ward = unit("W", "acute") | {"beds": 1, "surge": 1}
    patients = [person(name, _treated(1, confidence="possible"), unit="W") for name in ("ann", "bob", "cas")]
    night = _nights(_risk(district(2, [ward], patients), {"ann": "W -", "bob": "W -", "cas": "W -"}), "W")[1]
    assert night.over_capacity == pytest.approx(0.6**3)
    assert night.over_beds == pytest.approx(0.6**3 + 3 * 0.6**2 * 0.4)
    assert night.free_with(0.9) == -2


def test_units_of_a_setting_or_site_are_added_up() -> None:
    wards = [unit("A", "acute", site="N"), unit("B", "acute", site="N"), HOME]
    course = [_treated(1, confidence="probable"), _treated(1)]
    snapshot = district(3, wards, [person("ann", *course, unit="A"), person("bob", _treated(2), unit="B")])
    courses = {"ann": "A B -", "bob": "B B -"}
    by_setting = _risk(snapshot, courses, by=GroupBy.SETTING)
    # Whether Ann is in A or B on the second night, she is in an acute unit.
    assert [group.group for group in by_setting.groups] == ["acute", "home_support"]
    assert _people(by_setting, "acute") == [2, 2, 0.3]
    assert _nights(by_setting, "acute")[0].beds == 18
    by_site = _risk(snapshot, courses, by=GroupBy.SITE)
    assert _people(by_site, "N") == [2, 2, 0.3]
    assert _people(by_site, None) == [0, 0, 0]


def test_arrivals_vary_around_the_mean_of_the_stream_when_asked() -> None:
    stream = {"id": "flu", "per_day": 0.5, "phases": [_treated(2)]}
    snapshot = district(4, [WARD], [], arrivals=[stream])
    made = "forecast/flu/2026-11-23/1", "forecast/flu/2026-11-25/1"
    courses = {made[0]: "W W - -", made[1]: "- - W W"}
    assert _people(_risk(snapshot, courses), "W") == [1, 1, 1, 1]
    night = _nights(_risk(snapshot, courses, poisson=True), "W")[0]
    # Day 0 counts with its own mean; days 1 to 3 with whom is made on day 2.
    assert night.fewest == 0
    assert night.chances[:3] == pytest.approx([math.exp(-0.5) * 0.5**k / math.factorial(k) for k in range(3)])
    assert _nights(_risk(snapshot, courses, poisson=True), "W")[2].expected == pytest.approx(1.5)


@pytest.mark.parametrize("mean", [0.0, 1e-3, 2.5, 40.0, 800.0])
def test_poisson_is_followed_until_next_to_nothing_is_left(mean: float) -> None:
    chances = poisson(mean)
    assert 1 - chances.sum() < max(TAIL, 1e-11)
    assert (np.arange(chances.size) * chances).sum() == pytest.approx(mean, abs=1e-8)


@given(st.lists(st.floats(0, 1), max_size=7))
def test_people_are_counted_as_by_listing_every_case(chances: list[float]) -> None:
    listed = [0.0] * (len(chances) + 1)
    for case in product((False, True), repeat=len(chances)):
        listed[sum(case)] += math.prod(p if there else 1 - p for p, there in zip(chances, case, strict=True))
    counted = how_many(np.array(chances).reshape(len(chances), 1))
    assert counted[0] == pytest.approx(listed, abs=1e-12)


# Fallbacks -------------------------------------------------------------------------------------------


def _waiting_for_home(*others: dict[str, Any], nurse_hours: Any = None) -> tuple[Snapshot, Plan]:
    """Ann goes home today, to the only place; the others wait behind her."""
    patients = [ann("W", phase("home_support", nursing=1), frailty=9), *others]
    teams = [] if nurse_hours is None else [team(nurse_hours)]
    snapshot = district(3, [WARD, HOME | {"beds": 1}], patients, teams=teams)
    return snapshot, proven(snapshot)


def _move_of(snapshot: Snapshot, standing: Plan, patient: str = "ann") -> MoveOdds:
    return next(move for move in assess(snapshot, standing).moves if move.move.patient == patient)


def test_place_goes_to_who_waits_dearest() -> None:
    home = phase("home_support", nursing=1)
    snapshot, standing = _waiting_for_home(bob("W", home), person("cas", home, unit="W", frailty=6))
    move = _move_of(snapshot, standing)
    assert move.definite
    assert move.fallback is not None
    assert (move.fallback.patient, move.fallback.waits_in, move.fallback.harm) == ("cas", "W", 60 + 30 * 6)


@pytest.mark.parametrize(
    "why_not",
    [
        {"zone": "south"},
        {"zone": "north", "needs": ["oxygen"]},
        {"zone": "north", "excluded_units": ["H"]},
        {"zone": "north", "locks": [{"date": WEDNESDAY, "unit": "W"}]},
    ],
)
def test_who_may_not_go_there_is_passed_over(why_not: dict[str, Any]) -> None:
    patients = [
        ann("W", phase("home_support"), frailty=9, zone="north"),
        bob("W", phase("home_support"), **why_not),
    ]
    snapshot = district(3, [WARD, HOME | {"beds": 1, "zones": ["north"]}], patients)
    assert _move_of(snapshot, proven(snapshot)).fallback is None


def test_who_may_not_begin_yet_is_passed_over() -> None:
    later = phase("home_support", not_before=WEDNESDAY, reason="IF03")
    assert _move_of(*_waiting_for_home(bob("W", later))).fallback is None


def test_who_needs_more_hours_than_are_freed_is_passed_over() -> None:
    much = bob("W", phase("home_support", nursing=3), frailty=8)
    little = person("cas", phase("home_support", nursing=2), unit="W")
    move = _move_of(*_waiting_for_home(much, little, nurse_hours=2))
    assert move.fallback is not None
    assert move.fallback.patient == "cas"


def test_place_that_is_promised_on_is_not_given_away_for_longer() -> None:
    """Ann keeps the place for a day, then Bob has it: Cas, who would stay on, cannot take it."""
    patients = [
        ann("W", phase("home_support", 1), frailty=9),
        bob("W", phase("home_support", not_before="2026-11-24"), frailty=9),
        person("cas", phase("home_support", 3), unit="W", frailty=1),
    ]
    snapshot = district(3, [WARD, HOME | {"beds": 1}], patients)
    standing = proven(snapshot)
    assert _move_of(snapshot, standing).fallback is None
    short = [*patients[:2], person("cas", phase("home_support", 1), unit="W", frailty=1)]
    again = district(3, [WARD, HOME | {"beds": 1}], short)
    found = _move_of(again, proven(again)).fallback
    assert found is not None
    assert found.patient == "cas"


def test_move_that_falls_through_is_told_to_the_unit_it_leaves() -> None:
    ward = WARD | {"beds": 1}
    patients = [ann("W", phase("home_support"), frailty=9), person("eve", _treated(3), arrives="2026-11-23")]
    snapshot = district(3, [ward, HOME], patients)
    behind = _move_of(snapshot, proven(snapshot)).behind
    assert (behind.people, behind.beds, behind.over, behind.arriving) == (2, 1, 1, ("eve",))


def test_move_that_is_only_possible_is_not_definite() -> None:
    snapshot = district(3, [WARD, HOME], [ann("W", phase("home_support", confidence="possible"))])
    move = _move_of(snapshot, proven(snapshot))
    assert (move.definite, move.chance) == (False, Chances().possible)


# The plan's slack against the planner ------------------------------------------------------------------


def test_named_fallback_can_be_planned_within_every_limit() -> None:
    """The planner itself, told that one stays and the other goes, raises no limit and gives care."""
    tried = 0
    for seed in (1, 2, 3):
        snapshot = sample_district(beds=48, seed=seed)
        standing = plan(snapshot, effort=3)
        for move in assess(snapshot, standing, days=4).moves:
            if move.fallback is None or move.move.from_ is None or tried == 12 * seed:
                continue
            mover, taker, when = move.move.patient, move.fallback.patient, move.move.date
            locks = {
                mover: (Lock(date=when, unit=move.move.from_),),
                taker: (Lock(date=when, unit=move.move.to),),
            }
            left = around(snapshot, standing, patients=[mover, taker])
            told = [one.model_copy(update={"locks": locks[one.id]}) for one in left.patients]
            again = plan(left.model_copy(update={"patients": tuple(told)}), effort=20)
            assert not any(alert.locks for alert in again.alerts)
            course = next(course for course in again.courses if course.patient == taker)
            day = snapshot.days.index(when)
            assert (course.units[day], course.care[day]) == (move.move.to, True)
            tried += 1
    assert tried >= 10


@pytest.mark.parametrize("seed", range(15))
def test_chances_are_chances_and_without_doubt_the_plan_itself_in_any_district(seed: int) -> None:
    town = random_district(seed)
    standing = plan(town, effort=5)
    occupied = {(row.unit, row.date): row.occupied for row in standing.units}
    for by, asked in product(GroupBy, ({}, {"assume": True}, {"assume": True, "poisson": True})):
        risk = assess(town, standing, by=by, **asked)
        for group in risk.groups:
            for night in group.nights:
                assert min(night.chances) >= 0
                assert sum(night.chances) == pytest.approx(1, abs=1e-9)
                assert night.planned == sum(occupied[unit, night.date] for unit in group.units)
                if not risk.unsure and not asked.get("poisson"):
                    assert night.expected == pytest.approx(night.planned, abs=1e-9)
        assert all(-1e-12 <= move.chance <= 1 + 1e-12 for move in risk.moves)
