"""Why not today: the change that is named moves the patient, half of it does not, and nothing is invented."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from bedflow.check import check_plan
from bedflow.domain import Snapshot
from bedflow.explain.alternatives import alternatives
from bedflow.explain.asked import Asked
from bedflow.explain.change import Change, HindranceKind, WhyNot, smallest_change
from bedflow.explain.change_words import say_days, say_why_not
from bedflow.explain.extra import Extra, ExtraKind
from bedflow.explain.room import Room
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from benchmarks import why_not_today
from tests.courses import plan_of_courses
from tests.districts import random_district
from tests.paper import CARE, COMMUNITY, HOME, WARD, ann, bob, course, district, phase, proven, team, unit

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))

HOME_NURSING = phase("home_support", nursing=2)


def asked_of(snapshot: Snapshot, patient: str = "ann", **how: Any) -> WhyNot:
    return smallest_change(snapshot, proven(snapshot), patient, **how)


def parts(change: Change | None) -> list[tuple[str, str, list[int], float]]:
    assert change is not None
    return [
        (extra.kind.value, extra.name, [day.day for day in extra.dates], extra.amount)
        for extra in change.extras
    ]


def test_hours_that_are_lacking_today_are_named_and_no_more() -> None:
    # 1.5 h of the 2 h Ann needs on Monday, no overtime; from Tuesday there are 3 h.
    hours = {"mon": 1.5, "tue": 3, "wed": 3, "thu": 3, "fri": 3, "sat": 3, "sun": 3}
    snapshot = district(3, [WARD, HOME], [ann("W", HOME_NURSING)], teams=[team(hours)])
    told = asked_of(snapshot)
    assert parts(told.change) == [("hour", "T", [23], 0.5)]
    assert (told.change.moves, told.change.half_moves) == (True, False)  # type: ignore[union-attr]
    assert (told.waits_in, told.otherwise) == ("W", TUESDAY)
    assert say_why_not(told, snapshot) == "0.5 more hours of T on Monday; otherwise Tuesday."
    # A waiting day in the ward is 400 + 180, a day at home 100.
    assert told.change.saves == 480  # type: ignore[union-attr]


def test_a_place_taken_until_wednesday_is_needed_on_the_two_days_before() -> None:
    one_place = unit("K", "community_hospital", beds=1)
    stays = bob("K", phase("community_hospital", days=2), frailty=9)
    snapshot = district(5, [WARD, one_place], [ann("W", phase("community_hospital")), stays])
    told = asked_of(snapshot)
    assert course(proven(snapshot), "ann") == "(W) (W) K K K"
    assert parts(told.change) == [("place", "K", [23, 24], 1)]
    assert say_why_not(told, snapshot) == "One more place at K on Monday and Tuesday; otherwise Wednesday."


def test_a_closed_door_needs_one_more_arrival_and_nothing_else() -> None:
    shut = unit("K", "community_hospital", daily_intake={"mon": 0, "tue": 2, "wed": 2, "thu": 2, "fri": 2,
                "sat": 2, "sun": 2})  # fmt: skip
    snapshot = district(3, [WARD, shut], [ann("W", phase("community_hospital"))])
    assert parts(asked_of(snapshot).change) == [("intake", "K", [23], 1)]


def test_somebody_infectious_needs_an_isolation_place() -> None:
    side_rooms = unit("K", "community_hospital", isolation_beds=1, overrides=[
        {"date": "2026-11-23", "isolation_beds": 0}])  # fmt: skip
    snapshot = district(3, [WARD, side_rooms], [ann("W", phase("community_hospital"), isolation=True)])
    assert parts(asked_of(snapshot).change) == [("isolation", "K", [23], 1)]


def test_overtime_that_is_cheaper_than_waiting_is_left_to_overtime() -> None:
    # Ann needs 2 h; there is 0.5 h and 1 h of overtime: half an hour more makes it possible.
    hours = {"mon": 0.5, "tue": 3, "wed": 3, "thu": 3, "fri": 3, "sat": 3, "sun": 3}
    snapshot = district(3, [WARD, HOME], [ann("W", HOME_NURSING)], teams=[team(hours, overtime=1)])
    assert parts(asked_of(snapshot).change) == [("hour", "T", [23], 0.5)]


def test_a_team_that_is_waited_for_in_place_counts_as_a_move() -> None:
    review = phase("acute", days=1, nursing=1)
    hours = {"mon": 0, "tue": 1, "wed": 1, "thu": 1, "fri": 1, "sat": 1, "sun": 1}
    snapshot = district(3, [WARD, HOME], [ann("W", review, phase("home_support"))], teams=[team(hours, "W")])
    told = asked_of(snapshot)
    assert parts(told.change) == [("hour", "T", [23], 1)]
    assert told.change.unit == "W"  # type: ignore[union-attr]


def test_a_second_way_that_needs_nothing_of_the_first_is_named_too() -> None:
    shut = {"daily_intake": {"mon": 0, "tue": 2, "wed": 2, "thu": 2, "fri": 2, "sat": 2, "sun": 2}}
    units = [WARD, unit("K", "community_hospital", **shut), unit("L", "community_hospital", **shut)]
    snapshot = district(3, units, [ann("W", phase("community_hospital"))])
    told = asked_of(snapshot)
    assert {change.unit for change in told.changes} == {"K", "L"}
    assert "; or one more arrival at" in say_why_not(told, snapshot)


def test_a_date_that_bars_is_told_with_its_published_reason() -> None:
    rehab = phase("community_hospital", not_before="2026-11-25", reason="IF02")
    snapshot = district(4, [WARD, COMMUNITY], [ann("W", rehab)])
    told = asked_of(snapshot)
    assert told.change is None
    assert told.hindrance is not None
    assert (told.hindrance.kind, told.hindrance.date) == (HindranceKind.NOT_BEFORE, WEDNESDAY)
    said = say_why_not(told, snapshot)
    assert said.startswith(
        "No extra place, arrival or hour would move them before Wednesday: IF02 (Bed-based rehab"
    )


def test_a_lock_is_named_as_what_keeps_them() -> None:
    lock = {"date": "2026-11-23", "unit": "W"}
    snapshot = district(3, [WARD, COMMUNITY], [ann("W", phase("community_hospital"), locks=[lock])])
    told = asked_of(snapshot)
    assert told.hindrance is not None
    assert told.hindrance.kind is HindranceKind.LOCKED
    assert "decision (lock)" in say_why_not(told, snapshot)


def test_no_unit_for_somebodys_needs_is_no_question_of_limits() -> None:
    snapshot = district(2, [{**WARD, "capabilities": ["oxygen"]}, COMMUNITY],
                        [ann("W", phase("community_hospital"), needs=["oxygen"])])  # fmt: skip
    told = asked_of(snapshot)
    assert told.hindrance is not None
    assert told.hindrance.kind is HindranceKind.NO_UNIT


def test_waiting_that_stays_cheaper_is_offered_with_its_amount() -> None:
    # No harm in waiting: ward 400 a day, against 1,000 in the only community hospital, on three days.
    dear = unit("K", "community_hospital", cost_per_day=1000)
    snapshot = district(3, [WARD, dear], [ann("W", phase("community_hospital"), harm_per_day=0)])
    told = asked_of(snapshot)
    assert told.hindrance is not None
    assert told.hindrance.kind is HindranceKind.CHEAPER_TO_WAIT
    # Going on Monday costs 3 x 600 and the transfer of 60 more than waiting throughout.
    assert told.hindrance.pounds == 1860
    assert say_why_not(told, snapshot).endswith("on Monday: waiting is 1,860 cheaper.")


def test_somebody_whose_care_goes_forward_does_not_wait() -> None:
    snapshot = district(2, [WARD], [ann("W", phase("acute"))])
    told = asked_of(snapshot)
    assert told.hindrance is not None
    assert told.hindrance.kind is HindranceKind.NOT_WAITING


def test_another_day_may_be_asked_about() -> None:
    hours = {"mon": 0, "tue": 1, "wed": 3, "thu": 3, "fri": 3, "sat": 3, "sun": 3}
    snapshot = district(4, [WARD, HOME], [ann("W", HOME_NURSING)], teams=[team(hours)])
    told = asked_of(snapshot, on=TUESDAY)
    assert parts(told.change) == [("hour", "T", [24], 1)]
    assert told.otherwise == WEDNESDAY


def test_who_is_not_there_is_refused() -> None:
    snapshot = district(1, [WARD], [ann("W", phase("acute"))])
    with pytest.raises(KeyError, match="nobody in the plan is called cas"):
        asked_of(snapshot, "cas")
    with pytest.raises(ValueError, match="not a day of the plan"):
        asked_of(snapshot, on=TUESDAY)


def test_a_free_plan_gives_the_place_to_whom_it_helps_more() -> None:
    # One more place at K on Monday would move Ann around Bob, who waits for it with twice the harm.
    full = unit("K", "community_hospital", beds=0, overrides=[
        {"date": f"2026-11-{day}", "beds": 2} for day in (24, 25)])  # fmt: skip
    patients = [
        ann("W", phase("community_hospital"), harm_per_day=200),
        bob("W", phase("community_hospital"), harm_per_day=400),
    ]
    snapshot = district(3, [WARD, full], patients)
    free = asked_of(snapshot, free_effort=5).free
    assert free is not None
    assert (free.moves, free.instead) == (False, ("bob",))
    # Bob no longer waits: 400 of care and 400 of harm a day against 250; Ann's part does not change.
    assert (free.saves, free.others) == (550, -550)


def test_a_free_plan_agrees_where_nobody_else_wants_it() -> None:
    hours = {"mon": 1.5, "tue": 3, "wed": 3, "thu": 3, "fri": 3, "sat": 3, "sun": 3}
    snapshot = district(3, [WARD, HOME], [ann("W", HOME_NURSING)], teams=[team(hours)])
    free = asked_of(snapshot, free_effort=5).free
    assert free is not None
    assert (free.moves, free.moves_unchanged, free.instead) == (True, False, ())
    assert (free.saves, free.others) == (480, 0)


def test_care_home_closed_to_all_names_every_limit_it_lacks() -> None:
    shut = {**CARE, "beds": 0, "daily_intake": 0}
    snapshot = district(2, [WARD, shut], [ann("W", phase("care_home", nursing=1))], teams=[team(0, "C")])
    told = asked_of(snapshot)
    assert parts(told.change) == [
        ("place", "C", [23, 24], 1),
        ("intake", "C", [23], 1),
        ("hour", "T", [23, 24], 1),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_named_changes_move_and_halves_do_not_on_random_districts(seed: int) -> None:
    snapshot = random_district(seed, patients=6)
    standing = plan(snapshot, effort=3)
    asked = Asked(snapshot, standing)
    for day in snapshot.days:
        for name in sorted({wait.patient for wait in standing.waits}):
            told = smallest_change(snapshot, standing, name, on=day, asked=asked, free_effort=None)
            assert all(change.is_proved for change in told.changes), (name, day)
            assert (told.hindrance is None) == bool(told.changes)


@pytest.mark.parametrize("seed", range(20))
def test_no_part_of_a_change_can_be_left_out(seed: int) -> None:
    snapshot = random_district(seed, patients=6)
    asked = Asked(snapshot, plan(snapshot, effort=3))
    for name in sorted({wait.patient for wait in asked.plan.waits}):
        told = smallest_change(snapshot, asked.plan, name, asked=asked, free_effort=None)
        for change in told.changes:
            for part in change.extras:
                fewer = [other for other in change.extras if other != part]
                assert not why_not_today.moves_with(asked, name, fewer), (name, part)


@pytest.mark.parametrize("seed", range(25))
def test_where_no_change_is_named_none_that_is_tried_moves_the_patient(seed: int) -> None:
    snapshot = random_district(seed, patients=6)
    asked, random = Asked(snapshot, plan(snapshot, effort=3)), Random(seed)
    for name in sorted({wait.patient for wait in asked.plan.waits}):
        told = smallest_change(snapshot, asked.plan, name, asked=asked, free_effort=None)
        if told.change is None and told.waits_in and told.hindrance.kind is not HindranceKind.AS_GOOD_NOW:  # type: ignore[union-attr]
            for _ in range(20):
                assert not why_not_today.moves_with(asked, name, anything_more(snapshot, random)), name


def anything_more(snapshot: Snapshot, random: Random) -> list[Extra]:
    """Give plenty of a few things that lack limits or not, on a few days."""
    kinds = [(kind, one.id) for kind in (ExtraKind.PLACE, ExtraKind.INTAKE, ExtraKind.ISOLATION)
             for one in snapshot.units]  # fmt: skip
    kinds += [(ExtraKind.HOUR, one.id) for one in snapshot.teams]
    chosen = random.sample(kinds, random.randint(1, len(kinds)))
    first = random.randint(1, len(snapshot.days))
    return [Extra(kind, name, snapshot.days[:first], 9) for kind, name in chosen]


@pytest.mark.parametrize("seed", range(40))
def test_ways_of_one_patient_cost_what_the_engine_says(seed: int) -> None:
    snapshot = random_district(seed)
    standing = plan(snapshot, effort=2)
    asked = Asked(snapshot, standing)
    for name in asked.occupied.days:
        ways = asked.ways(name)
        best = ways.best(ways.tariff(asked.room_for(name)))
        assert best is not None
        assert best.cost == pytest.approx(asked.planned_around(name).objective, abs=0.01)
        assert ways.cost_of(best, ways.tariff(asked.room_for(name))) == pytest.approx(best.cost)


def test_somebody_whom_a_lock_brings_back_to_where_they_were_has_a_finite_cost() -> None:
    # The hospital is excluded for Ann: she may stay in it until she leaves, and be back only by the lock.
    there = {"date": "2026-11-25", "unit": "K"}
    home = unit("N", "care_home")
    back = ann("K", phase("care_home"), excluded_units=["K"], locks=[there])
    snapshot = district(4, [WARD, COMMUNITY, home], [back])
    planned = proven(snapshot)
    assert planned.courses[0].units == ("N", "N", "K", "N")
    asked = Asked(snapshot, planned)
    assert asked.cost_of(["ann"]) == pytest.approx(planned.objective)
    assert all(other.extra_cost >= 0 for other in alternatives(snapshot, planned, "ann"))


def test_a_change_planned_around_the_others_is_a_plan_the_checker_accepts() -> None:
    snapshot = sample_district(beds=60, seed=3)
    standing = plan(snapshot, effort=8)
    asked = Asked(snapshot, standing)
    waiting = why_not_today.waiting_today(asked, why_not_today.Random(0))
    told = (smallest_change(snapshot, standing, name, asked=asked, free_effort=None) for name in waiting)
    why = next(one for one in told if one.change is not None)
    assert why.change is not None
    changed = why.change.made_in(snapshot)
    own = asked.planned_around(why.patient, snapshot=changed)
    merged = plan_of_courses(changed, standing, {why.patient: own.courses[0]})
    assert check_plan(changed, merged).ok
    assert standing.objective - merged.objective >= why.change.saves - 0.01


def test_room_counts_what_a_plan_says_is_used() -> None:
    snapshot = random_district(7)
    standing = plan(snapshot, effort=2)
    asked = Asked(snapshot, standing)
    room: Room = asked.room
    assert room.places.ravel().tolist() == [row.occupied for row in standing.units]
    assert room.entries.ravel().tolist() == [row.arrivals for row in standing.units]
    assert room.worked.ravel().tolist() == [round(row.used * 1e9) for row in standing.teams]
    paid = standing.breakdown
    beyond = paid.surge + paid.over_capacity + paid.isolation + paid.overtime
    assert room.beyond(snapshot) == pytest.approx(beyond, abs=0.01)


def test_days_are_said_as_people_say_them() -> None:
    snapshot = district(14, [WARD], [ann("W", phase("acute"))])
    days = snapshot.days
    assert say_days(days[:1], snapshot) == "on Monday"
    assert say_days((days[1], days[2]), snapshot) == "on Tuesday and Wednesday"
    assert say_days((*days[0:3], days[8]), snapshot) == "from Monday to Wednesday and on Tuesday 1 December"
    assert say_days((days[0], days[2], days[4]), snapshot) == "on Monday, Wednesday and Friday"


def test_the_acceptance_in_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def few() -> Any:
        return iter([("generated", sample_district(beds=60, seed=3))])

    monkeypatch.setattr(why_not_today, "districts", few)
    tally = why_not_today.measure(patients=6, free=1, effort=5, seed=0)["generated"]
    assert (tally.named, tally.moved, tally.half_moved, tally.free) == (6, 6, 0, 1)
    assert any("| generated |" in line for line in why_not_today.lines({"generated": tally}))


def test_half_of_a_change_rounds_whole_numbers_down() -> None:
    extras = [
        Extra(ExtraKind.PLACE, "K", (MONDAY,), 3),
        Extra(ExtraKind.INTAKE, "K", (MONDAY,), 1),
        Extra(ExtraKind.HOUR, "T", (MONDAY,), 0.5),
    ]
    assert [(extra.kind.value, extra.amount) for extra in why_not_today.half(extras)] == [
        ("place", 1),
        ("hour", 0.25),
    ]
