"""A hand-made plan: what it breaks, what it costs, and the best around it, on districts to check on paper."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from bedflow.around import around
from bedflow.check import check_plan
from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.ingest.read_hand_plan import HandPlan
from bedflow.ingest.read_hand_rows import read_hand_plan
from bedflow.score import Score, score
from bedflow.score.held import locked, with_patients
from bedflow.score.laid_out import laid_out
from bedflow.score.marks import Hours, Stated, filled
from bedflow.score.written import Ground, hours_of
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import (
    ENOUGH,
    HOME,
    MONDAY,
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
    team,
    unit,
)

NARROW = unit("H", "home_support", daily_intake=1)


@pytest.fixture
def hand(tmp_path: Path) -> Any:
    """Write a hand-made plan as a file and read it."""

    def read(snapshot: Snapshot, given: str | dict[str, Any]) -> HandPlan:
        text = given if isinstance(given, str) else json.dumps(given)
        path = tmp_path / ("hand.csv" if isinstance(given, str) else "hand.json")
        path.write_text(text, encoding="utf-8")
        return read_hand_plan(path, snapshot)

    return read


def moves(*lines: str) -> str:
    return "\n".join(["patient,date,unit", *lines]) + "\n"


def edited(planned: Plan, **units: str) -> dict[str, Any]:
    """Give the plan document with some patients' units written anew, `-` for nowhere."""
    document: dict[str, Any] = json.loads(planned.model_dump_json(by_alias=True))
    for each in document["courses"]:
        if each["patient"] in units:
            each["units"] = [None if at == "-" else at for at in units[each["patient"]].split()]
    return document


def scored(snapshot: Snapshot, made: HandPlan, **options: Any) -> Score:
    found = score(snapshot, made, proven(snapshot), effort=ENOUGH, **options)
    wrong = {each.rule for each in check_plan(snapshot, found.rest).findings}
    assert wrong == set(), "the rest is a plan of the district as it is"
    if not (found.broken or found.clashes):
        assert check_plan(snapshot, found.hand).ok
    return found


def queue() -> Snapshot:
    """Ann is frailer than Bob, and one transfer a day goes into home support."""
    home = phase("home_support")
    return district(3, [WARD, NARROW], [ann("W", home, frailty=6), bob("W", home)])


def test_a_delay_costs_the_waiting_day_and_the_dearer_place(hand: Any) -> None:
    # The plan has Ann at home from Monday. A day later: 400 + 180 for the day instead of 100.
    home = phase("home_support")
    town = district(3, [WARD, HOME], [ann("W", home), bob("W", phase("acute", 2))])
    found = scored(town, hand(town, moves("ann,2026-11-24,H")))
    assert course(found.hand, "ann") == "(W) H H"
    assert found.hand.objective - found.proposed.objective == pytest.approx(480)
    assert found.hand.breakdown.waiting == pytest.approx(180)
    assert found.ok
    assert found.choices.change == pytest.approx(480)
    assert found.choices.decided
    assert found.left_on_the_table == pytest.approx(0)


def test_what_the_choice_costs_is_parted_from_what_is_left_on_the_table(hand: Any) -> None:
    # Proposed: Ann (harm 240) on Monday, Bob (harm 180) on Tuesday. By hand: Ann stays on Monday, and
    # Bob, though the way is free for him now, on Wednesday.
    town = queue()
    planned = proven(town)
    assert (course(planned, "ann"), course(planned, "bob")) == ("H H H", "(W) H H")
    made = hand(town, edited(planned, ann="W H H", bob="W W H"))
    found = scored(town, made)
    assert (course(found.hand, "ann"), course(found.hand, "bob")) == ("(W) H H", "(W) (W) H")
    # Ann a day later: 400 + 240 - 100. Bob a day later: 400 + 180 x 1.05 - 100.
    assert found.hand.objective - planned.objective == pytest.approx(540 + 489)
    assert {fix.patient for fix in found.fixes} == {"ann", "bob"}
    assert found.left_on_the_table == pytest.approx(0)
    # With Bob left as proposed but moved by nobody, only Ann is fixed, and Bob takes her place on Monday.
    only = scored(town, hand(town, moves("ann,2026-11-24,H")))
    assert [each.rule for each in only.clashes] == ["intake"]
    assert course(only.rest, "bob") == "H H H"
    # Ann a day later costs 540, Bob a day earlier saves 400 + 180 - 100.
    assert only.choices.change == pytest.approx(540 - 480)
    assert only.ok


