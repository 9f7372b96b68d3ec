"""Scenarios beside the district as it is: on paper, and on generated districts for what always holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bedflow.check import check_plan
from bedflow.domain import Snapshot
from bedflow.ingest import BadInput, scenario_of
from bedflow.waterfall import plan
from bedflow.whatif import Change, ChangeKind, Lever, Scenario, Target, applied, what_if
from bedflow.whatif.further import Planned, better_of, decided_further
from tests.districts import Knobs, make_district
from tests.paper import HOME, TUESDAY, WARD, ann, bob, course, district, phase, proven, team, unit

ROUNDS = 12
"""Rounds of search on generated districts; most are proven best."""

SMALL = Knobs(patients=6, units=4, days=5, teams=2, streams=1, locks=0, previous=0)


def scenario(*changes: dict[str, Any], name: str = "q") -> Scenario:
    return scenario_of({"name": name, "changes": list(changes)})


def town() -> Snapshot:
    """Ann could go home, which has no place for her; Bob is in the ward for the three days there are."""
    home = unit("H", "home_support", beds=0, organisation="council")
    ward = unit("W", "acute", organisation="trust")
    return district(3, [ward, home], [ann("W", phase("home_support")), bob("W", phase("acute"))])


CLOSE = {"do": "close", "of": {"unit": "W"}, "from": TUESDAY}
MORE = {"do": "add", "what": "beds", "amount": 1, "of": {"unit": "H"}}


def test_one_place_at_home_lets_ann_go_today() -> None:
    # Three waiting days of 180, 189, 198 in a bed of 400 become a move of 60 and three days of 100.
    answer = what_if(town(), [scenario(MORE)], effort=ROUNDS)
    outcome = answer.outcomes[0]
    assert course(answer.base, "ann") == "(W) (W) (W)"
    assert course(outcome.plan, "ann") == "H H H"
    assert outcome.difference.verdict.change == pytest.approx(60 + 300 - 3 * 400 - 567, abs=0.01)
    assert outcome.decided
    assert [change.patient for change in outcome.difference.changed] == ["ann"]
    assert outcome.measures.by_organisation["council"].care == 300


def test_people_in_a_ward_that_closes_count_beyond_its_places() -> None:
    # Bob has nowhere else to be: beyond no beds at 2,000 a day, on the two days from Tuesday.
    alone = district(3, [WARD], [bob("W", phase("acute"))])
    outcome = what_if(alone, [scenario(CLOSE)], effort=ROUNDS).outcomes[0]
    assert outcome.difference.verdict.change == pytest.approx(4000, abs=0.01)
    assert outcome.measures.over_days == 2


def test_questions_are_answered_side_by_side_and_together() -> None:
    close, more = scenario(CLOSE, name="close"), scenario(MORE, name="more")
    answer = what_if(town(), [close, more, (close, more)], effort=ROUNDS)
    assert [outcome.name for outcome in answer.outcomes] == ["close", "more", "close + more"]
    change = [outcome.difference.verdict.change for outcome in answer.outcomes]
    # With Ann at home only Bob is beyond the closed ward's places.
    assert change[2] == pytest.approx(change[1] + 4000, abs=0.01)


def test_each_result_carries_its_lineage() -> None:
    snapshot = town()
    answer = what_if(snapshot, [scenario(CLOSE, name="close")], effort=ROUNDS)
    lineage = answer.outcomes[0].applied.lineage
    assert lineage.snapshot_sha256 == lineage.parent == snapshot.sha256
    assert lineage.applied_sha256 == answer.outcomes[0].plan.snapshot_sha256
    assert [mark.name for mark in lineage.scenarios] == ["close"]
    assert (answer.lineage.scenarios, answer.lineage.parent) == ((), None)


def test_a_scenario_that_changes_nothing_gives_the_base_itself() -> None:
    nothing = scenario({**MORE, "amount": 0})
    answer = what_if(town(), [nothing], effort=ROUNDS)
    assert answer.outcomes[0].plan is answer.base
    assert answer.outcomes[0].applied.changes_nothing
    assert answer.outcomes[0].difference.words == "the same total"


def test_faults_of_all_scenarios_come_in_one_report_before_anything_is_planned() -> None:
    one, two = ({**CLOSE, "of": {"unit": name}} for name in ("X", "Y"))
    with pytest.raises(BadInput) as bad:
        what_if(town(), [scenario(one, name="one"), scenario(two, name="two")], time_limit=1e9)
    assert [fault.file for fault in bad.value.faults] == ["one", "two"]


def test_answer_goes_on_from_the_base_that_is_given() -> None:
    snapshot = town()
    base = proven(snapshot)
    answer = what_if(snapshot, [scenario(MORE)], base=base, effort=ROUNDS)
    assert answer.base is base


def test_undecided_difference_is_planned_further_until_it_is_decided() -> None:
    snapshot = town()
    changed = applied(snapshot, scenario(MORE))
    loose = {"bound": 0.0, "gap": 1.0, "status": "feasible"}
    base = Planned("as it is", snapshot, proven(snapshot).model_copy(update=loose))
    case = Planned("more", changed, proven(changed).model_copy(update=loose))
    latest, cases = decided_further(base, [case], seconds=30)
    assert latest.plan.gap < 1e-6
    assert cases[0].plan.gap < 1e-6


def test_the_better_of_two_plans_has_the_better_of_two_proofs() -> None:
    made = proven(town())
    dear = made.model_copy(update={"objective": made.objective + 100, "bound": made.bound})
    loose = made.model_copy(update={"bound": 0.0})
    best = better_of(loose, dear)
    assert (best.objective, best.bound) == (made.objective, made.bound)
    assert best.status == "optimal"


# ---- what always holds


def generated(seed: int, **knobs: Any) -> Snapshot:
    return make_district(seed, replace(SMALL, **knobs))


MORE_OF_ANYTHING = (Lever.BEDS, Lever.SURGE, Lever.ISOLATION_BEDS, Lever.DAILY_INTAKE, Lever.HOURS)


def more_of(lever: Lever) -> Scenario:
    return Scenario(name=f"more {lever.value}", changes=(Change(do=ChangeKind.ADD, what=lever, amount=1),))


@pytest.mark.parametrize("seed", range(50))
def test_more_of_anything_never_costs_more_beyond_the_gaps(seed: int) -> None:
    snapshot = generated(seed)
    lever = MORE_OF_ANYTHING[seed % len(MORE_OF_ANYTHING)]
    # Surge places are used before corridor care; a policy under which they cost more makes them a burden.
    burden = lever is Lever.SURGE and snapshot.policy.surge_bed > snapshot.policy.over_capacity
    if burden or (lever is Lever.HOURS and not snapshot.teams):
        lever = Lever.BEDS
    answer = what_if(snapshot, [more_of(lever), more_of(Lever.BEDS)], effort=ROUNDS)
    for outcome in answer.outcomes:
        assert outcome.plan.objective <= answer.base.objective + 0.01  # It began from the base.
        assert outcome.plan.bound <= answer.base.objective + 0.01
        assert check_plan(outcome.snapshot, outcome.plan).ok


@pytest.mark.parametrize("seed", range(50))
def test_closing_then_opening_is_the_base(seed: int) -> None:
    snapshot = generated(seed, limits=0.8)
    day = snapshot.days[seed % len(snapshot.days)]
    target = Target(unit=snapshot.units[seed % len(snapshot.units)].id)
    close = Scenario(name="close", changes=(Change(do=ChangeKind.CLOSE, of=target, from_=day),))
    unit_beds = next(it for it in snapshot.units if it.id == target.unit[0]).beds_on
    if not any(unit_beds(each) for each in snapshot.days if each >= day):
        pytest.skip("a unit without beds has nothing to go back to")
    reopen = Scenario(name="open", changes=(Change(do=ChangeKind.OPEN, of=target, from_=day),))
    assert applied(snapshot, [close, reopen]) is snapshot


@pytest.mark.parametrize("seed", range(8))
def test_closing_and_reopening_in_two_snapshots_costs_what_the_base_costs(seed: int) -> None:
    snapshot = generated(seed, limits=0.8)
    name = snapshot.units[0].id
    beds = {each: snapshot.units[0].beds_on(each) for each in snapshot.days}
    surge = {each: snapshot.units[0].surge_on(each) for each in snapshot.days}
    closed = applied(snapshot, scenario({"do": "close", "of": {"unit": name}}))
    again = [
        {"do": "set", "what": what, "amount": amount, "of": {"unit": name}, "from": str(on), "to": str(on)}
        for what, by_day in (("beds", beds), ("surge", surge))
        for on, amount in by_day.items()
    ]
    reopened = applied(closed, scenario(*again))
    before, after = (plan(each, effort=ROUNDS) for each in (snapshot, reopened))
    assert after.objective == pytest.approx(
        before.objective, abs=before.objective * (before.gap + after.gap) + 0.01
    )


@pytest.mark.parametrize("seed", range(12))
def test_scenarios_applied_at_once_are_those_applied_one_by_one(seed: int) -> None:
    snapshot = generated(seed)
    first = scenario({"do": "scale", "what": "beds", "amount": 1.5})
    second = scenario({"do": "add", "what": "beds", "amount": 1, "to": str(snapshot.days[2])})
    at_once = applied(snapshot, [first, second])
    one_by_one = applied(applied(snapshot, first), second)
    for one, other in zip(at_once.units, one_by_one.units, strict=True):
        assert [one.beds_on(day) for day in snapshot.days] == [other.beds_on(day) for day in snapshot.days]


def test_more_overtime_is_paid_where_promised_hours_were_raised_for_nothing() -> None:
    # Ann's 5 hours at home are promised: with 2 hours 3 are raised free, with 2 of overtime 2 are paid.
    promised = ann("H", phase("home_support", 9, nursing=5))
    snapshot = district(2, [WARD, HOME], [promised], teams=[team(2)])
    more = scenario({"do": "add", "what": "overtime", "amount": 2})
    outcome = what_if(snapshot, [more], effort=ROUNDS).outcomes[0]
    assert outcome.difference.verdict.change == pytest.approx(2 * 2 * 55, abs=0.01)


def test_redesignated_ward_is_planned_in_its_new_setting() -> None:
    # Ann needs step-down care of a day: in the ward it is over-placed, after redesignation it is not.
    snapshot = district(2, [WARD, unit("V", "acute"), HOME], [ann("V", phase("step_down", 2))])
    change = {"do": "redesignate", "of": {"unit": "V"}, "setting": "step_down", "cost_per_day": 260}
    outcome = what_if(snapshot, [scenario(change)], effort=ROUNDS).outcomes[0]
    assert outcome.difference.verdict.change == pytest.approx(2 * (260 - 400 - 40), abs=0.01)


def test_somebody_who_is_no_longer_safe_in_a_redesignated_ward_moves_up_today() -> None:
    snapshot = district(2, [WARD, unit("V", "acute")], [ann("V", phase("acute"))])
    change = {"do": "redesignate", "of": {"unit": "V"}, "setting": "step_down"}
    outcome = what_if(snapshot, [scenario(change)], effort=ROUNDS).outcomes[0]
    assert course(outcome.plan, "ann") == "W W"


def test_hours_of_a_team_bring_care_forward() -> None:
    nursed = ann("W", phase("home_support", 9, nursing=2))
    snapshot = district(3, [WARD, HOME], [nursed], teams=[team(1)])
    outcome = what_if(
        snapshot, [scenario({"do": "add", "what": "hours", "amount": 1})], effort=ROUNDS
    ).outcomes[0]
    assert course(outcome.plan, "ann") == "H H H"
    assert outcome.measures.team_hours == {"T": 6.0}
