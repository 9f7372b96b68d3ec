"""Planning again after decisions: the touched change, everybody else stays unless that saves enough."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from bedflow.check import check_plan
from bedflow.decide import again, changed_patients, decided
from bedflow.domain import Decision, Plan, Snapshot, UnitOverride
from bedflow.ingest import BadInput, read_snapshot
from bedflow.sample import sample_district
from bedflow.still import plan_still
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import HOME, WARD, ann, bob, course, district, person, phase, proven, unit
from tests.test_decide import decision

NARROW = unit("H", "home_support", daily_intake=1)


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return sample_district(beds=60)


@pytest.fixture(scope="module")
def standing(town: Snapshot) -> Plan:
    return plan(town, effort=20)


def test_only_the_locked_patient_changes_where_nobody_gains_enough() -> None:
    home = phase("home_support")
    town = district(4, [WARD, HOME], [ann("W", home), bob("W", home)])
    made = again(town, proven(town), [decision("stay", "ann")])
    assert course(made.plan, "ann") == "(W) H H H"
    assert [change.patient for change in made.difference.courses] == ["ann"]
    assert made.plan.status == "optimal"


def test_somebody_takes_the_place_given_up_when_that_saves_enough() -> None:
    # Bob would wait until Tuesday for the one transfer a day; a day less saves 480, less 25 for the change.
    home = phase("home_support")
    town = district(4, [WARD, NARROW], [ann("W", home, frailty=9), bob("W", home)])
    standing = proven(town)
    assert course(standing, "bob") == "(W) H H H"
    made = again(town, standing, [decision("stay", "ann")])
    assert (course(made.plan, "ann"), course(made.plan, "bob")) == ("(W) H H H", "H H H H")
    held = again(town, standing, [decision("stay", "ann")], worth=2000)
    assert course(held.plan, "bob") == "(W) H H H"
    assert course(held.plan, "ann") == "(W) (W) H H"


def test_nothing_decided_changes_nobody(town: Snapshot, standing: Plan) -> None:
    made = again(town, standing, [])
    assert made.difference.changed == ()
    assert made.plan.objective == pytest.approx(standing.objective, abs=0.01)


def test_planning_freely_is_looked_at_and_taken_on_request() -> None:
    home = phase("home_support")
    town = district(4, [WARD, NARROW], [ann("W", home, frailty=9), bob("W", home)])
    stays = [decision("stay", "ann")]
    held = again(town, proven(town), stays, worth=2000, look=0.5)
    assert held.free is not None
    assert held.free.changed == 2
    assert held.further_gain > 400
    free = again(town, proven(town), stays, worth=2000, look=0.5, freely=True)
    assert free.plan.objective == pytest.approx(held.free.objective)
    assert course(free.plan, "bob") == "H H H H"


def test_looking_further_may_find_a_better_plan_that_changes_no_more() -> None:
    tiny = read_snapshot(Path(__file__).parent.parent / "examples" / "tiny" / "snapshot.json")
    standing = plan(tiny, effort=20)
    locked = [decision("lock", "SYN-3", unit="ALDER", date=tiny.first_day.isoformat())]
    calm, looked = again(tiny, standing, locked), again(tiny, standing, locked, look=1.0)
    assert looked.plan.objective == pytest.approx(4860)
    assert [change.patient for change in looked.difference.changed] == ["SYN-3"]
    assert looked.plan.objective <= calm.plan.objective
    assert looked.further_gain == 0


def test_looking_further_lends_its_proof() -> None:
    # One transfer a day for three people: prices carried over prove less than the search beside it.
    people = [person(f"p{k}", phase("home_support"), unit="W", frailty=9 - k) for k in range(3)]
    town = district(5, [WARD, NARROW], people)
    stays = [decision("stay", "p0")]
    looked = again(town, standing := proven(town), stays, look=1.0)
    assert check_plan(looked.snapshot, looked.plan).ok
    assert looked.plan.courses == again(town, standing, stays).plan.courses
    assert looked.plan.status == "optimal"


def test_a_plan_made_still_keeps_every_rule_and_changes_fewer(town: Snapshot, standing: Plan) -> None:
    move = next(move for move in standing.moves if move.from_ is not None)
    after = decided(town, standing, [decision("refuse", move.patient, unit=move.to)])
    still = plan_still(after, standing)
    assert check_plan(after, still).ok
    assert 1 <= changed_patients(standing, still) <= changed_patients(standing, plan(after, effort=12))


def test_a_closed_unit_is_planned_around(town: Snapshot, standing: Plan) -> None:
    community = next(unit for unit in town.units if unit.setting == "community_hospital")
    shut = tuple(UnitOverride(date=day, daily_intake=0) for day in town.days[:4])
    units = tuple(
        each.model_copy(update={"overrides": shut}) if each.id == community.id else each
        for each in town.units
    )
    after = town.model_copy(update={"units": units})
    still = plan_still(after, standing)
    assert check_plan(after, still).ok
    arrivals = {row.arrivals for row in still.units if row.unit == community.id and row.date in town.days[:4]}
    assert arrivals == {0}


@pytest.mark.parametrize("seed", range(15))
def test_still_plans_keep_every_rule_in_any_district(seed: int) -> None:
    before = random_district(seed)
    standing = plan(before, effort=20)
    locked = [
        decision("stay", patient.id)
        for patient in before.patients
        if patient.unit is not None and patient.phases[0].setting == "acute"
    ][:1]
    after = decided(before, standing, locked)
    still = plan_still(after, standing)
    assert check_plan(after, still).ok
    best = plan(after, effort=60)
    assert still.objective >= best.bound - 0.01
    assert still.bound <= best.objective + 0.01


def test_yesterdays_plan_is_gone_on_from(town: Snapshot, standing: Plan) -> None:
    # No course of yesterday's fills today's horizon, so that nobody is held to one.
    today = town.model_copy(update={"as_of": town.as_of + timedelta(days=1)})
    assert check_plan(today, plan_still(today, standing)).ok


def test_another_districts_plan_misleads_nobody() -> None:
    standing = plan(random_district(3), effort=5)
    snapshot = random_district(4)
    assert check_plan(snapshot, plan_still(snapshot, standing)).ok


def test_first_three_days_are_counted_apart() -> None:
    home = phase("home_support")
    town = district(5, [WARD, HOME], [ann("W", phase("acute", 3), home)])
    standing = proven(town)
    late = proven(district(5, [WARD, HOME], [ann("W", phase("acute", 4), home)]))
    assert changed_patients(standing, late) == 1
    assert changed_patients(standing, late, days=3) == 0


@pytest.mark.parametrize("seed", range(25))
def test_every_decision_that_is_taken_is_obeyed_in_any_district(seed: int) -> None:
    town, rng = random_district(seed, locks=0.4), Random(seed)
    standing = plan(town, effort=8)
    taken = _taken(town, standing, rng)
    made = again(town, standing, taken, worth=rng.choice([None, 0.0, 1e6]))
    assert check_plan(made.snapshot, made.plan).ok
    at = {each.patient: dict(zip(made.plan.days, each.units, strict=True)) for each in made.plan.courses}
    was = {each.patient: dict(zip(standing.days, each.units, strict=True)) for each in standing.courses}
    for each in taken:
        here = next(one.unit for one in town.patients if one.id == each.patient)
        where, last = at[each.patient], each.until or each.date or town.first_day
        if each.kind == "lock":
            assert where[last] == each.unit
        elif each.kind == "stay":
            held = [day for day in town.days if (each.date or town.first_day) <= day <= last]
            assert {where[day] for day in held} == {here}
        elif each.kind == "not_before":
            assert {where[day] for day in town.days if day < last} == {here}
        elif each.kind == "refuse":
            before = [here, *where.values()]
            assert not any(to == each.unit != of for of, to in pairwise(before))
        elif each.kind == "accept":
            moved = _first_move(was[each.patient], here)
            assert moved is None or moved not in town.days[:3] or _first_move(where, here) == moved


def _taken(town: Snapshot, standing: Plan, rng: Random) -> list[Decision]:
    """Draw decisions, and keep those that can be together."""
    taken: list[Decision] = []
    units, days = [each.id for each in town.units], [day.isoformat() for day in town.days]
    for _ in range(10):
        kind = rng.choice(["accept", "lock", "lock", "refuse", "stay", "not_before", "note"])
        facts = {"unit": rng.choice(units)} if kind in ("lock", "refuse") else {}
        facts |= {"date": rng.choice(days)} if kind in ("lock", "stay", "not_before") else {}
        more = decision(kind, rng.choice(town.patients).id, **facts)
        with suppress(BadInput):
            decided(town, standing, [*taken, more])
            taken.append(more)
    return taken


def _first_move(where: Mapping[date, str | None], here: str | None) -> date | None:
    return next((day for day, unit in where.items() if unit not in (None, here)), None)