def test_a_person_who_is_not_fixed_is_moved_for_the_best(hand: Any) -> None:
    # Cas is fixed to wait; Bob is marked in no way and his course is the proposed one.
    home = phase("home_support")
    people = [ann("W", home, frailty=9), bob("W", home), person("cas", home, unit="W", frailty=1)]
    town = district(4, [WARD, NARROW], people)
    planned = proven(town)
    assert course(planned, "bob") == "(W) H H H"
    found = scored(town, hand(town, edited(planned, ann="W W W H")))
    assert [fix.patient for fix in found.fixes] == ["ann"]
    assert found.whole
    assert (course(found.rest, "bob"), course(found.rest, "cas")) == ("H H H H", "(W) H H H")
    # Left on the table: Bob and Cas a day later each than they could: 480, and 300 + 90 x 1.05.
    assert found.left_on_the_table == pytest.approx(480 + 300 + 90 * 1.05)


def test_a_marked_patient_is_held_though_the_course_is_the_proposed_one(hand: Any) -> None:
    town = queue()
    planned = proven(town)
    document = edited(planned, ann="W W H") | {"fixed": ["bob"]}
    found = scored(town, hand(town, document))
    assert course(found.rest, "bob") == "(W) H H"
    free = scored(town, hand(town, edited(planned, ann="W W H")))
    assert course(free.rest, "bob") == "H H H"
    assert (
        course(scored(town, hand(town, edited(planned, ann="W W H")), also=["bob"]).rest, "bob") == "(W) H H"
    )


def test_stays_means_until_the_care_is_done(hand: Any) -> None:
    home = phase("home_support")
    town = district(4, [WARD, HOME], [ann("W", home), bob("W", phase("acute", 2))])
    found = scored(town, hand(town, moves("bob,,stays", "ann,2026-11-24,stays")))
    assert course(found.hand, "bob") == "W W - -"
    # Ann is held to Tuesday; what comes after is open, and best is home on Wednesday.
    assert course(found.hand, "ann") == "(W) (W) H H"
    assert found.choices.change == pytest.approx(2 * 300 + 180 * (1 + 1.05))


def test_after_the_last_move_named_the_rest_of_the_course_is_open(hand: Any) -> None:
    stay = phase("community_hospital", 1)
    hospital = unit("K", "community_hospital")
    town = district(4, [WARD, hospital, HOME], [ann("W", stay, phase("home_support"))])
    found = scored(town, hand(town, moves("ann,2026-11-24,K")))
    assert course(found.hand, "ann") == "(W) K H H"
    assert found.fixes[0].kept[-1][1] == "K"
    assert found.ok


def test_marks_that_are_missing_are_the_cheapest_and_care_comes_first(hand: Any) -> None:
    # One of three days in the ward is not needed for Bob's two; whichever it is costs the same.
    table = f"patient,{MONDAY},{TUESDAY},{WEDNESDAY},{THURSDAY}\nbob,W,W,W,\n"
    town = district(4, [WARD], [bob("W", phase("acute", 2))])
    found = scored(town, hand(town, table))
    assert course(found.hand, "bob") == "W (W) W -"
    assert found.hand.objective - found.proposed.objective == pytest.approx(400 + 180)


