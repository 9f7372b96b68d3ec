"""From a snapshot to the engine's rows and columns: what is said once, what is counted, what is opened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bedflow.codebook import hours_in_billionths
from bedflow.compile import Compiled, compile_snapshot
from bedflow.domain import SETTINGS, Setting
from bedflow_solver import ELSEWHERE, HOUR, NOT_COMPARED, UNLIMITED
from tests.paper import (
    CARE,
    HOME,
    MONDAY,
    STEP,
    THURSDAY,
    TUESDAY,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    district,
    person,
    phase,
    team,
    unit,
)


def compiled(days: int, units: list[Any], patients: list[Any], **facts: Any) -> Compiled:
    return compile_snapshot(district(days, units, patients, **facts))


def days_open(mask: int, days: int) -> list[int]:
    return [day for day in range(days) if int(mask) >> day & 1]


# ---- patients and classes


def test_patients_alike_but_for_their_names_share_a_class() -> None:
    ward = compiled(3, [WARD, HOME], [ann("W", phase("acute")), bob("W", phase("acute"))])
    assert ward.problem.job_class.tolist() == [0, 0]
    assert ward.problem.members.tolist() == [2]


@pytest.mark.parametrize(
    "difference",
    [
        {"frailty": 7},
        {"waiting_days": 3},
        {"isolation": True},
        {"excluded_units": ["V"]},
        {"locks": [{"date": MONDAY, "unit": "V"}]},
        {"phases": [phase("acute", 2)]},
    ],
)
def test_whatever_decides_a_course_makes_another_class(difference: dict[str, Any]) -> None:
    units = [WARD, unit("V", "acute")]
    other = {**bob("W", phase("acute")), **difference}
    assert compiled(3, units, [ann("W", phase("acute")), other]).problem.classes == 2


def test_arrivals_after_the_horizon_are_left_out_and_forecast_patients_come_last() -> None:
    stream = {"id": "flu", "per_day": 1, "phases": [phase("acute", 1)]}
    patients = [
        person("late", phase("acute"), arrives=THURSDAY),
        person("new", phase("acute"), arrives=TUESDAY),
    ]
    planned = compiled(2, [WARD], patients, arrivals=[stream])
    names = ["new", "forecast/flu/2026-11-23/1", "forecast/flu/2026-11-24/1"]
    assert [patient.id for patient in planned.patients] == names
    assert planned.problem.first_day[planned.problem.job_class].tolist() == [1, 0, 1]


def test_two_forecast_patients_of_one_day_share_a_class() -> None:
    stream = {"id": "flu", "per_day": 2, "phases": [phase("acute", 1)]}
    assert compiled(2, [WARD], [], arrivals=[stream]).problem.members.tolist() == [2, 2]


def test_an_empty_district_has_no_rows_and_no_columns() -> None:
    problem = compiled(2, [], []).problem
    assert (problem.classes, problem.jobs, problem.stations, problem.pools) == (0, 0, 0, 0)


# ---- care days to come


def test_stages_are_the_phases_end_to_end_as_far_as_the_horizon_reaches() -> None:
    problem = compiled(4, [WARD, HOME], [ann("W", phase("acute", 1), phase("home_support", 9))]).problem
    assert problem.stage_kind.tolist() == [0, 4, 4, 4]
    assert problem.needed.tolist() == [5]


def test_a_phase_without_an_end_is_never_done() -> None:
    problem = compiled(3, [WARD], [ann("W", phase("acute"))]).problem
    assert problem.needed.tolist() == [4]


def test_an_arrival_has_only_the_days_that_are_left() -> None:
    problem = compiled(4, [WARD], [person("new", phase("acute"), arrives=WEDNESDAY)]).problem
    assert len(problem.stage_kind) == 2


def test_a_phase_opens_on_its_date_and_one_of_the_past_today() -> None:
    phases = [phase("acute", 1, not_before="2026-11-01"), phase("step_down", 1, not_before=WEDNESDAY)]
    problem = compiled(4, [WARD, STEP], [ann("W", *phases)]).problem
    assert problem.stage_opens.tolist() == [0, 2]


def test_hours_are_those_of_the_care_day_with_its_start_and_only_of_disciplines_with_a_team() -> None:
    care = {"nursing": [2, 1], "therapy": 3}
    home = {"setting": "home_support", "days": 3, "hours": care, "start_hours": {"nursing": 0.5}}
    problem = compiled(3, [WARD, HOME], [ann("W", home)], teams=[team(9)]).problem
    assert problem.work_amount.tolist() == [2_500_000_000, 1_000_000_000, 1_000_000_000]


def test_hours_are_whole_billionths_so_that_tenths_add_up() -> None:
    assert hours_in_billionths(0.1) * 3 == hours_in_billionths(0.3)
    assert hours_in_billionths(1.0) == HOUR


# ---- units


def test_units_a_patient_may_use_stand_from_high_to_low() -> None:
    problem = compiled(1, [HOME, CARE, WARD, STEP], [ann("W", phase("acute"))]).problem
    assert problem.option_station.tolist() == [2, 3, 1, 0]
    assert problem.level_from.tolist() == [[0, 1, 2, 2, 3, 4]]


def test_a_unit_that_does_not_fit_is_no_option_unless_the_patient_is_in_it() -> None:
    # The men's ward may be stayed in, not gone back to.
    units = [WARD, unit("M", "acute", sex="male")]
    outside, inside = (
        compiled(2, units, [ann(at, phase("acute"), sex="female")]).problem for at in ("W", "M")
    )
    assert outside.option_station.tolist() == [0]
    assert inside.option_station.tolist() == [0, 1]
    assert days_open(inside.stay_days[1], 2) == [0, 1]
    assert days_open(inside.enter_days[1], 2) == []
    assert inside.option_station[inside.present[0]] == 1


def test_a_lock_leaves_one_unit_on_its_date_and_opens_it_whatever_its_conditions() -> None:
    units = [WARD, unit("M", "acute", sex="male")]
    locked = ann("W", phase("acute"), sex="female", locks=[{"date": TUESDAY, "unit": "M"}])
    problem = compiled(3, units, [locked]).problem
    assert days_open(problem.stay_days[0], 3) == [0, 2]
    assert days_open(problem.stay_days[1], 3) == days_open(problem.enter_days[1], 3) == [1]
    assert days_open(problem.lifted_days[0], 3) == [1]


def test_locks_outside_the_horizon_bind_nothing() -> None:
    locked = ann("W", phase("acute"), locks=[{"date": THURSDAY, "unit": "W"}])
    assert compiled(2, [WARD], [locked]).problem.lifted_days.tolist() == [0]


def test_a_day_costs_the_place_and_what_does_not_match() -> None:
    # 400 + outlier 80 + distance 30 + not preferred 25.
    ward = unit("W", "acute", specialties=["orthopaedics"], near_zones=["north"])
    planned = compiled(1, [ward, unit("V", "acute")], [ann("W", phase("acute"), preferred_units=["V"])])
    assert planned.stay_cost(0, 0) == 535
    assert planned.stay_cost(0, 1) == 400


def test_only_care_home_care_opens_a_care_home() -> None:
    enter = compiled(1, [WARD], []).problem.enter
    care_home = Setting.CARE_HOME.level
    for kind in SETTINGS:
        assert enter[kind.level, care_home] == (kind is Setting.CARE_HOME)
    assert np.delete(enter, care_home, axis=1).all()


# ---- limits


def test_limits_follow_weekdays_and_overrides() -> None:
    beds = {"mon": 3, "tue": 2, "wed": 1, "thu": 0, "fri": 0, "sat": 0, "sun": 0}
    overrides = [{"date": TUESDAY, "beds": 7, "surge": 2, "isolation_beds": 1, "daily_intake": 4}]
    problem = compiled(3, [unit("S", "step_down", beds=beds, overrides=overrides)], []).problem
    assert problem.seats.tolist() == [[3, 7, 1]]
    assert problem.spare.tolist() == [[0, 2, 0]]
    assert problem.special_seats.tolist() == [[UNLIMITED, 1, UNLIMITED]]
    assert problem.gate.tolist() == [[UNLIMITED, 4, UNLIMITED]]


def test_hours_before_and_with_overtime_are_two_limits() -> None:
    problem = compiled(2, [HOME], [], teams=[team(1.5, overtime=0.5)]).problem
    assert problem.pool_hours.tolist() == [[1_500_000_000] * 2]
    assert problem.pool_limit.tolist() == [[2_000_000_000] * 2]


def test_care_under_way_raises_hours_by_what_overtime_does_not_cover() -> None:
    # Three hours of one, and an hour of overtime: raised by one.
    planned = compiled(
        1, [WARD, HOME], [ann("H", phase("home_support", None, 3))], teams=[team(1, overtime=1)]
    )
    assert planned.committed.tolist() == [[HOUR]]
    assert planned.problem.pool_hours.tolist() == [[2 * HOUR]]
    assert planned.problem.pool_limit.tolist() == [[3 * HOUR]]


def test_each_unit_and_discipline_is_served_by_its_own_team() -> None:
    teams = [
        {"id": "N", "discipline": "nursing", "units": ["H"], "hours": 1},
        {"id": "X", "discipline": "therapy", "units": ["H", "S"], "hours": 1},
    ]
    problem = compiled(1, [STEP, HOME], [], teams=teams).problem
    # Disciplines in order of their names: nursing, therapy.
    assert problem.pool_of.tolist() == [[-1, 1], [0, 1]]


# ---- the plan that stood


def test_the_standing_plan_is_read_by_date_and_never_for_forecast_patients() -> None:
    courses = [
        {"patient": "ann", "units": ["W", "H", "closed"]},
        {"patient": f"forecast/flu/{MONDAY}/1", "units": ["H", "H", "H"]},
    ]
    before = {"schema": "bedflow.plan/1", "days": ["2026-11-22", MONDAY, TUESDAY], "courses": courses}
    stream = {
        "id": "flu",
        "per_day": {"mon": 1} | dict.fromkeys(("tue", "wed", "thu", "fri", "sat", "sun"), 0),
    }
    stream["phases"] = [phase("acute", 1)]
    patients = [ann("W", phase("acute"))]
    planned = compiled(3, [WARD, HOME], patients, arrivals=[stream], previous_plan=before)
    earlier = planned.problem.earlier[planned.problem.job_class].tolist()
    # Sunday's ward is past; Monday H, Tuesday a unit that is gone, Wednesday unknown.
    assert earlier == [[1, ELSEWHERE, NOT_COMPARED], [NOT_COMPARED] * 3]
