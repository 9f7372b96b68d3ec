"""What one more is worth, on districts small enough to check on paper and on odd ones made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bedflow.domain import Plan, Snapshot
from bedflow.explain.extra import Extra, ExtraKind, standing_with, with_extra
from bedflow.explain.trial import Outcome, changes_between
from bedflow.explain.value import (
    WHOLE_DISTRICT,
    price_of,
    prices_by_day,
    prices_of_the_week,
    true_value,
    what_would_help,
)
from bedflow.waterfall import plan
from tests import paper
from tests.districts import Knobs, make_district

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
EVERY_DAY = (MONDAY, TUESDAY, WEDNESDAY)
EVERYBODY = 10_000
ENOUGH = 60


def _two_for_home(**home: Any) -> Snapshot:
    """Ann and Bob are both ready for home."""
    going = paper.phase("home_support")
    return paper.district(
        3, [paper.WARD, {**paper.HOME, **home}], [paper.ann("W", going), paper.bob("W", going)]
    )


def _nursed(hours: float, **team: Any) -> Snapshot:
    """Ann and Bob are both ready for home and need an hour of nursing a day there."""
    going = paper.phase("home_support", nursing=1)
    return paper.district(
        3,
        [paper.WARD, paper.HOME],
        [paper.ann("W", going), paper.bob("W", going)],
        teams=[paper.team(hours, **team)],
    )


def _worth(district: Snapshot, kind: ExtraKind, name: str, *dates: date, amount: float = 1) -> Outcome:
    planned = paper.proven(district)
    return true_value(district, planned, Extra(kind, name, dates, amount), effort=ENOUGH)


def test_one_more_arrival_saves_a_day_in_the_ward() -> None:
    worth = _worth(_two_for_home(daily_intake=1), ExtraKind.INTAKE, "H", MONDAY)
    # A day waited in the ward, 400 + 180, in place of one at home, 100.
    assert worth.pounds == pytest.approx(480)
    assert worth.is_exact
    assert (worth.acute_days, worth.waiting_days) == (1, 1)
    assert [change.waiting_days for change in worth.earlier] == [1]
    assert worth.later == ()


def test_one_more_hour_a_day_takes_the_second_home() -> None:
    worth = _worth(_nursed(1), ExtraKind.HOUR, "T", *EVERY_DAY)
    # Three days waited, 580 + 589 + 598, in place of three at home and a transfer.
    assert worth.pounds == pytest.approx(580 + 589 + 598 - 300 - 60)
    assert (worth.acute_days, worth.waiting_days) == (3, 3)


def test_people_alike_are_not_said_to_change_places() -> None:
    district = _two_for_home(daily_intake=1)
    planned = paper.proven(district)
    ann, bob = planned.courses
    exchanged = planned.model_copy(
        update={
            "courses": (
                ann.model_copy(update={"units": bob.units, "care": bob.care}),
                bob.model_copy(update={"units": ann.units, "care": ann.care}),
            )
        }
    )
    assert changes_between(district, planned, exchanged) == ()
    stood = district.model_copy(update={"previous_plan": planned})
    assert {change.patient for change in changes_between(stood, planned, exchanged)} == {"ann", "bob"}


def test_half_the_hour_a_patient_needs_saves_nothing() -> None:
    worth = _worth(_nursed(1), ExtraKind.HOUR, "T", *EVERY_DAY, amount=0.5)
    assert (worth.pounds, worth.high, worth.changes) == (0, 0, ())


def test_an_hour_on_one_day_saves_nothing_to_somebody_who_needs_it_every_day() -> None:
    assert _worth(_nursed(1), ExtraKind.HOUR, "T", TUESDAY).pounds == 0


def test_one_more_place_saves_the_corridor_though_nobody_moves() -> None:
    staying = paper.phase("acute", 3)
    ward = {**paper.WARD, "beds": 1}
    district = paper.district(3, [ward], [paper.ann("W", staying), paper.bob("W", staying)])
    worth = _worth(district, ExtraKind.PLACE, "W", MONDAY, TUESDAY)
    assert worth.pounds == pytest.approx(2 * 2000)
    assert worth.is_exact
    assert worth.changes == ()


def test_what_the_others_save_counts_when_few_are_planned_again() -> None:
    staying = paper.phase("acute", 3)
    ward = {**paper.WARD, "beds": 1, "surge": 1}
    people = [paper.ann("W", staying), paper.bob("W", staying), paper.person("cas", staying, unit="W")]
    district = paper.district(3, [ward], people)
    planned = paper.proven(district)
    for amount, saved in ((1, 2000), (2, 2500), (3, 2500)):
        extra = Extra(ExtraKind.PLACE, "W", (MONDAY,), amount)
        assert [
            true_value(district, planned, extra, most=most, effort=ENOUGH).pounds for most in (1, 2, 3)
        ] == [pytest.approx(saved)] * 3


def test_an_hour_that_overtime_gives_saves_the_overtime() -> None:
    worth = _worth(_nursed(1, overtime=1), ExtraKind.HOUR, "T", *EVERY_DAY)
    assert worth.pounds == pytest.approx(3 * 55)


def test_an_hour_to_a_team_that_promised_more_first_covers_the_promise() -> None:
    going_on = paper.phase("home_support", nursing=2)
    district = paper.district(
        2, [paper.HOME], [paper.ann("H", going_on), paper.bob("H", going_on)], teams=[paper.team(2)]
    )
    planned = paper.proven(district)
    extra = Extra(ExtraKind.HOUR, "T", (MONDAY,))
    assert [row.raised for row in planned.teams] == [2, 2]
    assert [row.raised for row in standing_with(planned, extra).teams] == [1, 2]
    assert [alert.short for alert in standing_with(planned, extra).alerts] == [1, 2]
    assert true_value(district, planned, extra, effort=ENOUGH).pounds == 0


def test_more_on_a_date_keeps_its_other_limits() -> None:
    overrides = [{"date": MONDAY.isoformat(), "beds": 4, "isolation_beds": 1}]
    district = _two_for_home(overrides=overrides, isolation_beds=3, daily_intake=2)
    [_ward, home] = with_extra(district, Extra(ExtraKind.PLACE, "H", (MONDAY, TUESDAY))).units
    assert [home.beds_on(day) for day in EVERY_DAY] == [5, 10, 9]
    assert [home.isolation_beds_on(day) for day in EVERY_DAY] == [1, 3, 3]
    [_ward, home] = with_extra(district, Extra(ExtraKind.ISOLATION, "H", (MONDAY,))).units
    assert (home.beds_on(MONDAY), home.isolation_beds_on(MONDAY)) == (4, 2)
    [_ward, home] = with_extra(district, Extra(ExtraKind.INTAKE, "H", (MONDAY,))).units
    assert [home.daily_intake_on(day) for day in EVERY_DAY] == [3, 2, 2]


def test_overtime_stays_on_a_day_with_another_hour() -> None:
    [team] = with_extra(_nursed(1, overtime=1), Extra(ExtraKind.HOUR, "T", (MONDAY,), 0.5)).teams
    assert (team.hours_on(MONDAY), team.overtime_on(MONDAY), team.hours_on(TUESDAY)) == (1.5, 1, 1)


def test_one_more_of_what_is_unlimited_changes_nothing() -> None:
    district = _two_for_home()
    [_ward, home] = with_extra(district, Extra(ExtraKind.INTAKE, "H", (MONDAY,))).units
    assert home.daily_intake_on(MONDAY) is None


def test_unknown_unit_or_part_of_a_place_is_refused() -> None:
    with pytest.raises(KeyError):
        with_extra(_two_for_home(), Extra(ExtraKind.HOUR, "H", (MONDAY,)))
    with pytest.raises(ValueError, match="whole number"):
        Extra(ExtraKind.PLACE, "H", (MONDAY,), 0.5)
    with pytest.raises(ValueError, match="needs a day"):
        Extra(ExtraKind.HOUR, "T", ())


def test_prices_name_what_binds_and_add_up_over_the_week() -> None:
    planned = paper.proven(_two_for_home(daily_intake=1))
    dearest = prices_by_day(planned)[0]
    assert (dearest.extra.kind, dearest.extra.name, dearest.extra.dates) == ("intake", "H", (MONDAY,))
    week = next(one for one in prices_of_the_week(planned) if one.extra.kind is ExtraKind.INTAKE)
    assert week.extra.dates == EVERY_DAY
    assert week.price == pytest.approx(price_of(planned, week.extra))
    assert price_of(planned, dearest.extra) == dearest.price


def test_most_bed_days_come_first_and_dearer_ones_without_any_after() -> None:
    going, staying = paper.phase("home_support"), paper.phase("acute", 3)
    small = paper.unit("V", "acute", beds=1, site="north")
    people = [
        paper.ann("W", going),
        paper.bob("W", going),
        *(paper.person(name, staying, unit="V", site="north") for name in ("cas", "dee")),
    ]
    home = {**paper.HOME, "daily_intake": 1}
    district = paper.district(3, [{**paper.WARD, "site": "south"}, small, home], people)
    helping = what_would_help(district, paper.proven(district), effort=ENOUGH)
    assert [(worth.extra.kind, worth.extra.name) for worth in helping[:2]] == [
        ("intake", "H"),
        ("place", "V"),
    ]
    assert helping[0].outcome.acute_days == 1
    assert helping[1].outcome.pounds > helping[0].outcome.pounds


def test_where_nothing_is_short_nothing_helps() -> None:
    district = _two_for_home()
    assert what_would_help(district, paper.proven(district)) == ()


def test_list_ends_with_what_is_done_when_stopped() -> None:
    district = _two_for_home(daily_intake=1)
    planned = paper.proven(district)
    assert what_would_help(district, planned, interrupted=lambda: True) == ()


@pytest.mark.parametrize("seed", range(12))
def test_true_value_is_the_difference_of_two_proven_plans(seed: int) -> None:
    district = make_district(seed, Knobs(patients=5, units=4, days=4, teams=2, limits=0.7))
    planned = plan(district, effort=100)
    if planned.status != "optimal":
        pytest.skip("not proven")
    for extra in _one_of_each(district, planned):
        with_it = plan(with_extra(district, extra), effort=100)
        for most in (EVERYBODY, WHOLE_DISTRICT):
            worth = true_value(district, planned, extra, most=most, effort=100)
            assert worth.low - 0.02 <= planned.objective - with_it.objective <= worth.high + 0.02
            assert worth.low - 0.02 <= worth.pounds <= worth.high + 0.02
        around_few = true_value(district, planned, extra, most=2, effort=100)
        assert -0.02 <= around_few.pounds <= planned.objective - with_it.bound + 0.02


def _one_of_each(district: Snapshot, planned: Plan) -> list[Extra]:
    units = [Extra(kind, district.units[0].id, planned.days[:2]) for kind in list(ExtraKind)[:3]]
    return [*units, *(Extra(ExtraKind.HOUR, team.id, planned.days[1:3]) for team in district.teams[:1])]