def test_hours_others_take_are_not_taken_twice(hand: Any) -> None:
    # A review takes an hour of the one there is on Monday. Bob has it, so Ann's is on Tuesday.
    review = phase("acute", 1, nursing=1)
    nurses = team({"mon": 1, "tue": 1, "wed": 1, "thu": 1, "fri": 1, "sat": 1, "sun": 1}, "W")
    people = [ann("W", review, phase("home_support")), bob("W", review, frailty=9)]
    town = district(3, [WARD, HOME], people, teams=[nurses])
    table = f"patient,{MONDAY},{TUESDAY},{WEDNESDAY}\nann,W,W,W\n"
    planned = proven(town)
    assert course(planned, "bob") == "W - -"
    found = scored(town, hand(town, table))
    assert course(found.hand, "ann") == "(W) W (W)"
    assert found.ok


def test_a_move_that_is_never_possible_is_named_costed_and_not_kept(hand: Any) -> None:
    # Acute care cannot be given at home; the day at home is priced as any, the rest leaves it out.
    town = district(3, [WARD, HOME], [bob("W", phase("acute", 9))])
    found = scored(town, hand(town, edited(proven(town), bob="W H W")))
    assert not found.ok
    assert {each.rule for each in found.broken} >= {"safe"}
    assert found.hand.breakdown.care == pytest.approx(400 + 100 + 400)
    assert found.hand.breakdown.transfers == pytest.approx(2 * 60)
    (fix,) = found.fixes
    assert [(each.date.isoformat(), each.unit, each.rule) for each in fix.unkept] == [(TUESDAY, "H", "safe")]
    assert course(found.rest, "bob") == "W W W"


def test_of_two_fixes_with_one_transfer_the_one_written_last_gives_way(hand: Any) -> None:
    town = queue()
    found = scored(town, hand(town, moves("bob,2026-11-23,H", "ann,2026-11-23,H")))
    assert not found.ok
    bobs, anns = found.fixes
    assert (bobs.unkept, [each.rule for each in anns.unkept]) == ((), ["intake"])
    assert (course(found.rest, "ann"), course(found.rest, "bob")) == ("(W) H H", "H H H")


def test_what_a_fix_that_gives_way_says_of_later_days_stays(hand: Any) -> None:
    # Both at home from Monday, by hand; one transfer a day. Ann comes on Tuesday, as her row says too.
    home = phase("home_support")
    patients = [ann("W", home, frailty=6), bob("W", home), person("cas", phase("acute"), unit="W")]
    town = district(3, [WARD, NARROW], patients)
    table = f"patient,{MONDAY},{TUESDAY},{WEDNESDAY}\nbob,H,H,H\nann,H,H,H\n"
    found = scored(town, hand(town, table))
    _, anns = found.fixes
    assert [each.date.isoformat() for each in anns.unkept] == [MONDAY]
    assert [day.isoformat() for day, _ in anns.kept] == [TUESDAY, WEDNESDAY]
    assert course(found.rest, "ann") == "(W) H H"


def test_hours_that_are_not_there_send_the_fix_written_last_to_later_days(hand: Any) -> None:
    # Two hours a day at home, one patient each; Bob's care ends after Tuesday.
    patients = [
        ann("W", phase("home_support", nursing=2), frailty=9),
        bob("W", phase("home_support", 2, nursing=2)),
        person("cas", phase("acute"), unit="W"),
    ]
    town = district(3, [WARD, HOME], patients, teams=[team(2)])
    table = f"patient,{MONDAY},{TUESDAY},{WEDNESDAY}\nbob,H,H,\nann,H,H,H\n"
    found = scored(town, hand(town, table))
    bobs, anns = found.fixes
    assert bobs.unkept == ()
    assert [each.date.isoformat() for each in anns.unkept] == [MONDAY, TUESDAY]
    assert {each.rule for each in anns.unkept} == {"hours"}
    assert (course(found.rest, "ann"), course(found.rest, "bob")) == ("(W) (W) H", "H H -")
    assert not found.ok


