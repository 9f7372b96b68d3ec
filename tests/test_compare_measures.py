"""Measures of a plan: counted on paper, and equal to the plan's own figures on generated districts."""

from __future__ import annotations

import pytest

from bedflow.compare import Measures, harm, measures, organisations_of_teams, paid
from bedflow.domain import Breakdown, Setting, Snapshot
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import HOME, WARD, WEDNESDAY, ann, bob, district, person, phase, proven, team, unit


def measured(snapshot: Snapshot) -> Measures:
    return measures(snapshot, proven(snapshot))


def test_days_waits_and_moves_are_counted_by_setting() -> None:
    # Ann waits Monday and Tuesday in the ward for a date, then is at home on Wednesday; Bob leaves.
    home = phase("home_support", 9, not_before=WEDNESDAY, reason="IF03")
    found = measured(district(3, [WARD, HOME], [ann("W", home), bob("W", phase("acute", 2))]))
    assert (found.bed_days[Setting.ACUTE], found.bed_days[Setting.HOME_SUPPORT]) == (4, 1)
    assert (found.acute_bed_days, found.acute_waiting_days, found.all_waiting_days) == (4, 2, 2)
    assert found.waiting_by_reason == {"IF03": 2}
    assert (found.patients, found.people_waiting, found.moves, found.arrivals, found.left) == (2, 1, 1, 0, 1)


def test_each_waiting_day_is_counted_under_one_reason() -> None:
    # One transfer a day into home support: Ann goes on Monday, Bob on Tuesday, Cas on Wednesday.
    narrow = unit("H", "home_support", daily_intake=1)
    people = [person(name, phase("home_support"), unit="W") for name in ("ann", "bob", "cas")]
    found = measured(district(3, [WARD, narrow], people))
    assert found.waiting_by_reason == {"intake": 3}
    assert found.people_waiting == 2


def test_places_and_hours_beyond_the_limits_are_counted_and_paid() -> None:
    ward = unit("W", "acute", beds=1, surge=1, isolation_beds=1, organisation="trust")
    home = unit("H", "home_support", organisation="council")
    people = [person(f"p{k}", phase("acute", 9), unit="W", isolation=True) for k in range(3)]
    cared_for = person("q", phase("home_support", nursing=2), unit="H")
    nurses = team(1, overtime=1)
    found = measured(district(1, [ward, home], [*people, cared_for], teams=[nurses]))
    assert (found.surge_days, found.over_days, found.isolation_breaches) == (1, 1, 2)
    assert (found.team_hours, found.overtime) == ({"T": 2.0}, {"T": 1.0})
    trust, council = found.by_organisation["trust"], found.by_organisation["council"]
    assert paid(trust) == 3 * 400 + 500 + 2000 + 2 * 1500
    assert paid(council) == 100 + 55


def test_harm_of_waiting_stands_where_the_patient_waits() -> None:
    ward = unit("W", "acute", organisation="trust")
    home = unit("H", "home_support", organisation="council")
    late = phase("home_support", not_before=WEDNESDAY)
    found = measured(district(2, [ward, home], [ann("W", late)]))
    assert harm(found.by_organisation["trust"]) == pytest.approx(180 * (1 + 1.05))
    assert harm(found.by_organisation["council"]) == 0


def test_a_team_belongs_to_whom_it_says_or_to_the_organisation_of_all_its_units() -> None:
    units = [
        unit("H", "home_support", organisation="council"),
        unit("K", "community_hospital", organisation="trust"),
        unit("W", "acute"),
    ]
    teams = [
        {"id": "one", "discipline": "a", "units": ["H"], "hours": 1},
        {"id": "two", "discipline": "b", "units": ["H", "K"], "hours": 1},
        {"id": "own", "discipline": "c", "units": ["H", "K"], "hours": 1, "organisation": "agency"},
        {"id": "none", "discipline": "d", "units": [], "hours": 1},
    ]
    found = organisations_of_teams(district(1, units, [], teams=teams))
    assert found == {"one": "council", "two": "none", "own": "agency", "none": "none"}


@pytest.mark.parametrize("seed", range(20))
def test_costs_equal_the_plans_own_to_the_penny(seed: int) -> None:
    snapshot = random_district(seed)
    made = plan(snapshot, effort=20)
    found = measures(snapshot, made)
    for name in Breakdown.model_fields:
        given = getattr(made.breakdown, name)
        assert getattr(found.cost, name) == pytest.approx(given, abs=0.005)
        shared = sum(getattr(costs, name) for costs in found.by_organisation.values())
        assert shared == pytest.approx(given, abs=0.005)
    assert found.all_waiting_days == sum(wait.days for wait in made.waits)
    assert sum(found.waiting_by_reason.values()) == found.all_waiting_days
    assert found.moves + found.arrivals == len(made.moves)
    assert sum(found.bed_days.values()) == sum(row.occupied for row in made.units)


def test_every_measure_has_one_name_and_a_number() -> None:
    rows = measured(district(1, [WARD], [ann("W", phase("acute"))])).rows()
    assert rows["bed_days/acute"] == 1
    assert rows["cost/total"] == rows["paid/none"] == 400
    assert all(isinstance(amount, int | float) for amount in rows.values())
