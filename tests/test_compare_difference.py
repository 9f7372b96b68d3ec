"""Two plans side by side: who moves otherwise and why, by date, and what is proven."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bedflow.compare import CauseKind, CourseChange, Difference, How, difference
from bedflow.domain import Plan, Snapshot
from tests.paper import (
    HOME,
    MONDAY,
    TUESDAY,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    district,
    person,
    phase,
    proven,
    unit,
)

NARROW = unit("H", "home_support", daily_intake=1)


def laid_beside(before: Snapshot, after: Snapshot) -> Difference:
    return difference(before, proven(before), after, proven(after))


def of(found: Difference, name: str) -> CourseChange:
    return next(change for change in found.courses if change.patient == name)


def causes(change: CourseChange) -> list[tuple[str, str | None]]:
    return [(cause.kind.value, cause.patient or cause.unit or cause.team) for cause in change.because]


def going_home(at: str = "W", **facts: Any) -> dict[str, Any]:
    return ann(at, phase("home_support"), **facts)


def test_a_plan_beside_itself_does_not_differ() -> None:
    town = district(3, [WARD, HOME], [going_home()])
    found = laid_beside(town, town)
    assert found.courses == found.only_before == found.only_after == ()
    assert found.decided
    assert found.words == "the same total"


def test_a_lock_is_told_as_the_reason_and_what_it_costs() -> None:
    before = district(3, [WARD, HOME], [going_home()])
    after = district(3, [WARD, HOME], [going_home(locks=[{"date": MONDAY, "unit": "W"}])])
    change = of(found := laid_beside(before, after), "ann")
    assert (change.how, change.first_day.isoformat(), change.soon) == (How.LATER, MONDAY, True)
    assert (change.present, change.waiting_days, change.cost) == ("W", 1, 400 - 100 + 180)
    assert causes(change) == [("lock", "W")]
    assert [(each.unit, each.days, each.waiting) for each in change.after] == [("W", 1, 1), ("H", 2, 0)]
    assert found.verdict.change == 480
    assert found.words == "480 more"


def test_a_limit_that_fell_is_told_with_both_values() -> None:
    before = district(3, [WARD, NARROW], [going_home()])
    closed = unit("H", "home_support", daily_intake=1, overrides=[{"date": MONDAY, "daily_intake": 0}])
    change = of(laid_beside(before, district(3, [WARD, closed], [going_home()])), "ann")
    (cause,) = change.because
    assert (cause.kind, cause.limit, cause.unit) == (CauseKind.LIMIT, "intake", "H")
    assert (cause.date, cause.before, cause.after) == (date.fromisoformat(MONDAY), 1, 0)


def test_who_makes_way_and_who_takes_the_place_are_told() -> None:
    # Ann (frailty 9) is locked to the ward on Monday; Bob takes the one transfer of that day.
    late = bob("W", phase("home_support"))
    before = district(3, [WARD, NARROW], [going_home(frailty=9), late])
    locked = going_home(frailty=9, locks=[{"date": MONDAY, "unit": "W"}])
    found = laid_beside(before, district(3, [WARD, NARROW], [locked, late]))
    assert causes(of(found, "ann"))[0] == ("lock", "W")
    assert of(found, "bob").how is How.EARLIER
    assert causes(of(found, "bob")) == [("took_place", "ann")]
    back = laid_beside(district(3, [WARD, NARROW], [locked, late]), before)
    assert causes(of(back, "bob")) == [("made_way", "ann")]


def test_a_newcomer_for_whom_somebody_makes_way_is_only_in_one_plan() -> None:
    one_home = unit("H", "home_support", beds=1)
    before = district(2, [WARD, one_home], [going_home(frailty=1)])
    newcomer = person("cas", phase("home_support"), unit="W", frailty=9)
    found = laid_beside(before, district(2, [WARD, one_home], [going_home(frailty=1), newcomer]))
    assert found.only_after == ("cas",)
    assert of(found, "ann").how is How.NO_LONGER_MOVES
    assert causes(of(found, "ann")) == [("made_way", "cas")]


def test_a_refused_unit_a_date_and_another_record_are_told() -> None:
    two = [WARD, HOME, unit("I", "home_support", cost_per_day=110)]
    before = district(3, two, [going_home()])
    refused = of(laid_beside(before, district(3, two, [going_home(excluded_units=["H"])])), "ann")
    assert (refused.how, causes(refused)) == (How.ELSEWHERE, [("exclusion", "H")])
    dated = ann("W", phase("home_support", not_before=WEDNESDAY, reason="IF03"))
    (cause,) = of(laid_beside(before, district(3, two, [dated])), "ann").because
    assert (cause.kind, cause.reason) == (CauseKind.NOT_BEFORE, "IF03")
    treated = ann("W", phase("acute", 1), phase("home_support"))
    assert causes(of(laid_beside(before, district(3, two, [treated])), "ann")) == [("record", None)]


def test_other_prices_are_told_where_nothing_else_changed() -> None:
    two = [WARD, HOME, unit("I", "home_support", cost_per_day=110)]
    wanting = going_home(preferred_units=["I"])
    before = district(3, two, [wanting])
    after = district(3, two, [wanting], policy={"not_preferred": 0})
    assert causes(of(laid_beside(before, after), "ann")) == [("prices", None)]


def test_a_unit_that_is_gone_has_nothing_to_give() -> None:
    two = [WARD, HOME, unit("I", "home_support", cost_per_day=110)]
    before = district(2, two, [going_home()])
    after = district(2, [WARD, two[2]], [going_home()])
    (cause,) = of(laid_beside(before, after), "ann").because
    assert (cause.kind, cause.unit, cause.limit, cause.after) == (CauseKind.LIMIT, "H", "places", 0)


def test_yesterdays_plan_is_laid_beside_todays_by_date() -> None:
    yesterday = district(3, [WARD, NARROW], [going_home(frailty=9), bob("W", phase("home_support"))])
    # Overnight Ann went home as planned; today nobody can go home before Wednesday.
    closed = unit("H", "home_support", daily_intake=1, overrides=[{"date": TUESDAY, "daily_intake": 0}])
    moved = {**going_home("H", frailty=9)}
    waited = bob("W", phase("home_support"), waiting_days=1)
    today = district(3, [WARD, closed], [moved, waited], as_of=f"{TUESDAY}T08:00:00+00:00")
    found = laid_beside(yesterday, today)
    assert [day.isoformat() for day in found.days] == [TUESDAY, WEDNESDAY]
    assert [change.patient for change in found.courses] == ["bob"]
    assert of(found, "bob").how is How.LATER
    assert causes(of(found, "bob")) == [("limit", "H")]
    assert not found.decided
    assert found.words == "not compared: the plans are of other days"


def test_a_change_smaller_than_the_gaps_is_undecided() -> None:
    town = district(3, [WARD, HOME], [going_home()])
    made = proven(town)
    loose = unproven(made, by=500)
    found = difference(town, loose, town, unproven(made, by=0, more=300))
    assert not found.decided
    assert found.words == "undecided: smaller than the gaps (300 against 800)"
    assert (found.verdict.least, found.verdict.most) == pytest.approx((0, 800), abs=0.01)


def test_a_change_as_large_as_the_gaps_is_decided() -> None:
    town = district(3, [WARD, HOME], [going_home()])
    made = proven(town)
    found = difference(
        town, unproven(made, by=100), town, made.model_copy(update={"objective": made.objective})
    )
    assert not found.decided  # No change at all, and 100 open.
    dearer = made.model_copy(update={"objective": made.objective + 300, "bound": made.objective + 200})
    assert difference(town, unproven(made, by=100), town, dearer).decided


def unproven(made: Plan, *, by: float, more: float = 0.0) -> Plan:
    """Give a plan whose proof falls short, and that costs more than it need."""
    return made.model_copy(update={"objective": made.objective + more, "bound": made.bound - by})


def test_every_figure_is_laid_beside_the_other() -> None:
    before = district(3, [WARD, HOME], [going_home()])
    after = district(3, [WARD, HOME], [going_home(locks=[{"date": MONDAY, "unit": "W"}])])
    rows = laid_beside(before, after).rows()
    assert rows["waiting_days/acute"] == (0, 1, 1)
    assert rows["cost/total"] == (360, 840, 480)