def test_somebody_named_before_they_arrive_is_told(hand: Any) -> None:
    town = district(3, [WARD], [person("eve", phase("acute", 1), arrives=TUESDAY)])
    table = f"patient,{MONDAY},{TUESDAY},{WEDNESDAY}\neve,W,W,\n"
    found = scored(town, hand(town, table))
    assert [each.rule for each in found.broken] == ["start"]
    assert [each.rule for each in found.fixes[0].unkept] == ["start"]
    assert course(found.hand, "eve") == course(found.rest, "eve") == "- W -"
    assert found.hand.objective == pytest.approx(400)


def test_somebody_said_to_be_gone_before_their_care_is_done_is_told(hand: Any) -> None:
    town = district(3, [WARD], [bob("W", phase("acute", 2))])
    found = scored(town, hand(town, f"patient,{MONDAY},{TUESDAY},{WEDNESDAY}\nbob,W,,\n"))
    assert {each.rule for each in found.broken} == {"leaves-early"}
    assert course(found.rest, "bob") == "W W -"


def test_a_fix_into_a_unit_that_is_not_eligible_needs_a_decision(hand: Any) -> None:
    far = unit("F", "home_support", zones=["south"], cost_per_day=10)
    town = district(3, [WARD, HOME, far], [ann("W", phase("home_support"), zone="north")])
    found = scored(town, hand(town, moves("ann,2026-11-23,F")))
    assert [each.rule for each in found.fixes[0].unkept] == ["zone"]
    assert course(found.rest, "ann") == "H H H"
    assert not found.ok


def test_days_after_all_care_is_done_are_told_and_not_costed(hand: Any) -> None:
    town = district(3, [WARD], [bob("W", phase("acute", 2))])
    document = edited(proven(town))
    document["courses"][0] |= {"units": ["W", "W", "W"], "care": [True, True, True]}
    found = scored(town, hand(town, document))
    assert [each.rule for each in found.broken] == ["leaves-late"]
    assert found.hand.objective == pytest.approx(found.proposed.objective)


def test_marks_that_nobody_edited_say_nothing_of_edited_units(hand: Any) -> None:
    home = phase("home_support", not_before=TUESDAY)
    town = district(3, [WARD, HOME], [ann("W", home)])
    planned = proven(town)
    assert course(planned, "ann") == "(W) H H"
    found = scored(town, hand(town, edited(planned, ann="W W H")))
    assert course(found.hand, "ann") == "(W) (W) H"
    assert found.ok


def test_the_proposed_plan_itself_costs_nothing_more(hand: Any) -> None:
    town = queue()
    found = scored(town, hand(town, edited(proven(town))))
    assert found.fixes == ()
    assert found.against_proposed.courses == ()
    assert (found.choices.change, found.left_on_the_table) == (0, 0)


