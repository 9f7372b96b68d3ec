"""Some patients planned around the others: what they add is exact, and nobody's limits are passed."""

from __future__ import annotations

from random import Random

import pytest

from bedflow.around import Occupied, around
from bedflow.check import check_plan
from bedflow.diary import diaries
from bedflow.domain import Plan, Snapshot
from bedflow.explain.asked import Asked
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.courses import plan_of_courses
from tests.districts import random_district
from tests.paper import COMMUNITY, HOME, WARD, ann, bob, district, person, phase, team, unit

PENNY = 0.01


def some_of(planned: Plan, seed: int) -> list[str]:
    names = [course.patient for course in planned.courses]
    return Random(seed).sample(names, Random(seed + 1).randint(1, min(6, len(names))))


def hold_around(snapshot: Snapshot, standing: Plan, patients: list[str]) -> None:
    """Plan some around the others and put their courses in the plan: the checker accepts it to a penny."""
    left = around(snapshot, standing, patients=patients)
    before = plan_of_courses(left, standing)
    alone = plan(left, effort=3)
    assert alone.objective <= before.objective + PENNY
    merged = plan_of_courses(snapshot, standing, {course.patient: course for course in alone.courses})
    report = check_plan(snapshot, merged)
    assert report.ok, [str(finding) for finding in report.findings]
    assert merged.objective == pytest.approx(
        standing.objective - before.objective + alone.objective, abs=PENNY
    )
    assert Asked(snapshot, standing).cost_of(patients) == pytest.approx(before.objective, abs=PENNY)


@pytest.mark.parametrize("seed", range(60))
def test_courses_planned_around_the_others_fit_a_random_district_to_a_penny(seed: int) -> None:
    snapshot = random_district(seed)
    standing = plan(snapshot, effort=2)
    if standing.courses:
        hold_around(snapshot, standing, some_of(standing, seed))


@pytest.mark.parametrize("seed", range(3))
def test_courses_planned_around_the_others_fit_a_sample_to_a_penny(seed: int) -> None:
    snapshot = sample_district(beds=60, seed=seed)
    standing = plan(snapshot, effort=8)
    hold_around(snapshot, standing, some_of(standing, seed))


def test_what_the_others_use_is_taken_off_places_surge_isolation_intake_and_hours() -> None:
    ward = unit("W", "acute", beds=1, surge=2)
    home = unit("H", "home_support", beds=2, isolation_beds=1, daily_intake=1)
    cas = person("cas", phase("acute"), unit="W")
    goes_home = bob("W", phase("home_support", nursing=1), isolation=True)
    nurses = team(1.5, overtime=1)
    snapshot = district(2, [ward, home], [ann("W", phase("acute")), goes_home, cas], teams=[nurses])
    left = around(snapshot, plan(snapshot, effort=20), patients=["cas"])
    today = snapshot.first_day
    ward_left, home_left = left.units
    assert [one.id for one in left.patients] == ["cas"]
    assert (ward_left.beds_on(today), ward_left.surge_on(today)) == (0, 2)
    assert (home_left.beds_on(today), home_left.isolation_beds_on(today)) == (1, 0)
    assert (home_left.daily_intake_on(today), home_left.daily_intake_on(snapshot.days[1])) == (0, 1)
    assert (left.teams[0].hours_on(today), left.teams[0].overtime_on(today)) == (0.5, 1)


def test_intake_that_a_lock_raised_stays_raised_for_the_patient_it_was_raised_for() -> None:
    home = unit("H", "home_support", daily_intake=0)
    lock = {"date": "2026-11-23", "unit": "H"}
    snapshot = district(2, [WARD, home], [ann("W", phase("home_support"), locks=[lock])])
    standing = plan(snapshot, effort=20)
    assert standing.alerts[0].short == 1
    left = around(snapshot, standing, patients=["ann"])
    assert left.units[1].daily_intake_on(snapshot.first_day) == 1


def test_hours_promised_to_somebody_locked_elsewhere_are_not_raised_twice() -> None:
    # Ann's nursing at home is promised; a lock holds her in the ward on Monday, and Bob uses the hour.
    lock = {"date": "2026-11-23", "unit": "W"}
    at_home = ann("H", phase("home_support", nursing=1), locks=[lock])
    snapshot = district(
        2, [WARD, HOME], [at_home, bob("H", phase("home_support", nursing=1))], teams=[team(1)]
    )
    standing = plan(snapshot, effort=20)
    assert check_plan(snapshot, standing).ok
    hold_around(snapshot, standing, ["ann"])


def test_nobody_can_plan_around_others_and_raise_again_what_is_promised() -> None:
    # Ann's hour at home is promised and raised; a lock holds her in the ward on Monday, when Bob uses it.
    lock = {"date": "2026-11-23", "unit": "W"}
    at_home = ann("H", phase("home_support", nursing=1), locks=[lock])
    ready = [person(name, phase("home_support", days=1, nursing=1), unit="W") for name in ("bob", "cat")]
    snapshot = district(2, [WARD, HOME], [at_home, *ready], teams=[team(0)])
    standing = plan(snapshot, effort=20)
    going = {course.patient: course.units for course in standing.courses}
    first, second = sorted(("bob", "cat"), key=lambda name: going[name] != ("H", None))
    assert going[first] == ("H", None)
    assert going[second][0] == "W"
    left = around(snapshot, standing, patients=["ann", second])
    for district_left in (left, left.model_copy(update={"patients": left.patients})):
        again = plan(district_left, effort=20)
        assert {course.patient: course.units[0] for course in again.courses} == {"ann": "W", second: "W"}
        assert not again.alerts


def test_more_hours_first_make_the_raise_smaller() -> None:
    at_home = ann("H", phase("home_support", nursing=2))
    snapshot = district(1, [WARD, HOME], [at_home], teams=[team(1)])
    standing = plan(snapshot, effort=20)
    more = snapshot.model_copy(update={"teams": (snapshot.teams[0].model_copy(update={"hours": 1.5}),)})
    left = around(more, standing, patients=["ann"])
    assert left.teams[0].hours_on(snapshot.first_day) == 2


def test_a_plan_read_once_gives_the_same_districts() -> None:
    snapshot = random_district(3)
    standing = plan(snapshot, effort=2)
    occupied = Occupied.under(snapshot, standing)
    for course in standing.courses:
        once = around(snapshot, standing, patients=[course.patient], occupied=occupied)
        assert once == around(snapshot, standing, patients=[course.patient])


def test_a_newer_lock_of_a_patient_is_planned_with() -> None:
    snapshot = district(2, [WARD, COMMUNITY], [ann("W", phase("community_hospital"))])
    standing = plan(snapshot, effort=20)
    lock = {"date": "2026-11-23", "unit": "W"}
    locked = district(2, [WARD, COMMUNITY], [ann("W", phase("community_hospital"), locks=[lock])])
    again = plan(around(locked, standing, patients=["ann"]), effort=20)
    assert again.courses[0].units[0] == "W"


def test_diary_says_phase_care_day_and_waiting_days_so_far() -> None:
    first = phase("acute", days=1)
    rehab = phase("community_hospital", days=2, not_before="2026-11-25")
    snapshot = district(4, [WARD, COMMUNITY], [ann("W", first, rehab)])
    own = diaries(snapshot, plan(snapshot, effort=20))["ann"]
    assert [(day.unit, day.care, day.phase.setting.value, day.care_day, day.waited) for day in own[:3]] == [
        ("W", True, "acute", 0, 0),
        (own[1].unit, False, "community_hospital", 0, 0),
        ("K", True, "community_hospital", 0, 1),
    ]
