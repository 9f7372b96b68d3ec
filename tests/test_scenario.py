"""A scenario is read whole, held against the snapshot, and applied: each fact small enough for paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Snapshot, Weekday
from bedflow.ingest import BadInput, read_scenario, scenario_of
from bedflow.sample import sample_district
from bedflow.whatif import (
    Change,
    ChangeKind,
    Lever,
    Scenario,
    Target,
    applied,
    apply_scenarios,
    scenario_document,
    scenario_sha256,
)
from bedflow.whatif.rounding import FairRounding, exact
from tests.paper import MONDAY, TUESDAY, ann, bob, district, person, phase, team, unit

SATURDAY = "2026-11-28"
ORTHO = {"specialty": "orthopaedics"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def what_if(*changes: dict[str, Any], name: str = "q") -> Scenario:
    return scenario_of({"name": name, "changes": list(changes)})


def town(**facts: Any) -> Snapshot:
    """Two wards of three beds and a rehabilitation ward, a home zone and its nurses; two patients."""
    units = [
        unit("A", "acute", beds=3, site="GENERAL", organisation="trust"),
        unit("B", "acute", beds=3, site="GENERAL", organisation="trust"),
        unit("K", "community_hospital", beds=4, surge=1, daily_intake=1, organisation="community"),
        unit("H", "home_support", zones=["north"]),
    ]
    patients = [ann("A", phase("acute", 2)), bob("K", phase("community_hospital", 9))]
    rest = {"teams": [team(5.0, "H")], **facts}
    return district(7, units, rest.pop("patients", patients), **rest)


def unit_of(snapshot: Snapshot, name: str) -> Any:
    return next(each for each in snapshot.units if each.id == name)


def beds(snapshot: Snapshot, name: str) -> list[int]:
    return [unit_of(snapshot, name).beds_on(each) for each in snapshot.days]


def faults(snapshot: Snapshot, *changes: dict[str, Any]) -> list[str]:
    with pytest.raises(BadInput) as bad:
        applied(snapshot, what_if(*changes))
    return [f"{fault.where}: {fault.expected}" for fault in bad.value.faults]


# ---- reading


def test_scenario_is_read_from_a_small_file(tmp_path: Path) -> None:
    file = tmp_path / "closes.toml"
    file.write_text(
        'name = "b-closes"\nquestion = "What if B closes on Tuesday?"\n\n[[changes]]\n'
        'do = "close"\nof = {unit = "B"}\nfrom = 2026-11-24\n',
        encoding="utf-8",
    )
    read = read_scenario(file)
    made = Change(do=ChangeKind.CLOSE, of=Target(unit="B"), from_=day(TUESDAY))
    assert read == Scenario(name="b-closes", question="What if B closes on Tuesday?", changes=(made,))
    assert scenario_of(scenario_document(read)) == read


def test_all_faults_of_a_file_are_told_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        what_if(
            {"do": "scale", "what": "beds"},
            {"do": "close", "amount": 2},
            {"do": "zap", "colour": "red"},
            {"do": "set", "what": "hours", "amount": 1, "of": {"stream": "s"}, "from": "2026-13-01"},
            {"do": "add", "what": "stays", "amount": 1, "from": MONDAY},
            {"do": "set", "what": "beds", "amount": 1.5, "of": {"unit": "A"}},
        )
    told = str(bad.value)
    assert "changes[0]: expected amount; scale needs it" in told
    assert "changes[1]: expected no amount; close does not take it; expected of: close needs to" in told
    assert "changes[2].do: expected one of set, add, scale, redesignate, close, open, new, remove" in told
    assert "changes[2].colour: expected a field that is known" in told
    assert "changes[3].from: expected a date like 2026-11-23" in told
    assert "changes[4]: expected no dates; stays cannot change within the horizon" in told
    assert "changes[5]: expected a whole number as amount" in told


def test_a_file_that_is_no_toml_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('name = "x\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"broken\.toml: expected a TOML document"):
        read_scenario(file)


def test_sha256_is_of_what_a_scenario_says_however_it_is_written() -> None:
    close = {"do": "close", "of": {"unit": "B"}}
    assert scenario_sha256(what_if(close)) == scenario_sha256(what_if({**close, "to": None, "weekdays": []}))
    assert scenario_sha256(what_if(close)) != scenario_sha256(what_if({**close, "to": MONDAY}))


# ---- names


def test_unknown_names_are_told_with_what_exists() -> None:
    told = faults(
        town(),
        {"do": "close", "of": {"unit": ["A", "Z"]}},
        {"do": "add", "what": "hours", "amount": 1, "of": {"discipline": "nursin"}},
        {"do": "add", "what": "beds", "amount": 1, "of": {"site": "GENERALS", "organisation": "nhs"}},
        {"do": "scale", "what": "stays", "amount": 0.5, "of": {"specialty": "hips"}},
    )
    assert told == [
        "changes[0].of.unit[1]: expected a unit of this snapshot, which has A, B, K, H",
        "changes[1].of.discipline: expected a discipline of this snapshot, which has nursing; "
        "did you mean nursing?",
        "changes[2].of.site: expected a site of this snapshot, which has GENERAL",
        "changes[2].of.organisation: expected an organisation of this snapshot, which has trust, community",
        "changes[3].of.specialty: expected a specialty of this snapshot, which has none",
    ]


def test_names_that_fit_nothing_together_are_refused() -> None:
    change = {
        "do": "add",
        "what": "beds",
        "amount": 1,
        "of": {"site": "GENERAL", "organisation": "community"},
    }
    assert faults(town(), change) == ["changes[0].of: expected a unit that fits all of it; there is none"]


def test_scenario_that_changes_nothing_says_so_and_leaves_the_very_snapshot() -> None:
    snapshot = town()
    made = apply_scenarios(snapshot, what_if({"do": "add", "what": "beds", "amount": 0, "of": {"unit": "A"}}))
    assert made.snapshot is snapshot
    assert list(made.notices()) == ["q: changes nothing; the district stays as it is"]


def test_a_change_that_does_nothing_beside_others_is_named() -> None:
    no_limit = {"do": "add", "what": "daily_intake", "amount": 1, "of": {"unit": "H"}}
    made = apply_scenarios(town(), what_if({"do": "close", "of": {"unit": "B"}}, no_limit))
    assert list(made.notices()) == ["q: changes[1] changes nothing"]


# ---- limits


def test_beds_are_set_on_the_dates_and_days_of_the_week_given() -> None:
    change = {"do": "set", "what": "beds", "amount": 1, "of": {"unit": "A"}, "from": TUESDAY, "to": SATURDAY}
    assert beds(applied(town(), what_if(change)), "A") == [3, 1, 1, 1, 1, 1, 3]
    weekend = {**change, "from": None, "to": None, "weekdays": ["sat", "sun"]}
    assert beds(applied(town(), what_if(weekend)), "A") == [3, 3, 3, 3, 3, 1, 1]


def test_what_would_fall_below_nothing_is_nothing() -> None:
    change = {"do": "add", "what": "beds", "amount": -5, "of": {"unit": "A"}}
    assert beds(applied(town(), what_if(change)), "A") == [0] * 7


def test_scaled_beds_of_a_group_add_up_to_the_scaled_sum() -> None:
    # 3 x 1.5 = 4.5 each: the first ward has 5, the second 4, and the sum is 9 as it should be.
    scaled = applied(
        town(), what_if({"do": "scale", "what": "beds", "amount": 1.5, "of": {"setting": "acute"}})
    )
    assert (beds(scaled, "A")[0], beds(scaled, "B")[0]) == (5, 4)


def test_fair_rounding_never_takes_away_from_what_is_scaled_up() -> None:
    fair = FairRounding()
    assert [fair.take(exact(1.1) * 5) for _ in range(4)] == [6, 5, 6, 5]


def test_hours_are_those_of_teams_that_serve_the_place() -> None:
    change = {"do": "add", "what": "hours", "amount": 7.5, "of": {"zone": "north", "discipline": "nursing"}}
    more = applied(town(), what_if({**change, "weekdays": ["sat"]})).teams[0]
    assert [more.hours_on(each) for each in town().days] == [5, 5, 5, 5, 5, 12.5, 5]


def test_scaled_hours_are_the_decimals_a_person_would_write() -> None:
    more = applied(town(), what_if({"do": "scale", "what": "hours", "amount": 1.1})).teams[0]
    assert more.hours_on(day(MONDAY)) == 5.5


def test_intake_cannot_be_set_on_an_acute_unit() -> None:
    change = {"do": "set", "what": "daily_intake", "amount": 1, "of": {"unit": "A"}}
    told = "changes[0].of: expected units that are not acute: the front door cannot be shut"
    assert faults(town(), change) == [told]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"do": "scale", "what": "demand", "amount": 1e9}, "expected at most 10,000 in per_day of"),
        ({"do": "add", "what": "beds", "amount": 1e9}, "in beds of A001"),
        ({"do": "scale", "what": "hours", "amount": 1e9}, "in hours of"),
    ],
)
def test_more_than_a_snapshot_may_hold_is_refused_in_a_sentence(change: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput) as refused:
        applied(sample_district(beds=24, seed=3), scenario_of({"name": "much", "changes": [change]}))
    assert "much: changes[0].amount: expected" in str(refused.value)
    assert told in str(refused.value)


def test_demand_rises_on_the_dates_given() -> None:
    stream = {
        "id": "s",
        "per_day": 2,
        "phases": [phase("acute", 1)],
        "overrides": [{"date": TUESDAY, "per_day": 4}],
    }
    change = {"do": "scale", "what": "demand", "amount": 1.25, "to": TUESDAY}
    more = applied(town(arrivals=[stream]), what_if(change)).arrivals[0]
    assert [more.mean_on(each) for each in town().days][:3] == [2.5, 5.0, 2.0]


# ---- closing and opening


def test_closed_unit_has_no_beds_no_surge_and_no_arrivals_from_the_date() -> None:
    closed = unit_of(applied(town(), what_if({"do": "close", "of": {"unit": "K"}, "from": TUESDAY})), "K")
    monday, tuesday = day(MONDAY), day(TUESDAY)
    assert (closed.beds_on(monday), closed.surge_on(monday), closed.daily_intake_on(monday)) == (4, 1, 1)
    assert (closed.beds_on(tuesday), closed.surge_on(tuesday), closed.daily_intake_on(tuesday)) == (0, 0, 0)


def test_closing_then_opening_is_the_very_snapshot() -> None:
    snapshot = town()
    of = {"of": {"unit": "K"}, "from": TUESDAY}
    close, reopen = what_if({"do": "close", **of}), what_if({"do": "open", **of})
    assert applied(snapshot, [close, reopen]) is snapshot
    assert applied(snapshot, [close, reopen]).sha256 == snapshot.sha256


def test_closing_then_opening_later_leaves_the_days_between_closed() -> None:
    close = what_if({"do": "close", "of": {"unit": "K"}, "from": TUESDAY})
    reopen = what_if({"do": "open", "of": {"unit": "K"}, "from": SATURDAY})
    assert beds(applied(town(), [close, reopen]), "K") == [4, 0, 0, 0, 0, 4, 4]


def test_a_unit_without_beds_opens_with_a_number() -> None:
    shut = town()
    shut = shut.model_copy(update={"units": tuple(it.model_copy(update={"beds": 0}) for it in shut.units)})
    told = "changes[0].amount: expected amount: K has no beds of its own on these dates to go back to"
    assert faults(shut, {"do": "open", "of": {"unit": "K"}}) == [told]
    assert beds(applied(shut, what_if({"do": "open", "of": {"unit": "K"}, "amount": 6})), "K") == [6] * 7


CHANGES_OF_ALL_KINDS: list[dict[str, Any]] = [
    {"do": "close", "of": {"setting": "step_down"}},
    {"do": "scale", "what": "beds", "amount": 2},
    {"do": "scale", "what": "stays", "amount": 0.5},
    {"do": "add", "what": "demand", "amount": 1},
    {"do": "scale", "what": "cost_per_day", "amount": 0.5},
    {"do": "scale", "what": "hours", "amount": 0.5},
    {"do": "set", "what": "policy", "name": "surge_bed", "amount": 1},
]


@pytest.mark.parametrize("change", CHANGES_OF_ALL_KINDS)
def test_the_district_a_scenario_is_applied_to_stays_as_it_was(change: dict[str, Any]) -> None:
    snapshot = sample_district(beds=24, seed=3)
    document, sha256 = snapshot.to_document(), snapshot.sha256
    assert applied(snapshot, scenario_of({"name": "other", "changes": [change]})) is not snapshot
    assert snapshot.to_document() == document
    assert snapshot.sha256 == sha256


def test_scenarios_apply_in_their_order() -> None:
    double = what_if({"do": "scale", "what": "beds", "amount": 2, "of": {"unit": "A"}})
    one_more = what_if({"do": "add", "what": "beds", "amount": 1, "of": {"unit": "A"}})
    assert beds(applied(town(), [double, one_more]), "A")[0] == 7
    assert beds(applied(town(), [one_more, double]), "A")[0] == 8
    joined = Scenario(name="both", changes=(*double.changes, *one_more.changes))
    assert applied(town(), joined) == applied(town(), [double, one_more])


# ---- redesignation, cost, coming and going


def test_redesignated_ward_is_step_down_of_another_organisation_for_everybody_in_it() -> None:
    rehab = town(patients=[ann("A", phase("step_down", 2))])
    change = {"do": "redesignate", "of": {"unit": "A"}, "setting": "step_down", "organisation": "community"}
    made = applied(rehab, what_if({**change, "cost_per_day": 260}))
    ward = unit_of(made, "A")
    assert (ward.setting, ward.organisation, ward.cost_per_day) == ("step_down", "community", 260)
    assert made.patients[0].site == "GENERAL"  # Should Ann fall ill, it is still the hospital for her.


def test_somebody_without_an_acute_unit_to_move_up_to_is_told_of_in_one_report() -> None:
    change = {"do": "redesignate", "of": {"setting": "acute"}, "setting": "step_down"}
    told = faults(town(), change)
    assert len(told) == 1
    assert told[0].startswith("patients[0].phases: expected an acute unit the patient may be in")


def test_unit_that_becomes_acute_loses_its_limit_of_arrivals() -> None:
    change = {"do": "redesignate", "of": {"unit": "K"}, "setting": "acute"}
    assert unit_of(applied(town(), what_if(change)), "K").daily_intake is None


def test_cost_of_a_group_is_scaled() -> None:
    change = {"do": "scale", "what": "cost_per_day", "amount": 1.05, "of": {"organisation": "trust"}}
    made = applied(town(), what_if(change))
    assert [each.cost_per_day for each in made.units] == [420.0, 420.0, 250, 100]


def test_new_unit_and_team_come_whole_and_go_again() -> None:
    snapshot = town()
    ward = {"do": "new", "unit": unit("S", "step_down", beds=2)}
    therapists = {"do": "new", "team": {**team(3, "S"), "id": "U", "discipline": "therapy"}}
    made = applied(snapshot, what_if(ward, therapists))
    assert [each.id for each in made.units] == ["A", "B", "K", "H", "S"]
    gone = what_if({"do": "remove", "of": {"team": "U"}}, {"do": "remove", "of": {"unit": "S"}})
    assert applied(snapshot, [what_if(ward, therapists), gone]) == snapshot


def test_unit_with_people_in_it_is_closed_rather_than_removed() -> None:
    told = faults(town(), {"do": "remove", "of": {"unit": "A"}})
    assert told == ["changes[0].of: expected units with nobody in them; A has 1 patient: close it instead"]


def test_removed_unit_is_named_by_nobody_any_more() -> None:
    picky = town(patients=[ann("A", phase("acute", 2), preferred_units=["B"], excluded_units=["H"])])
    made = applied(picky, what_if({"do": "remove", "of": {"unit": ["B", "H"]}}))
    assert (made.patients[0].preferred_units, made.patients[0].excluded_units) == ((), ())
    assert made.teams[0].units == ()


def test_prices_and_tables_of_the_policy_are_set() -> None:
    made = applied(
        town(),
        what_if(
            {"do": "scale", "what": "policy", "name": "surge_bed", "amount": 2},
            {"do": "set", "what": "policy", "name": "wait_weight.acute", "amount": 1.2},
            {"do": "set", "what": "policy", "name": "idle.home_support", "settings": ["acute", "step_down"]},
        ),
    ).policy
    assert (made.surge_bed, made.wait_weight["acute"]) == (1000, 1.2)  # type: ignore[index]
    assert made.idle["home_support"] == ("acute", "step_down")  # type: ignore[index]
    assert made.idle["acute"] == ("acute",)  # type: ignore[index]


def test_policy_that_does_not_exist_is_told_with_those_that_do() -> None:
    told = faults(
        town(),
        {"do": "set", "what": "policy", "name": "surge", "amount": 1},
        {"do": "set", "what": "policy", "name": "wait_weight", "amount": 1},
        {"do": "set", "what": "policy", "name": "idle.acute", "amount": 1},
    )
    assert told[0].startswith("changes[0].name: expected a name of the policy")
    assert told[1].startswith("changes[1].name: expected one of wait_weight.acute, ")
    assert told[2] == "changes[2].settings: expected settings; idle is a table"


# ---- stays


def hips(*people: dict[str, Any], **facts: Any) -> Snapshot:
    return town(patients=list(people), **facts)


HALVE = {"do": "scale", "what": "stays", "amount": 0.5, "of": {"setting": "acute", **ORTHO}}


def days(snapshot: Snapshot) -> list[list[int | None]]:
    return [[each.days for each in patient.phases] for patient in snapshot.patients]


def test_hip_stays_of_seven_days_become_four_and_three_by_turns() -> None:
    comers = [person(f"P{k}", phase("acute", 7), arrives=TUESDAY, **ORTHO) for k in range(4)]
    assert days(applied(hips(*comers), what_if(HALVE))) == [[4], [3], [4], [3]]


def test_a_stay_that_has_begun_and_other_specialties_keep_their_days() -> None:
    begun = ann("A", phase("acute", 7), phase("acute", 7), **ORTHO)
    other = person("P", phase("acute", 7), arrives=TUESDAY, specialty="surgery")
    assert days(applied(hips(begun, other), what_if(HALVE))) == [[7, 4], [7]]


def test_care_that_the_present_unit_does_not_give_has_not_begun() -> None:
    waiting = ann("A", phase("community_hospital", 10))
    under_way = bob("K", phase("community_hospital", 10))
    halve = {**HALVE, "of": {"setting": "community_hospital"}}
    assert days(applied(hips(waiting, under_way), what_if(halve))) == [[5], [10]]


def test_no_stay_falls_below_a_day_and_nobody_else_pays_for_it() -> None:
    comers = [
        person("P1", phase("acute", 1), arrives=TUESDAY, **ORTHO),
        person("P2", phase("acute", 8), arrives=TUESDAY, **ORTHO),
    ]
    assert days(applied(hips(*comers), what_if(HALVE))) == [[1], [4]]


def test_stays_without_an_end_stay_so_unless_they_are_set() -> None:
    comer = person("P", phase("acute", None), arrives=TUESDAY, **ORTHO)
    other = person("Q", phase("acute", 7), arrives=TUESDAY, **ORTHO)
    assert days(applied(hips(comer, other), what_if(HALVE))) == [[None], [4]]
    to_two = {**HALVE, "do": "set", "amount": 2}
    assert days(applied(hips(comer), what_if(to_two))) == [[2]]


def test_expected_people_stay_four_and_three_days_by_turns_and_come_as_before() -> None:
    stream = {"id": "hips", "per_day": 1.5, "phases": [phase("acute", 7)], **ORTHO}
    before = hips(arrivals=[stream])
    after = applied(before, what_if(HALVE))
    assert [each.id for each in after.arrivals] == ["hips", "hips~3"]
    comers = [one for each in after.arrivals for one in each.patients(before.days)]
    came = sorted(one.arrives for one in before.arrivals[0].patients(before.days) if one.arrives)
    assert sorted(one.arrives for one in comers if one.arrives) == came
    stays = [one.phases[0].days for one in comers]
    assert (stays.count(4), stays.count(3)) == (6, 5)


def test_a_split_stream_is_still_meant_by_its_name() -> None:
    stream = {"id": "hips", "per_day": 2, "phases": [phase("acute", 7)], **ORTHO}
    more = {"do": "scale", "what": "demand", "amount": 1.5, "of": {"stream": "hips"}}
    made = applied(hips(arrivals=[stream]), what_if(HALVE, more))
    assert [sum(each.mean_on(on) for each in made.arrivals) for on in made.days] == [3.0] * 7


def test_stays_that_divide_evenly_split_nothing() -> None:
    stream = {"id": "hips", "per_day": 2, "phases": [phase("acute", 8)], **ORTHO}
    made = applied(hips(arrivals=[stream]), what_if(HALVE))
    assert [(each.id, each.phases[0].days) for each in made.arrivals] == [("hips", 4)]


def test_how_long_a_stay_may_last_goes_along_with_it() -> None:
    comer = person("P", phase("acute", 8, days_p90=12), arrives=TUESDAY, **ORTHO)
    likely = person("Q", phase("acute", 2, day_chances=[0.5, 0.5]), arrives=TUESDAY, **ORTHO)
    made = applied(hips(comer, likely), what_if(HALVE))
    assert [each.phases[0].days_p90 for each in made.patients] == [6, None]
    assert made.patients[1].phases[0].day_chances is None


def test_levers_and_weekdays_are_the_words_of_the_file() -> None:
    assert Lever("daily_intake") is Lever.DAILY_INTAKE
    assert Weekday("sun") is Weekday.SUN