def test_a_plan_that_leaves_nobody_free_is_scored(hand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bedflow.score.fixes.MOST_LOCKED", 0)
    town = queue()
    found = scored(town, hand(town, edited(proven(town), ann="W H H", bob="W W H")))
    assert found.rest.courses == found.hand.courses
    assert found.rest_proof.gap == 0


@pytest.mark.parametrize("seed", range(10))
def test_very_many_fixes_leave_the_others_what_locks_would(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = random_district(seed)
    planned, other = plan(town, effort=20), plan(town, effort=0)
    path = tmp_path / "hand.json"
    path.write_text(other.model_dump_json(by_alias=True), encoding="utf-8")
    hand = read_hand_plan(path, town)
    few = score(town, hand, planned, effort=30)
    monkeypatch.setattr("bedflow.score.fixes.MOST_LOCKED", 0)
    many = score(town, hand, planned, effort=30)
    assert check_plan(town, many.rest).ok
    # Fixed people's care days may not be chosen anew, so it can only be dearer.
    assert many.rest.objective >= few.rest_proof.bound - 0.01
    assert many.rest_proof.bound <= many.rest.objective <= many.hand.objective + 0.01
    assert {fix.patient for fix in many.fixes} == {fix.patient for fix in few.fixes}


def as_table(snapshot: Snapshot, planned: Plan, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["patient", *(day.isoformat() for day in snapshot.days)])
        for each in planned.courses:
            table.writerow([each.patient, *(at or "" for at in each.units)])


@pytest.mark.parametrize("seed", range(8))
def test_a_proposed_plan_laid_out_again_is_the_same_plan(seed: int, tmp_path: Path) -> None:
    town = random_district(seed)
    planned = plan(town, effort=20)
    path = tmp_path / "hand.csv"
    as_table(town, planned, path)
    found = score(town, read_hand_plan(path, town), planned, effort=1)
    assert found.whole
    assert found.hand.model_copy(update={"seconds": planned.seconds}) == planned
    assert found.ok


@pytest.mark.parametrize("seed", range(12))
def test_another_plan_of_the_district_is_costed_as_the_checker_does(seed: int, tmp_path: Path) -> None:
    town = random_district(seed)
    planned, other = plan(town, effort=20), plan(town, effort=1, seed=seed + 1)
    path = tmp_path / "hand.json"
    path.write_text(other.model_dump_json(by_alias=True), encoding="utf-8")
    found = score(town, read_hand_plan(path, town), planned, effort=5)
    assert check_plan(town, found.hand).ok
    assert check_plan(town, found.rest).ok
    assert found.hand.objective == pytest.approx(other.objective, abs=0.01)
    assert found.rest.objective <= found.hand.objective + 0.01
    assert found.ok


@pytest.mark.parametrize("seed", range(12))
def test_marks_filled_in_cost_what_planning_the_patient_alone_comes_to(seed: int) -> None:
    town = random_district(seed)
    planned = plan(town, effort=20)
    ground = Ground.of(compile_snapshot(town), planned)
    for patient in town.patients:
        mine = next((each for each in planned.courses if each.patient == patient.id), None)
        if mine is None:
            continue
        others = [each for each in planned.courses if each is not mine]
        hours = Hours(ground.district, ground.raised, hours_of(others, ground.district))
        nothing = (None,) * len(mine.units)
        stated = Stated(mine.units, nothing, len(mine.units))
        course, broken = filled(ground.district.people[patient.id], stated, hours=hours)
        held = locked(patient, [(day, at) for day, at in zip(town.days, mine.units, strict=True) if at])
        left = around(with_patients(town, [held]), planned, patients={patient.id})
        (alone,) = plan(left, effort=50).courses
        assert broken == 0
        assert course.units == alone.units == mine.units
        costs = [
            laid_out(ground.compiled, [*others, each], beside=planned).objective for each in (course, alone)
        ]
        assert costs[0] == pytest.approx(costs[1], abs=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_any_nonsense_is_costed_and_the_rest_keeps_every_rule(seed: int, tmp_path: Path) -> None:
    town, rng = random_district(seed), random.Random(seed)
    planned = plan(town, effort=10)
    units, days = [each.id for each in town.units], town.days
    lines = ["patient," + ",".join(day.isoformat() for day in days)]
    for each in rng.sample(town.patients, k=min(4, len(town.patients))):
        if each.arrives is not None and each.arrives > days[-1]:
            continue
        here = each.unit or rng.choice(units)
        cells = [rng.choice([here, here, here, rng.choice(units), ""]) for _ in days]
        lines.append(",".join([each.id, *cells]))
    path = tmp_path / "hand.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = score(town, read_hand_plan(path, town), planned, effort=2)
    wrong = check_plan(town, found.rest).findings
    assert not wrong, [str(each) for each in wrong]
    told = {each.rule for each in check_plan(town, found.hand).findings}
    assert not {rule for rule in told if rule.startswith(("cost", "unit", "team", "move", "wait"))}
    by_patient = {each.patient: dict(zip(days, each.units, strict=True)) for each in found.rest.courses}
    for fix in found.fixes:
        assert all(by_patient[fix.patient][day] == at for day, at in fix.kept)
        assert not {day for day, _ in fix.kept} & {each.date for each in fix.unkept}
