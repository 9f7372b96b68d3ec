"""Whole plans worked on paper: every figure of a plan that a ward manager could check with a pencil.

Costs of a day, unless a case says otherwise: ward 400, step-down 300, community hospital 250, care home
150, home 100; a transfer 60; a waiting day in a ward 60 + 30 x 4 = 180.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bedflow.compile import planned_patients
from bedflow.domain import Plan, Snapshot
from bedflow.ingest import notices_of, read_document
from tests.paper import (
    CARE,
    COMMUNITY,
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
    person,
    phase,
    proven,
    reasons,
    team,
    unit,
)

# ---- the model page's example


def worked_example(nursing_today: float) -> Snapshot:
    return district(
        3,
        [unit("A", "acute", beds=2), unit("H", "home_support", beds=1, daily_intake=1)],
        [ann("A", phase("home_support", 10, 1, start_hours={"nursing": 1})), bob("A", phase("acute", 2))],
        teams=[team(2, overrides=[{"date": MONDAY, "hours": nursing_today}])],
    )


def test_ann_goes_home_today_and_bob_leaves_after_two_days() -> None:
    planned = proven(worked_example(2))
    # Ann 60 + 3 x 100, Bob 2 x 400.
    assert planned.objective == 1160
    assert (course(planned, "ann"), course(planned, "bob")) == ("H H H", "A A -")
    assert (planned.breakdown.care, planned.breakdown.transfers) == (1100, 60)
    assert [day.used for day in planned.teams] == [2, 1, 1]
    assert planned.waits == ()
    assert [(move.patient, str(move.date), move.from_, move.to) for move in planned.moves] == [
        ("ann", MONDAY, "A", "H")
    ]


def test_ann_waits_a_day_when_nursing_is_half_an_hour_short() -> None:
    planned = proven(worked_example(1.5))
    # Ann 400 + 180, then 60 + 2 x 100: 840; Bob 800.
    assert planned.objective == 1640
    assert course(planned, "ann") == "(A) H H"
    assert planned.breakdown.waiting == 180
    (wait,) = planned.waits
    assert (wait.patient, wait.days, wait.in_, wait.for_) == ("ann", 1, "A", "home_support")
    assert reasons(wait) == [("team", "T", MONDAY)]


# ---- beginnings and ends


def test_a_district_without_patients_costs_nothing() -> None:
    planned = proven(district(3, [WARD, HOME], [], teams=[team(2)]))
    assert (planned.objective, planned.bound, planned.gap) == (0, 0, 0)
    assert (len(planned.units), len(planned.teams)) == (6, 3)


def test_a_district_without_units_or_patients_is_planned_too() -> None:
    planned = proven(district(2, [], []))
    assert (planned.objective, planned.courses, planned.units) == (0, (), ())


def test_one_patient_in_one_ward_without_teams() -> None:
    planned = proven(district(2, [WARD], [ann("W", phase("acute"))]))
    assert (planned.objective, course(planned, "ann"), planned.teams) == (800, "W W", ())


def test_one_day_is_enough_to_plan() -> None:
    # 60 + 100 at home against 400 + 180 in the ward.
    planned = proven(district(1, [WARD, HOME], [ann("W", phase("home_support"))]))
    assert (planned.objective, course(planned, "ann")) == (160, "H")


def test_four_weeks_are_planned_to_the_last_day() -> None:
    # Two care days in the ward, 60, and 26 days at home.
    planned = proven(district(28, [WARD, HOME], [ann("W", phase("acute", 2), phase("home_support", 99))]))
    assert planned.objective == 800 + 60 + 26 * 100
    assert len(planned.days) == 28


def test_harm_of_a_long_wait_grows_to_twice_and_no_further() -> None:
    # 28 days in the ward: 28 x 400 + 180 x (1 + 1.05 + .. + 1.95 + 8 x 2) = 11,200 + 180 x (29.5 + 16).
    planned = proven(district(28, [WARD], [ann("W", phase("home_support"))]))
    assert planned.objective == pytest.approx(11_200 + 180 * 45.5)
    assert planned.breakdown.waiting == pytest.approx(8190)


def test_a_patient_who_arrives_after_the_horizon_is_left_out_and_said() -> None:
    late = person("late", phase("acute"), arrives=THURSDAY)
    snapshot = read_document(district(3, [WARD], [ann("W", phase("acute")), late]).to_document())
    planned = proven(snapshot)
    assert [each.patient for each in planned.courses] == ["ann"]
    assert planned.objective == 1200
    assert any("late" in str(notice) for notice in notices_of(snapshot))


def test_an_arrival_comes_on_the_day_and_pays_no_transfer() -> None:
    planned = proven(district(3, [WARD], [person("new", phase("acute", 1), arrives=TUESDAY)]))
    assert (planned.objective, course(planned, "new")) == (400, "- W -")
    (move,) = planned.moves
    assert (move.from_, move.to, str(move.date)) == (None, "W", TUESDAY)


# ---- the clocks


def days_of(as_of: str, days: int) -> Plan:
    document: dict[str, Any] = {
        "schema": "bedflow.snapshot/1",
        "as_of": as_of,
        "horizon_days": days,
        "units": [WARD, HOME],
        "patients": [
            ann("W", phase("home_support", not_before="2026-10-26" if "10-2" in as_of else "2027-03-29"))
        ],
    }
    return proven(Snapshot.from_document(document))


@pytest.mark.parametrize(
    ("as_of", "dates"),
    [
        ("2026-10-24T08:00:00+01:00", ["2026-10-24", "2026-10-25", "2026-10-26"]),
        ("2026-10-25T00:30:00+01:00", ["2026-10-25", "2026-10-26"]),
        ("2027-03-27T23:45:00+00:00", ["2027-03-27", "2027-03-28", "2027-03-29"]),
        ("2027-03-28T08:00:00+01:00", ["2027-03-28", "2027-03-29"]),
    ],
)
def test_days_on_which_the_clocks_change_are_days_like_others(as_of: str, dates: list[str]) -> None:
    planned = days_of(as_of, len(dates))
    assert [day.isoformat() for day in planned.days] == dates
    # Waits until the last day, at 400 + 180, 400 + 189; then 60 + 100.
    assert planned.objective == pytest.approx(sum([580, 589][: len(dates) - 1]) + 160)
    assert str(planned.moves[0].date) == dates[-1]


# ---- places


def test_a_closed_ward_is_emptied_to_where_there_is_room() -> None:
    # W has no beds on Tuesday; V is dearer by 50. Moving once costs 60, staying beyond the beds 2,000.
    units = [
        unit("W", "acute", overrides=[{"date": TUESDAY, "beds": 0}]),
        unit("V", "acute", cost_per_day=450),
    ]
    planned = proven(district(3, units, [ann("W", phase("acute"))]))
    # 400 + (60 + 450) + 450; going back would be 60 + 400.
    assert (planned.objective, course(planned, "ann")) == (1360, "W V V")


def test_a_closed_care_home_keeps_whom_nobody_else_can_care_for() -> None:
    # 150 + 2,000 on the day without beds: care in a care home has no other place.
    units = [WARD, unit("C", "care_home", overrides=[{"date": MONDAY, "beds": 0}])]
    planned = proven(district(2, units, [ann("C", phase("care_home"))]))
    assert planned.objective == 2300
    assert [day.over for day in planned.units if day.unit == "C"] == [1, 0]


def test_a_ward_over_full_at_the_start_is_accepted_and_said() -> None:
    # Three in one bed and one surge place: 3 x 400 + 500 + 2,000 on each of two days.
    patients = [person(f"p{k}", phase("acute"), unit="W") for k in range(3)]
    planned = proven(district(2, [unit("W", "acute", beds=1, surge=1)], patients))
    assert planned.objective == 2 * 3700
    assert [(day.occupied, day.surge_used, day.over) for day in planned.units] == [(3, 1, 1)] * 2
    assert (planned.breakdown.surge, planned.breakdown.over_capacity) == (1000, 4000)


def test_the_front_door_is_never_shut() -> None:
    # No bed, no surge: 400 + 2,000.
    planned = proven(
        district(1, [unit("W", "acute", beds=0)], [person("new", phase("acute"), arrives=MONDAY)])
    )
    assert planned.objective == 2400


def test_infectious_patient_waits_rather_than_share_a_bay() -> None:
    # The community hospital's isolation place is Bob's: 250 for him. Ann waits in the ward at 400 + 180
    # rather than breach at 60 + 250 + 1,500.
    units = [WARD, unit("K", "community_hospital", isolation_beds=1)]
    patients = [
        ann("W", phase("community_hospital"), isolation=True),
        bob("K", phase("community_hospital"), isolation=True),
    ]
    planned = proven(district(1, units, patients))
    assert planned.objective == 830
    assert course(planned, "ann") == "(W)"


# ---- hours


def test_nobody_goes_home_on_a_day_without_visits() -> None:
    # Visits on Monday and Wednesday only; Ann and Bob need no visit after the day they come home.
    hours = {"mon": 2, "tue": 0, "wed": 2, "thu": 0, "fri": 0, "sat": 0, "sun": 0}
    starting = {"start_hours": {"nursing": 2}}
    patients = [ann("W", phase("home_support", **starting)), bob("W", phase("home_support", **starting))]
    planned = proven(district(3, [WARD, HOME], patients, teams=[team(hours)]))
    # One on Monday: 60 + 300. The other waits 580 + 589 and goes on Wednesday: 60 + 100.
    assert planned.objective == pytest.approx(360 + 580 + 589 + 160)
    assert sorted(str(move.date) for move in planned.moves) == [MONDAY, WEDNESDAY]


def test_care_under_way_is_never_withdrawn_and_the_shortfall_is_said() -> None:
    # Ann takes 3 h at home where the team has 1 h and 1 h of overtime: raised by 1, overtime 55 a day.
    planned = proven(
        district(2, [WARD, HOME], [ann("H", phase("home_support", None, 3))], teams=[team(1, overtime=1)])
    )
    assert planned.objective == 2 * (100 + 55)
    assert [(alert.team, str(alert.date), alert.short, alert.locks) for alert in planned.alerts] == [
        ("T", MONDAY, 1, ()),
        ("T", TUESDAY, 1, ()),
    ]
    assert [(day.raised, day.overtime_used) for day in planned.teams] == [(1, 1), (1, 1)]


def test_overtime_is_worked_when_it_costs_less_than_waiting() -> None:
    # 60 + 100 + 55, against 400 + 180 in the ward.
    patients = [ann("W", phase("home_support", None, 2))]
    planned = proven(district(1, [WARD, HOME], patients, teams=[team(1, overtime=1)]))
    assert (planned.objective, planned.breakdown.overtime) == (215, 55)


# ---- locks


def test_a_lock_is_obeyed_though_another_place_is_cheaper() -> None:
    # Without the lock Ann would be home on Tuesday: 300 + 60 + 2 x 100. In step-down a wait is 180 x 0.6.
    locks = [{"date": TUESDAY, "unit": "S"}]
    planned = proven(
        district(3, [WARD, STEP, HOME], [ann("S", phase("step_down", 1), phase("home_support"), locks=locks)])
    )
    # A care day 300 and a wait 300 + 108, in either order, then 60 + 100.
    assert planned.objective == pytest.approx(868)
    assert course(planned, "ann").split()[1] in ("S", "(S)")


def test_a_lock_into_a_closed_intake_raises_it_by_one_and_says_why() -> None:
    patient = ann("W", phase("step_down"), locks=[{"date": MONDAY, "unit": "S"}])
    planned = proven(district(1, [WARD, unit("S", "step_down", daily_intake=0)], [patient]))
    (alert,) = planned.alerts
    assert (alert.unit, str(alert.date), alert.short) == ("S", MONDAY, 1)
    assert [(lock.patient, lock.unit) for lock in alert.locks] == [("ann", "S")]
    assert planned.objective == 360


def test_a_raise_for_one_lock_opens_no_door_for_others() -> None:
    # Intake 0 is raised by one for Ann's lock: Bob waits at 400 + 180 though the unit has room.
    patients = [
        ann("W", phase("community_hospital"), locks=[{"date": MONDAY, "unit": "K"}]),
        bob("W", phase("community_hospital")),
    ]
    planned = proven(district(1, [WARD, unit("K", "community_hospital", daily_intake=0)], patients))
    assert planned.objective == 60 + 250 + 580
    assert (course(planned, "ann"), course(planned, "bob")) == ("K", "(W)")


def test_a_lock_beyond_the_teams_hours_raises_them_and_pays_no_overtime_for_it() -> None:
    # 2 h where there is 1: raised by one hour, free. 60 + 100.
    patient = ann("W", phase("home_support", None, 2), locks=[{"date": MONDAY, "unit": "H"}])
    planned = proven(district(1, [WARD, HOME], [patient], teams=[team(1)]))
    assert planned.objective == 160
    (alert,) = planned.alerts
    assert (alert.team, alert.short, [lock.patient for lock in alert.locks]) == ("T", 1, ["ann"])


def test_a_lock_keeps_a_patient_who_could_leave() -> None:
    # One care day of three: the lock on Wednesday makes Ann wait twice before it, at 180 and 189.
    patient = ann("W", phase("acute", 1), locks=[{"date": WEDNESDAY, "unit": "W"}])
    planned = proven(district(3, [WARD], [patient]))
    assert planned.objective == pytest.approx(1200 + 180 + 189)
    assert course(planned, "ann") == "(W) (W) W"


# ---- what stood before


def test_yesterdays_plan_is_changed_only_for_more_than_it_costs() -> None:
    # V is 20 a day cheaper for two days, less than 60 + 2 x 25.
    before = {
        "schema": "bedflow.plan/1",
        "days": [MONDAY, TUESDAY],
        "courses": [{"patient": "ann", "units": ["W", "W"]}],
    }
    units = [WARD, unit("V", "acute", cost_per_day=380)]
    planned = proven(district(2, units, [ann("W", phase("acute"))], previous_plan=before))
    assert (planned.objective, planned.breakdown.replan) == (800, 0)


def test_a_change_against_yesterdays_plan_is_paid_on_three_days_at_most() -> None:
    # Everybody named at home but Ann must stay in the ward: 4 x 400 + 3 x 25.
    days = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]
    before = {"schema": "bedflow.plan/1", "days": days, "courses": [{"patient": "ann", "units": ["H"] * 4}]}
    planned = proven(district(4, [WARD, HOME], [ann("W", phase("acute"))], previous_plan=before))
    assert (planned.objective, planned.breakdown.replan) == (1675, 75)


def test_a_unit_of_yesterdays_plan_that_is_gone_differs_from_every_other() -> None:
    before = {
        "schema": "bedflow.plan/1",
        "days": [MONDAY],
        "courses": [{"patient": "ann", "units": ["closed"]}],
    }
    planned = proven(district(1, [WARD], [ann("W", phase("acute"))], previous_plan=before))
    assert planned.breakdown.replan == 25


# ---- forecasts


def test_forecast_means_become_whole_people_by_cumulative_rounding() -> None:
    # 0.6, 1.2, 1.8, 2.4 rounded: 1, 1, 2, 2. Each takes a day of the ward.
    stream = {"id": "medical", "per_day": 0.6, "phases": [phase("acute", 1)]}
    planned = proven(district(4, [WARD], [], arrivals=[stream]))
    names = ["forecast/medical/2026-11-23/1", "forecast/medical/2026-11-25/1"]
    assert [each.patient for each in planned.courses] == names
    assert planned.objective == 800


def test_known_arrivals_are_in_addition_to_the_forecast() -> None:
    stream = {"id": "medical", "per_day": 1, "phases": [phase("acute", 1)]}
    new = person("new", phase("acute", 1), arrives=MONDAY)
    snapshot = district(1, [unit("W", "acute", beds=1)], [new], arrivals=[stream])
    assert [patient.id for patient in planned_patients(snapshot)] == ["new", "forecast/medical/2026-11-23/1"]
    # 2 x 400, and one beyond the bed: 2,000.
    assert proven(snapshot).objective == 2800


# ---- the whole way down


def test_a_patient_goes_down_setting_by_setting_as_care_goes_forward() -> None:
    phases = [phase("acute", 1), phase("step_down", 1), phase("community_hospital", 1), phase("home_support")]
    planned = proven(district(4, [WARD, STEP, COMMUNITY, HOME], [ann("W", *phases)]))
    # 400, 60 + 300, 60 + 250, 60 + 100. Staying up would be 400 + 40 for step-down care: dearer by 80.
    assert (planned.objective, course(planned, "ann")) == (1230, "W S K H")


def test_waiting_for_a_care_home_is_done_where_one_is() -> None:
    # The home takes nobody before Wednesday: 580 + 589, then 60 + 150.
    home = {
        **CARE,
        "daily_intake": 1,
        "overrides": [{"date": day, "daily_intake": 0} for day in (MONDAY, TUESDAY)],
    }
    planned = proven(district(3, [WARD, home], [ann("W", phase("care_home"))]))
    assert (planned.objective, course(planned, "ann")) == (pytest.approx(1379), "(W) (W) C")
    assert planned.days[0] == date(2026, 11, 23)
