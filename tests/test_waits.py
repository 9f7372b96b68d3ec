"""Why somebody waits: what was full for the care that is next, or that waiting costs less.

Costs of a day: ward 400, step-down 300, home 100; a transfer 60; a waiting day in a ward 180, in
step-down 180 x 0.6 = 108.
"""

from __future__ import annotations

import pytest

from bedflow.domain import Plan, Wait
from tests.districts import random_district
from tests.paper import (
    HOME,
    MONDAY,
    STEP,
    THURSDAY,
    TUESDAY,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    course,
    district,
    phase,
    proven,
    reasons,
    team,
    unit,
)

PLACE = unit("H", "home_support", beds=1)


def only_wait(planned: Plan) -> Wait:
    (wait,) = planned.waits
    return wait


def test_a_patient_waits_for_the_date_and_the_reason_behind_it() -> None:
    patient = ann("W", phase("home_support", not_before=WEDNESDAY, reason="IF03"))
    wait = only_wait(proven(district(3, [WARD, HOME], [patient])))
    assert (wait.from_.isoformat(), wait.days, wait.in_, wait.for_) == (MONDAY, 2, "W", "home_support")
    assert reasons(wait) == [("not_before", None, WEDNESDAY)]
    assert wait.because[0].reason == "IF03"


def test_a_patient_waits_for_a_place_that_somebody_else_holds() -> None:
    # Bob leaves the only place at home after Monday.
    patients = [ann("W", phase("home_support")), bob("H", phase("home_support", 1))]
    planned = proven(district(2, [WARD, PLACE], patients))
    assert course(planned, "ann") == "(W) H"
    assert reasons(only_wait(planned)) == [("places", "H", MONDAY)]


def test_a_patient_waits_for_an_intake_slot() -> None:
    home = unit("H", "home_support", overrides=[{"date": MONDAY, "daily_intake": 0}])
    planned = proven(district(2, [WARD, home], [ann("W", phase("home_support"))]))
    assert reasons(only_wait(planned)) == [("intake", "H", MONDAY)]


def test_a_patient_waits_for_a_teams_hours() -> None:
    nurses = team(1, overrides=[{"date": MONDAY, "hours": 0}])
    planned = proven(district(2, [WARD, HOME], [ann("W", phase("home_support", None, 1))], teams=[nurses]))
    assert reasons(only_wait(planned)) == [("team", "T", MONDAY)]


def test_a_patient_waits_today_for_hours_that_are_short_tomorrow() -> None:
    # Nobody waits at home: with no visit on Tuesday, Monday is too early to go.
    nurses = team(1, overrides=[{"date": TUESDAY, "hours": 0}])
    planned = proven(district(3, [WARD, HOME], [ann("W", phase("home_support", None, 1))], teams=[nurses]))
    assert course(planned, "ann") == "(W) (W) H"
    assert reasons(only_wait(planned)) == [("team", "T", TUESDAY)]


def test_everything_that_is_full_is_said_once() -> None:
    home = unit("H", "home_support", beds=0, daily_intake=0)
    planned = proven(district(1, [WARD, home], [ann("W", phase("home_support", None, 1))], teams=[team(0)]))
    assert reasons(only_wait(planned)) == [
        ("places", "H", MONDAY),
        ("intake", "H", MONDAY),
        ("team", "T", MONDAY),
    ]


def test_first_the_date_and_then_what_is_full_after_it() -> None:
    home = unit("H", "home_support", overrides=[{"date": TUESDAY, "daily_intake": 0}])
    patient = ann("W", phase("home_support", not_before=TUESDAY))
    planned = proven(district(3, [WARD, home], [patient]))
    assert course(planned, "ann") == "(W) (W) H"
    assert reasons(only_wait(planned)) == [("not_before", None, TUESDAY), ("intake", "H", TUESDAY)]


def test_waiting_where_one_is_may_cost_less_than_care_elsewhere() -> None:
    # Home at 600 a day: 60 + 600 against 400 + 180 in the ward.
    dear = unit("H", "home_support", cost_per_day=600)
    planned = proven(district(1, [WARD, dear], [ann("W", phase("home_support"))]))
    assert planned.objective == 580
    assert reasons(only_wait(planned)) == [("cheaper_to_wait", None, None)]


def test_a_transfer_may_cost_more_than_a_day_of_waiting_harms() -> None:
    # With harm of 50 a day the ward costs 450; step-down, 60 + 395, is five pounds dearer.
    step = unit("S", "step_down", cost_per_day=395)
    table = {"delivers": {"step_down": ["step_down"]}}
    patient = ann("W", phase("step_down"), harm_per_day=50)
    planned = proven(district(1, [WARD, step], [patient], policy=table))
    assert planned.objective == 450
    assert reasons(only_wait(planned)) == [("cheaper_to_wait", None, None)]


def test_beyond_the_beds_one_does_not_go_however_free_the_hours() -> None:
    # The step-down ward is full: 60 + 300 + 2,000 against 580.
    table = {"delivers": {"step_down": ["step_down"]}}
    step = unit("S", "step_down", beds=0)
    planned = proven(district(1, [WARD, step], [ann("W", phase("step_down"))], policy=table))
    assert reasons(only_wait(planned)) == [("places", "S", MONDAY)]


def test_two_waits_in_two_places_are_told_apart() -> None:
    # Locked into step-down on Tuesday while the home is closed until Thursday.
    home = unit(
        "H",
        "home_support",
        overrides=[{"date": day, "daily_intake": 0} for day in (MONDAY, TUESDAY, WEDNESDAY)],
    )
    patient = ann(
        "W", phase("home_support"), locks=[{"date": MONDAY, "unit": "W"}, {"date": TUESDAY, "unit": "S"}]
    )
    planned = proven(district(4, [WARD, STEP, home], [patient]))
    assert course(planned, "ann") == "(W) (S) (S) H"
    told = [(wait.in_, wait.from_.isoformat(), wait.days) for wait in planned.waits]
    assert told == [("W", MONDAY, 1), ("S", TUESDAY, 2)]
    assert str(planned.moves[-1].date) == THURSDAY


def test_a_phase_without_a_place_in_the_system_is_waited_for() -> None:
    # No home at all.
    planned = proven(district(1, [WARD], [ann("W", phase("home_support"))]))
    assert len(only_wait(planned).because) == 1


@pytest.mark.parametrize("first", range(900, 940, 20))
def test_every_wait_of_a_generated_district_has_a_reason(first: int) -> None:
    for seed in range(first, first + 20):
        for wait in proven(random_district(seed)).waits:
            assert wait.because
            assert len(set(wait.because)) == len(wait.because)
