"""The oracle against cases worked on paper, and against trying every course there is.

Unless a case says otherwise: ward 400, step-down 300, care home 150, home 100 a day; frailty 4, so that
a waiting day in a ward costs 60 + 30 x 4 = 180.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings

from bedflow.domain import Alert, Plan, Snapshot, TeamDay
from tests.districts import districts, random_district
from tests.oracle import Chosen, Raises, best_plan, price, raises_of, usage
from tests.oracle_district import HIGH_TO_LOW, District, Person

COSTS = {"acute": 400, "step_down": 300, "community_hospital": 250, "care_home": 150, "home_support": 100}
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"


def place(name: str, setting: str, **facts: Any) -> dict[str, Any]:
    return {"id": name, "setting": setting, "beds": 9, "cost_per_day": COSTS[setting], **facts}


WARD, STEP, CARE, HOME = (
    place("W", "acute"),
    place("S", "step_down"),
    place("C", "care_home"),
    place("H", "home_support"),
)


def team(hours: float, *units: str, **facts: Any) -> dict[str, Any]:
    return {"id": "T", "discipline": "nursing", "units": units or ["H"], "hours": hours, **facts}


def phase(setting: str, days: int | None = None, nursing: Any = None, **facts: Any) -> dict[str, Any]:
    hours = {} if nursing is None else {"nursing": nursing}
    return {"setting": setting, "days": days, "hours": hours, **facts}


def ann(unit: str, *phases: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": "ann", "unit": unit, "phases": phases, **facts}


def bob(unit: str | None, *phases: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": "bob", "unit": unit, "phases": phases, **facts}


def district(days: int, units: list[Any], patients: list[Any], **facts: Any) -> Snapshot:
    document = {"schema": "bedflow.snapshot/1", "as_of": f"{MONDAY}T08:00:00+00:00", "horizon_days": days}
    return Snapshot.from_document({**document, "units": units, "patients": patients, **facts})


def best(days: int, units: list[Any], patients: list[Any], **facts: Any) -> float:
    return best_plan(district(days, units, patients, **facts)).objective


# ---- the model page's example


def worked_example(nursing_today: float) -> Snapshot:
    nursing = {"date": MONDAY, "hours": nursing_today}
    return district(
        3,
        [place("A", "acute", beds=2), place("H", "home_support", beds=1, daily_intake=1)],
        [ann("A", phase("home_support", 10, 1, start_hours={"nursing": 1})), bob("A", phase("acute", 2))],
        teams=[team(2, overrides=[nursing])],
    )


def test_ann_goes_home_today_and_bob_leaves_after_two_days() -> None:
    oracle = best_plan(worked_example(2))
    # 60 + 3 x 100 for Ann, 2 x 400 for Bob.
    assert oracle.objective == pytest.approx(1160)
    assert oracle.courses["ann"] == (("H", "H", "H"), (True, True, True))
    assert oracle.courses["bob"] == (("A", "A", None), (True, True, None))


def test_ann_waits_a_day_when_nursing_is_half_an_hour_short() -> None:
    oracle = best_plan(worked_example(1.5))
    # 400 + 180, then 60 + 2 x 100, and 800 for Bob.
    assert oracle.objective == pytest.approx(1640)
    assert oracle.courses["ann"] == (("A", "H", "H"), (False, True, True))


# ---- waiting


def test_harm_of_waiting_grows_from_the_days_waited_so_far() -> None:
    patient = ann("W", phase("home_support", not_before=WEDNESDAY), waiting_days=4)
    # 2 x 400 + 180 x (1.2 + 1.25) + 60 + 100
    assert best(3, [WARD, HOME], [patient]) == pytest.approx(1401)


def test_harm_of_waiting_stops_growing_at_its_most() -> None:
    patient = ann("W", phase("home_support", not_before=WEDNESDAY), waiting_days=30)
    # 2 x 400 + 180 x 2 x 2 + 60 + 100
    assert best(3, [WARD, HOME], [patient]) == pytest.approx(1680)


def test_waiting_in_step_down_weighs_less_and_given_harm_replaces_frailty() -> None:
    patient = ann("S", phase("home_support", not_before=TUESDAY), harm_per_day=100, frailty=9)
    # 300 + 100 x 0.6, then 60 + 100
    assert best(2, [WARD, STEP, HOME], [patient]) == pytest.approx(520)


def test_waiting_may_interrupt_a_phase() -> None:
    # Step-down care takes an hour a day and Tuesday has none: 3 x 300 + 180 x 0.6, two care days of three.
    closed = {"date": TUESDAY, "hours": 0}
    patient = ann("S", phase("step_down", 9, 1))
    total = best(3, [WARD, STEP], [patient], teams=[team(1, "S", overrides=[closed])])
    assert total == pytest.approx(1008)


# ---- courses


def test_patient_leaves_the_day_after_the_last_care_day() -> None:
    oracle = best_plan(district(3, [WARD], [ann("W", phase("acute", 1))]))
    assert oracle.objective == pytest.approx(400)
    assert oracle.courses["ann"] == (("W", None, None), (True, None, None))


def test_place_vacated_today_is_taken_today() -> None:
    patients = [ann("W", phase("home_support")), bob(None, phase("acute"), arrives=MONDAY)]
    # 60 + 100 for Ann, 400 for Bob in the one bed of the ward.
    assert best(1, [place("W", "acute", beds=1), HOME], patients) == pytest.approx(560)


@pytest.mark.parametrize(("step_cost", "total"), [(300, 360), (390, 440)])
def test_care_in_a_higher_setting_costs_over_placement(step_cost: float, total: float) -> None:
    # Stay: 400 + 40. Move: 60 + the cost of step-down.
    units = [WARD, place("S", "step_down", cost_per_day=step_cost)]
    assert best(1, units, [ann("W", phase("step_down"))]) == pytest.approx(total)


def test_nobody_moves_up_from_where_they_are_safe() -> None:
    # The ward would be 60 + 400 + 40; the full step-down unit is 300 + 2,000.
    units = [WARD, place("S", "step_down", beds=0)]
    assert best(1, units, [ann("S", phase("step_down"))]) == pytest.approx(2300)


def test_a_lock_moves_up_whoever_is_safe() -> None:
    units = [WARD, place("S", "step_down", beds=0)]
    patient = ann("S", phase("step_down"), locks=[{"date": MONDAY, "unit": "W"}])
    assert best(1, units, [patient]) == pytest.approx(500)


def test_whoever_is_not_safe_moves_up() -> None:
    # 60 + 400 on day 0 for the acute phase, which home cannot give.
    assert best(1, [WARD, HOME], [ann("H", phase("acute"))]) == pytest.approx(460)


def test_nobody_is_moved_into_a_care_home_to_wait_for_home() -> None:
    patient = ann("W", phase("home_support", not_before=TUESDAY))
    assert best(1, [WARD, CARE, HOME], [patient]) == pytest.approx(580)


def test_first_arrival_is_no_transfer_even_into_a_care_home() -> None:
    # 150 + 180 x 0.3 in the care home, against 400 + 180 in the ward.
    patient = bob(None, phase("home_support", not_before=TUESDAY), arrives=MONDAY)
    assert best(1, [WARD, CARE, HOME], [patient]) == pytest.approx(204)


def test_present_unit_is_kept_though_ineligible_until_left() -> None:
    # 100 on the women's ward, then the lock's 60 + 400, and no way back: 400.
    units = [WARD, place("F", "acute", sex="female", cost_per_day=100)]
    patient = ann("F", phase("acute"), sex="male", locks=[{"date": TUESDAY, "unit": "W"}])
    assert best(3, units, [patient]) == pytest.approx(960)


def test_acute_patient_stays_on_the_site_of_the_present_ward() -> None:
    units = [place("W", "acute", site="GENERAL"), place("R", "acute", site="ROYAL", cost_per_day=100)]
    assert best(1, units, [ann("W", phase("acute"))]) == pytest.approx(400)


def test_preference_opens_the_other_site() -> None:
    # 60 + 100
    units = [place("W", "acute", site="GENERAL"), place("R", "acute", site="ROYAL", cost_per_day=100)]
    assert best(1, units, [ann("W", phase("acute"), preferred_units=["R"])]) == pytest.approx(160)


def test_bad_match_is_paid_every_day() -> None:
    # 400 + outlier 80 + distance 30 + not preferred 25, twice; moving to X would be 60 + 1,000 + ...
    units = [place("W", "acute", specialties=["orthopaedics"], near_zones=["north"])]
    units.append(place("X", "acute", cost_per_day=1000))
    patient = ann("W", phase("acute"), preferred_units=["X"])
    assert best(2, units, [patient]) == pytest.approx(1070)


def test_moving_care_the_previous_plan_placed_elsewhere_costs_three_days() -> None:
    # 60 + 4 x 100 + 3 x 25: the fourth day is free.
    days = [MONDAY, TUESDAY, WEDNESDAY, "2026-11-26"]
    courses = [{"patient": "ann", "units": ["W"] * 4}]
    plan = {"schema": "bedflow.plan/1", "days": days, "courses": courses}
    patient = ann("W", phase("home_support"))
    assert best(4, [WARD, HOME], [patient], previous_plan=plan) == pytest.approx(535)


def test_policy_may_let_a_ward_give_community_care() -> None:
    table = {"delivers": {"community_hospital": ["acute", "step_down", "community_hospital"]}}
    # 400 + 40 instead of 400 + 180
    patient = ann("W", phase("community_hospital"))
    assert best(1, [WARD], [patient], policy=table) == pytest.approx(440)


# ---- places


def test_surge_places_come_before_the_corridor() -> None:
    patients = [{"id": f"p{k}", "unit": "W", "phases": [phase("acute")]} for k in range(3)]
    # 3 x 400 + 500 + 2,000
    assert best(1, [place("W", "acute", beds=1, surge=1)], patients) == pytest.approx(3700)


def test_surge_places_come_first_even_when_dearer() -> None:
    patients = [{"id": f"p{k}", "unit": "W", "phases": [phase("acute")]} for k in range(2)]
    policy = {"surge_bed": 900, "over_capacity": 100}
    # 2 x 400 + 900
    assert best(1, [place("W", "acute", beds=1, surge=1)], patients, policy=policy) == pytest.approx(1700)


def test_isolation_beyond_its_places_is_a_breach() -> None:
    patients = [ann("W", phase("acute"), isolation=True), bob("W", phase("acute"), isolation=True)]
    # 2 x 400 + 1,500
    assert best(1, [place("W", "acute", isolation_beds=1)], patients) == pytest.approx(2300)


def test_closed_intake_makes_a_patient_wait() -> None:
    # 400 + 180, then 60 + 100
    home = place("H", "home_support", daily_intake=4, overrides=[{"date": MONDAY, "daily_intake": 0}])
    assert best(2, [WARD, home], [ann("W", phase("home_support"))]) == pytest.approx(740)


def test_first_arrivals_count_as_intake() -> None:
    patients = [{"id": f"p{k}", "arrives": MONDAY, "phases": [phase("step_down")]} for k in range(2)]
    # One is taken by step-down (300), the other by the ward (400 + 40).
    assert best(1, [WARD, place("S", "step_down", daily_intake=1)], patients) == pytest.approx(740)


# ---- hours


def test_overtime_is_paid_by_the_hour() -> None:
    # Two hours where one is paid for and another is overtime: 60 + 100 + 55, against 580 in the ward.
    patient = ann("W", phase("home_support", None, 2))
    assert best(1, [WARD, HOME], [patient], teams=[team(1, overtime=1)]) == pytest.approx(215)


def test_last_of_listed_hours_repeats() -> None:
    # Hours 2, 1, 1 of a team of 1 with an hour of overtime: 60 + 3 x 100 + 55.
    patient = ann("W", phase("home_support", None, [2, 1]))
    assert best(3, [WARD, HOME], [patient], teams=[team(1, overtime=1)]) == pytest.approx(415)


def test_discipline_without_a_team_takes_nothing() -> None:
    patient = ann("W", phase("home_support", None, 50))
    assert best(1, [WARD, HOME], [patient], teams=[team(0, "W")]) == pytest.approx(160)


def test_care_under_way_is_kept_and_leaves_no_hour_for_others() -> None:
    # Ann: 100 and 55 of overtime, raised by an hour; Bob waits: 400 + 180.
    patients = [ann("H", phase("home_support", None, 3)), bob("W", phase("home_support", None, 0.5))]
    snapshot = district(1, [WARD, HOME], patients, teams=[team(1, overtime=1)])
    assert District(snapshot).commitment_raises() == {("T", 0): 1}
    assert best_plan(snapshot).objective == pytest.approx(735)


def test_commitment_is_the_unbroken_run_of_home_phases_with_their_start() -> None:
    # 1 h on Monday, 1 + 2 h on Tuesday, 1 h on Wednesday, then the ward; the team has 1 h.
    second = phase("home_support", 2, 1, start_hours={"nursing": 2})
    patients = [ann("H", phase("home_support", 1, 1), second, phase("acute"), phase("home_support", 5, 9))]
    snapshot = district(4, [WARD, HOME], patients, teams=[team(1)])
    assert District(snapshot).commitment_raises() == {("T", 1): 2}
    # 3 x 100, then 60 + 400
    assert best_plan(snapshot).objective == pytest.approx(760)


# ---- locks


def test_lock_opens_a_closed_intake_by_one() -> None:
    patient = ann("W", phase("step_down"), locks=[{"date": MONDAY, "unit": "S"}])
    oracle = best_plan(district(1, [WARD, place("S", "step_down", daily_intake=0)], [patient]))
    assert oracle.raises == Raises({}, {("S", 0): 1})
    assert (oracle.least_raise_total, oracle.raises_are_unique) == (1, True)
    assert oracle.objective == pytest.approx(360)


def test_lock_raises_only_the_hours_that_commitments_leave_short() -> None:
    # The team has 1 h, Ann at home takes it, Bob's lock needs 0.5: 100 + 60 + 100.
    lock = {"date": MONDAY, "unit": "H"}
    at_home = ann("H", phase("home_support", None, 1))
    patients = [at_home, bob("W", phase("home_support", None, 0.5), locks=[lock])]
    oracle = best_plan(district(1, [WARD, HOME], patients, teams=[team(1)]))
    assert oracle.raises == Raises({("T", 0): Fraction(1, 2)}, {})
    assert oracle.objective == pytest.approx(260)


def test_lock_where_one_can_wait_raises_no_hours() -> None:
    # Step-down care has no hours, so the locked patient waits: 60 + 300 + 180 x 0.6.
    patient = ann("W", phase("step_down", None, 2), locks=[{"date": MONDAY, "unit": "S"}])
    oracle = best_plan(district(1, [WARD, STEP], [patient], teams=[team(0, "S")]))
    assert oracle.least_raise_total == 0
    assert oracle.objective == pytest.approx(468)


def test_lock_that_two_raises_can_serve_says_so() -> None:
    # In step-down on Tuesday, closed on both days: the move may be on either.
    patient = ann("W", phase("step_down"), locks=[{"date": TUESDAY, "unit": "S"}])
    snapshot = district(2, [WARD, place("S", "step_down", daily_intake=0)], [patient])
    oracle = best_plan(snapshot)
    assert (oracle.least_raise_total, oracle.raises_are_unique) == (1, False)
    # On Monday: 60 + 2 x 300. On Tuesday: 400 + 40, then 60 + 300.
    assert best_plan(snapshot, Raises({}, {("S", 0): 1})).objective == pytest.approx(660)
    assert best_plan(snapshot, Raises({}, {("S", 1): 1})).objective == pytest.approx(800)


# ---- forecasts


@pytest.mark.parametrize(
    ("per_day", "days", "expected"),
    [
        (0.5, 3, ["2026-11-23/1", "2026-11-25/1"]),  # 0.5, 1, 1.5: rounded 1, 1, 2
        (2.5, 2, ["2026-11-23/1", "2026-11-23/2", "2026-11-23/3", "2026-11-24/1", "2026-11-24/2"]),  # 3, 5
    ],
)
def test_forecast_becomes_whole_people(per_day: float, days: int, expected: list[str]) -> None:
    stream = {"id": "medical", "per_day": per_day, "phases": [phase("acute", 1)]}
    oracle = best_plan(district(days, [WARD], [], arrivals=[stream]))
    assert list(oracle.courses) == [f"forecast/medical/{name}" for name in expected]
    assert oracle.objective == pytest.approx(400 * len(expected))


def test_forecast_means_are_summed_as_written() -> None:
    # Binary fractions sum 0.6, 0.7 and 0.2 to 1.4999999999999998, which would make one person, not two.
    means = {"mon": 0.6, "tue": 0.7, "wed": 0.2, "thu": 0, "fri": 0, "sat": 0, "sun": 0}
    assert 0.6 + 0.7 + 0.2 + 0.5 < 2
    stream = {"id": "s", "per_day": means, "phases": [phase("acute", 1)]}
    people = District(district(3, [WARD], [], arrivals=[stream])).people
    assert [person.start for person in people] == [0, 2]


# ---- every course there is


def is_valid(question: District, person: Person, course: Chosen) -> bool:
    """Walk a course along the six rules of the model page, one by one."""
    policy = question.policy
    coming = [phase for phase in person.facts.phases for _ in range(phase.days or 99)]
    before, left = person.unit, False
    for t, (name, cared) in enumerate(zip(*course, strict=True)):
        lock = person.locks.get(t)
        if t < person.start or not coming:
            if name is not None or lock is not None:
                return False
            continue
        if name is None or lock not in (None, name):
            return False
        now, unit = coming[0], question.units[name]
        left = left or name != person.unit
        if lock is None and left and not question.eligible(person, unit):
            return False
        if unit.setting not in policy.safe[now.setting]:
            return False
        if unit.setting not in (policy.delivers if cared else policy.idle)[now.setting]:
            return False
        if cared and now.not_before is not None and now.not_before > question.days[t]:
            return False
        if lock is None and before not in (None, name):
            old = question.units[before].setting
            up = HIGH_TO_LOW.index(unit.setting) < HIGH_TO_LOW.index(old)
            if up and old in policy.safe[now.setting]:
                return False
            if unit.setting == "care_home" and now.setting != "care_home":
                return False
        before = name
        coming = coming[1:] if cared else coming
    return True


def every_course(question: District, person: Person) -> Iterator[Chosen]:
    """Try every unit and every care flag on every day."""
    daily = [(None, None), *((unit, care) for unit in question.units for care in (True, False))]
    for days in product(daily, repeat=question.horizon):
        course = (tuple(unit for unit, _ in days), tuple(care for _, care in days))
        if is_valid(question, person, course):
            yield course


def shortfall(question: District, courses: dict[str, Chosen], raises: Raises) -> Fraction:
    """By how many transfers and hours courses exceed what is never exceeded.

    Whoever has no course here stays where they are on their commitments.
    """
    use, short = usage(question, courses), Fraction(0)
    free, others = question.commitment_raises(), question.committed(without=frozenset(courses))
    for key, arriving in use.arriving.items():
        intake = question.limit(question.units[key[0]], "daily_intake", key[1])
        if intake is not None:
            short += max(arriving - intake - raises.intake.get(key, 0), 0)
    for key, hours in use.hours.items():
        team, t = question.teams[key[0]], key[1]
        limit = question.team_hours(team, "hours", t) + question.team_hours(team, "overtime", t)
        limit += free.get(key, Fraction(0)) + raises.hours.get(key, Fraction(0))
        short += max(hours + others.get(key, Fraction(0)) - limit, Fraction(0))
    return short


def joint(courses: dict[str, list[Chosen]]) -> Iterator[dict[str, Chosen]]:
    for choice in product(*courses.values()):
        yield dict(zip(courses, choice, strict=True))


def few_courses(seed: int, **most: Any) -> tuple[Snapshot, dict[str, list[Chosen]]] | None:
    """Every course of everybody in a tiny district; None when there are too few or too many to try."""
    snapshot = random_district(seed, **most)
    question = District(snapshot)
    if (2 * len(snapshot.units) + 1) ** snapshot.horizon_days > 2500:
        return None
    courses = {person.id: list(every_course(question, person)) for person in question.people}
    return (snapshot, courses) if 30 < prod(map(len, courses.values())) <= 2000 else None


@pytest.mark.parametrize("batch", range(4))
@pytest.mark.parametrize("locks", [0.0, 0.5])
def test_oracle_is_as_good_as_trying_every_joint_course(batch: int, locks: float) -> None:
    tiny = {"patients": 3, "units": 3, "days": 4, "locks": locks, "limits": 0.6}
    cases = (few_courses(seed, **tiny) for seed in range(1000 * batch, 1000 * batch + 500))
    for snapshot, courses in islice((case for case in cases if case is not None), 5):
        question, oracle = District(snapshot), best_plan(snapshot)
        totals = [
            sum(price(snapshot, plan, oracle.raises).values())
            for plan in joint(courses)
            if not shortfall(question, plan, oracle.raises)
        ]
        assert oracle.objective == pytest.approx(min(totals), abs=1e-6)
        assert all(course in courses[name] for name, course in oracle.courses.items())


def test_least_raises_are_as_small_as_any_the_locked_patients_can_obey_with() -> None:
    tiny = {"patients": 2, "units": 3, "days": 3, "streams": 0, "locks": 1.0, "limits": 1.0}
    seeds = (13, 21, 39, 43, 57, 92, 97, 129, 142, 149, 155, 161)
    totals = []
    for snapshot in (random_district(seed, **tiny) for seed in seeds):
        question = District(snapshot)
        locked = {p.id: list(every_course(question, p)) for p in question.people if p.locks}
        least = min(shortfall(question, some, Raises()) for some in joint(locked))
        totals.append(best_plan(snapshot).least_raise_total)
        assert totals[-1] == pytest.approx(float(least))
    assert min(totals) > 0


def test_raises_are_read_from_a_plan_without_what_commitments_add() -> None:
    # Ann's three hours at home exceed the team's one by two; a lock adds half an hour, and one transfer.
    snapshot = district(1, [WARD, HOME], [ann("H", phase("home_support", None, 3))], teams=[team(1)])
    hours = {
        "team": "T",
        "date": MONDAY,
        "used": 3.5,
        "hours": 1,
        "raised": 2.5,
        "overtime_used": 0,
        "price": 0,
    }
    alert = {"kind": "over_committed", "unit": "H", "date": MONDAY, "short": 1}
    teams, alerts = (TeamDay.model_validate(hours),), (Alert.model_validate(alert),)
    plan = Plan.model_construct(teams=teams, alerts=alerts)
    assert raises_of(plan, snapshot) == Raises({("T", 0): Fraction(1, 2)}, {("H", 0): 1})


# ---- generated districts


@given(districts(max_patients=6, max_days=5))
@settings(max_examples=40, deadline=None)
def test_every_generated_district_has_a_plan_that_keeps_every_never(snapshot: Snapshot) -> None:
    oracle = best_plan(snapshot)
    assert shortfall(District(snapshot), oracle.courses, oracle.raises) == 0


def test_a_seed_always_makes_the_same_district() -> None:
    assert random_district(7).sha256 == random_district(7).sha256
