"""Alternatives: each is valid, costs what planning it costs, and names who would make way."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bedflow.check import check_plan
from bedflow.domain import Lock
from bedflow.explain.alternatives import Alternative, alternatives
from bedflow.explain.asked import Asked
from bedflow.explain.displaced import making_way, with_locks
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.courses import plan_of_courses
from tests.districts import random_district
from tests.paper import COMMUNITY, WARD, ann, bob, district, phase, proven, unit

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))

REHAB = phase("community_hospital")


def told(found: tuple[Alternative, ...]) -> list[tuple[str, int, float]]:
    return [(one.unit, one.date.day, one.extra_cost) for one in found]


def test_other_unit_and_other_days_are_ranked_by_what_they_cost_more() -> None:
    # K costs 250 a day, L 280; each day later in the ward costs 400 and its harm instead of 250.
    dearer = unit("L", "community_hospital", cost_per_day=280)
    snapshot = district(3, [WARD, COMMUNITY, dearer], [ann("W", REHAB)])
    found = alternatives(snapshot, proven(snapshot), "ann")
    assert told(found) == [("L", 23, 90), ("K", 24, 330), ("L", 24, 390), ("K", 25, 669)]
    assert not any(one.displaced for one in found)


def test_at_most_so_many_are_given() -> None:
    snapshot = district(3, [WARD, COMMUNITY], [ann("W", REHAB)])
    assert len(alternatives(snapshot, proven(snapshot), "ann", most=1)) == 1


def test_who_would_make_way_is_named_with_what_becomes_of_them() -> None:
    # One place at K; Bob, whose wait harms more, has it. Were Ann to have it, Bob would wait all three days.
    one_place = unit("K", "community_hospital", beds=1)
    patients = [ann("W", REHAB, harm_per_day=200), bob("W", REHAB, harm_per_day=300)]
    snapshot = district(3, [WARD, one_place], patients)
    found = alternatives(snapshot, proven(snapshot), "ann")
    today = next(one for one in found if one.date == MONDAY)
    # Three days' harm at 1, 1.05 and 1.1 times: 315 x 3 + 15 for Bob in place of 210 x 3 for Ann.
    assert (today.unit, today.extra_cost) == ("K", 315)
    (made_way,) = today.displaced
    assert (made_way.patient, made_way.was_to, made_way.was_on) == ("bob", "K", MONDAY)
    assert (made_way.now_to, made_way.now_on, made_way.waits_more) == (None, None, 3)
    # 3 x (400 - 250) and the harm, less the transfer of 60.
    assert made_way.costs_more == 3 * 150 + 945 - 60


def test_units_that_may_not_take_the_patient_are_no_alternatives() -> None:
    women_only = unit("L", "community_hospital", sex="female")
    snapshot = district(2, [WARD, COMMUNITY, women_only], [ann("W", REHAB, sex="male")])
    found = alternatives(snapshot, proven(snapshot), "ann")
    assert {one.unit for one in found} == {"K"}


def test_a_decision_leaves_only_what_it_allows() -> None:
    lock = {"date": "2026-11-23", "unit": "W"}
    snapshot = district(4, [WARD, COMMUNITY], [ann("W", REHAB, locks=[lock])])
    found = alternatives(snapshot, proven(snapshot), "ann")
    assert [one.date.day for one in found] == [25, 26]


def test_another_ward_is_no_alternative_to_leaving_the_ward() -> None:
    snapshot = district(2, [WARD, unit("V", "acute"), COMMUNITY], [ann("W", phase("acute", days=1), REHAB)])
    assert {one.unit for one in alternatives(snapshot, proven(snapshot), "ann")} <= {"K"}


@pytest.mark.parametrize("seed", range(40))
def test_alternatives_with_room_cost_what_locking_them_costs(seed: int) -> None:
    snapshot = random_district(seed, locks=0.0)
    standing = plan(snapshot, effort=3)
    asked = Asked(snapshot, standing)
    for patient in snapshot.patients:
        if patient.unit is None:
            continue
        before = asked.cost_of((patient.id,))
        for one in alternatives(snapshot, standing, patient.id, asked=asked):
            if not one.displaced:
                locks = [Lock(date=day, unit=patient.unit) for day in snapshot.days if day < one.date]
                locked = with_locks(snapshot, patient.id, [*locks, Lock(date=one.date, unit=one.unit)])
                planned = asked.planned_around(patient.id, snapshot=locked)
                course = planned.courses[0]
                at = snapshot.days.index(one.date)
                assert course.units[at] == one.unit
                # A lock may also hold somebody who would rather wait there.
                assert planned.objective - before <= one.extra_cost + 0.01
                if course.care[at]:
                    assert planned.objective - before == pytest.approx(one.extra_cost, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_plans_in_which_somebody_makes_way_are_accepted_at_the_cost_told(seed: int) -> None:
    snapshot = sample_district(beds=60, seed=seed)
    standing = plan(snapshot, effort=8)
    asked = Asked(snapshot, standing)
    tried = 0
    for name in [wait.patient for wait in standing.waits if not wait.patient.startswith("forecast/")][:6]:
        ways = asked.ways(name)
        for day, option in np.argwhere(np.isfinite(ways.first_arrivals(ways.nothing_charged()))).tolist()[:2]:
            made = making_way(asked, name, ways, option=option, day=day)
            if made is None:
                continue
            tried += 1
            merged = plan_of_courses(snapshot, standing, {one.patient: one for one in made.courses})
            assert check_plan(snapshot, merged).ok
            assert merged.objective - standing.objective == pytest.approx(made.extra_cost, abs=0.02)
            changed = {
                one.patient
                for one, before in zip(merged.courses, standing.courses, strict=True)
                if one != before
            }
            assert changed - {name} == {one.patient for one in made.displaced}
    assert tried > 0
