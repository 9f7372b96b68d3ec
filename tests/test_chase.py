"""The chase list, on districts small enough to check on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow.domain.delay_reason import DELAY_REASONS, OWNERS, reason_owner
from bedflow.explain.chase import chase_list, holds_of, with_hold_until
from bedflow.waterfall import plan
from tests import paper
from tests.districts import Knobs, make_district

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
ENOUGH = 60


def _held(until: str, reason: str | None = "IF03", **facts: Any) -> dict[str, Any]:
    return paper.phase("home_support", not_before=until, reason=reason, **facts)


def _ann_is_held(until: str = paper.WEDNESDAY, **home: Any) -> Snapshot:
    return paper.district(4, [paper.WARD, {**paper.HOME, **home}], [paper.ann("W", _held(until))])


def test_cleared_hold_releases_the_days_waited_for_it() -> None:
    district = _ann_is_held()
    [chase] = chase_list(district, paper.proven(district))
    # Two days waited in the ward, 580 + 589, in place of two at home.
    assert chase.cleared.pounds == pytest.approx(580 + 589 - 200)
    assert (chase.cleared.acute_days, chase.cleared.waiting_days) == (2, 2)
    assert chase.cleared.is_exact


def test_a_day_earlier_releases_one_day() -> None:
    district = _ann_is_held()
    [chase] = chase_list(district, paper.proven(district))
    assert chase.day_earlier.pounds == pytest.approx(589 - 100)
    assert (chase.day_earlier.acute_days, chase.day_earlier.waiting_days) == (1, 1)


def test_hold_until_tomorrow_a_day_earlier_is_gone() -> None:
    district = _ann_is_held(paper.TUESDAY)
    [chase] = chase_list(district, paper.proven(district))
    assert chase.day_earlier == chase.cleared


def test_hold_says_who_waits_where_for_what_and_whom_to_ask() -> None:
    district = _ann_is_held()
    [hold] = holds_of(district, paper.proven(district))
    assert (hold.patient, hold.phase, hold.setting) == ("ann", 0, "home_support")
    assert (hold.not_before, hold.reason, hold.units) == (WEDNESDAY, "IF03", ("W",))
    assert hold.dates == (date(2026, 11, 23), TUESDAY)
    assert hold.owner == "care transfer hub, with the provider or local authority"


def test_clearing_releases_days_of_others_who_wait_for_the_place() -> None:
    small = {**paper.COMMUNITY, "beds": 1}
    bob = paper.bob("W", paper.phase("community_hospital"))
    ann = paper.ann("K", _held(paper.WEDNESDAY))
    district = paper.district(4, [paper.WARD, small, paper.HOME], [ann, bob])
    [chase] = chase_list(district, paper.proven(district), effort=ENOUGH)
    assert (chase.cleared.acute_days, chase.cleared.waiting_days) == (0, 2)
    assert chase.with_others is not None
    assert (chase.best.acute_days, chase.best.waiting_days) == (2, 4)
    assert {change.patient for change in chase.best.earlier} == {"ann", "bob"}


def test_clearing_what_is_full_anyway_releases_nothing() -> None:
    overrides = [{"date": day, "daily_intake": 0} for day in (paper.MONDAY, paper.TUESDAY)]
    district = _ann_is_held(daily_intake=1, overrides=overrides)
    [chase] = chase_list(district, paper.proven(district))
    assert (chase.best.pounds, chase.best.acute_days, chase.best.changes) == (0, 0, ())


def test_most_acute_days_come_first() -> None:
    people = [
        paper.ann("K", _held(paper.THURSDAY)),
        paper.bob("W", _held(paper.TUESDAY, reason=None), excluded_units=["K"]),
        paper.person("cas", _held(paper.WEDNESDAY, reason="HP04"), unit="W", excluded_units=["K"]),
    ]
    district = paper.district(5, [paper.WARD, paper.COMMUNITY, paper.HOME], people)
    chases = chase_list(district, paper.proven(district), top=1)
    assert [chase.hold.patient for chase in chases] == ["cas", "bob", "ann"]
    assert [chase.with_others is not None for chase in chases] == [True, False, False]
    assert [chase.hold.owner for chase in chases] == [
        "ward and hospital team",
        None,
        "care transfer hub, with the provider or local authority",
    ]


def test_two_holds_of_one_patient_are_told_apart() -> None:
    phases = (
        paper.phase("acute", 1, not_before=paper.TUESDAY, reason="HP01"),
        _held(paper.THURSDAY),
    )
    district = paper.district(5, [paper.WARD, paper.HOME], [paper.ann("W", *phases)])
    holds = holds_of(district, paper.proven(district))
    assert [(hold.phase, hold.reason, len(hold.dates)) for hold in holds] == [(0, "HP01", 1), (1, "IF03", 1)]


def test_nobody_is_chased_for_who_is_only_expected() -> None:
    pattern = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)
    stream = {"id": "medical", "per_day": pattern, "phases": [_held(paper.THURSDAY)]}
    district = paper.district(3, [paper.WARD, paper.HOME], [], arrivals=[stream])
    assert holds_of(district, plan(district, effort=ENOUGH)) == ()


def test_only_the_hold_asked_about_is_moved() -> None:
    district = _ann_is_held()
    [hold] = holds_of(district, paper.proven(district))
    [ann] = with_hold_until(district, hold, day=TUESDAY).patients
    assert ann.phases[0].not_before == TUESDAY
    [ann] = with_hold_until(district, hold, day=None).patients
    assert ann.phases[0].not_before is None


def test_every_family_has_somebody_to_ask_and_a_local_code_nobody() -> None:
    assert {reason.family for reason in DELAY_REASONS.values()} == set(OWNERS)
    assert reason_owner("CTH01") == "care transfer hub"
    assert (reason_owner("LOCAL"), reason_owner(None)) == (None, None)


@pytest.mark.parametrize("seed", range(8))
def test_clearing_never_costs_and_the_patient_alone_is_exact(seed: int) -> None:
    district = make_district(seed, Knobs(patients=6, units=4, days=5, odd_phases=0.8))
    planned = plan(district, effort=40)
    for chase in chase_list(district, planned):
        assert chase.cleared.is_exact
        assert chase.cleared.pounds >= chase.day_earlier.pounds >= 0
        assert chase.best.pounds >= chase.cleared.pounds
