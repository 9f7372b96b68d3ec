"""Decisions make a new snapshot: what each becomes, and which cannot be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bedflow.decide import decided, decisions_document, decisions_of, read_decisions
from bedflow.domain import Decision, Lock, Patient, Plan, Snapshot
from bedflow.ingest import BadInput, read_document, read_snapshot, write_folder
from tests.paper import (
    COMMUNITY,
    HOME,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    district,
    person,
    phase,
    proven,
)

SIGNED = {"by": "site manager", "at": f"{MONDAY}T08:30:00+00:00"}


def decision(kind: str, patient: str, **facts: Any) -> Decision:
    return Decision.model_validate({"kind": kind, "patient": patient, **SIGNED, **facts})


@pytest.fixture(scope="module")
def town() -> Snapshot:
    """Ann goes to rehabilitation on Tuesday and home on Thursday; Bob stays; Cas arrives on Tuesday."""
    patients = [
        ann("W", phase("acute", 1), phase("community_hospital", 2), phase("home_support", 9)),
        bob("W", phase("acute", 9), locks=[{"date": MONDAY, "unit": "W"}]),
        person("cas", phase("acute", 9), arrives=TUESDAY),
    ]
    # Care in a community hospital is cheaper than in this step-down, so that the plan is the only best.
    return read_document(district(5, [WARD, COMMUNITY, HOME], patients).to_document())


@pytest.fixture(scope="module")
def standing(town: Snapshot) -> Plan:
    return proven(town)


def after(town: Snapshot, standing: Plan, *decisions: Decision) -> dict[str, Patient]:
    return {one.id: one for one in decided(town, standing, decisions).patients}


def locks(patient: Patient) -> dict[str, str]:
    return {lock.date.isoformat(): lock.unit for lock in patient.locks}


def faults(town: Snapshot, standing: Plan, *decisions: Decision) -> list[str]:
    with pytest.raises(BadInput) as refused:
        decided(town, standing, decisions)
    return [str(fault) for fault in refused.value.faults]


def test_accepting_locks_the_moves_of_days_0_to_2_to_their_dates(town: Snapshot, standing: Plan) -> None:
    # The move on Tuesday: still in the ward on Monday. The move home on Thursday is day 3.
    assert locks(after(town, standing, decision("accept", "ann"))["ann"]) == {MONDAY: "W", TUESDAY: "K"}


def test_accepting_a_date_locks_the_move_of_that_date(town: Snapshot, standing: Plan) -> None:
    made = after(town, standing, decision("accept", "ann", date=THURSDAY))
    assert locks(made["ann"]) == {WEDNESDAY: "K", THURSDAY: "H"}


def test_accepting_an_arrival_locks_where_they_come_to(town: Snapshot, standing: Plan) -> None:
    assert locks(after(town, standing, decision("accept", "cas"))["cas"]) == {TUESDAY: "W"}


def test_a_lock_replaces_the_one_of_that_date(town: Snapshot, standing: Plan) -> None:
    made = after(town, standing, decision("lock", "bob", unit="W", date=TUESDAY))
    assert locks(made["bob"]) == {MONDAY: "W", TUESDAY: "W"}
    again = after(town, standing, decision("lock", "bob", unit="W", date=MONDAY))
    assert again["bob"].locks == (Lock(date=date.fromisoformat(MONDAY), unit="W"),)


def test_a_refusal_excludes_the_unit_and_takes_back_locks_into_it(town: Snapshot, standing: Plan) -> None:
    made = after(town, standing, decision("refuse", "bob", unit="W"), decision("refuse", "ann", unit="K"))
    assert (made["bob"].excluded_units, made["bob"].locks) == (("W",), ())
    assert made["ann"].excluded_units == ("K",)


def test_not_before_dates_the_phase_the_next_move_is_for(town: Snapshot, standing: Plan) -> None:
    made = after(town, standing, decision("not_before", "ann", date=WEDNESDAY, reasons=["IF02"]))
    acute, community, home = made["ann"].phases
    assert (acute.not_before, home.not_before) == (None, None)
    assert (community.not_before, community.reason) == (date.fromisoformat(WEDNESDAY), "IF02")
    assert proven_course(town, standing, decision("not_before", "ann", date=WEDNESDAY)) == "W W K K H"


def proven_course(town: Snapshot, standing: Plan, *decisions: Decision) -> str:
    made = proven(decided(town, standing, decisions))
    return " ".join(str(at) for at in made.courses[0].units)


def test_not_before_keeps_a_later_date_that_bars_the_phase_already() -> None:
    late = phase("home_support", not_before=WEDNESDAY, reason="IF03")
    town = district(4, [WARD, HOME], [ann("W", late)])
    made = after(town, proven(town), decision("not_before", "ann", date=TUESDAY, reasons=["IF08"]))
    (home,) = made["ann"].phases
    assert (home.not_before, home.reason) == (date.fromisoformat(WEDNESDAY), "IF03")


def test_not_before_never_stops_care_the_patient_already_has() -> None:
    # Ann is an outlier in another ward and is to move on Monday; her acute care goes on meanwhile.
    own = {**WARD, "id": "V", "specialties": ["hips"]}
    other = {**WARD, "specialties": ["hearts"]}
    town = district(4, [other, own], [ann("W", phase("acute", 9), specialty="hips")])
    made = after(town, standing := proven(town), decision("not_before", "ann", date=WEDNESDAY))
    assert made["ann"].phases == town.patients[0].phases
    assert locks(made["ann"]) == {MONDAY: "W", TUESDAY: "W"}
    assert proven_course(town, standing, decision("not_before", "ann", date=WEDNESDAY)) == "W W V V"


def test_staying_locks_to_the_present_unit_today_or_for_some_days(town: Snapshot, standing: Plan) -> None:
    assert locks(after(town, standing, decision("stay", "ann"))["ann"]) == {MONDAY: "W"}
    longer = decision("stay", "ann", date=TUESDAY, until=THURSDAY)
    assert locks(after(town, standing, longer)["ann"]) == {TUESDAY: "W", WEDNESDAY: "W", THURSDAY: "W"}


def test_a_note_changes_nobody(town: Snapshot, standing: Plan) -> None:
    made = decided(town, standing, [decision("note", "ann", text="daughter rings at noon")])
    assert made.patients == town.patients


def test_the_plan_decided_on_becomes_the_one_that_stood(town: Snapshot, standing: Plan) -> None:
    made = decided(town, standing, [])
    assert made.previous_plan is not None
    assert made.previous_plan.courses == standing.courses


def test_the_new_snapshot_is_good_input_in_either_form(
    town: Snapshot, standing: Plan, tmp_path: Path
) -> None:
    made = decided(town, standing, [decision("accept", "ann"), decision("refuse", "bob", unit="H")])
    assert read_document(made.to_document()) == made
    assert read_document(made.to_document()).sha256 == made.sha256
    write_folder(made, tmp_path / "folder")
    assert read_snapshot(tmp_path / "folder") == made


def test_every_fault_is_told_at_once_with_its_place(town: Snapshot, standing: Plan) -> None:
    told = faults(
        town,
        standing,
        decision("lock", "nobody", unit="W", date=MONDAY),
        decision("lock", "ann", unit="nowhere", date="2027-01-01"),
        decision("lock", "ann"),
        decision("refuse", "ann", unit="K", date=MONDAY),
        decision("accept", "bob"),
        decision("stay", "cas"),
        decision("not_before", "bob", date=TUESDAY),
        decision("not_before", "ann", date=MONDAY),
        decision("stay", "ann", date=WEDNESDAY, until=TUESDAY),
        decision("accept", "ann", date=WEDNESDAY),
        decision("lock", "Mrs Gray of North Street", unit="nowhere", date=MONDAY),
    )
    at = "list of decisions: decisions"
    assert told == [
        f"{at}[0].patient: expected the id of a patient of this snapshot, who is in a unit or arrives",
        f"{at}[1] (ann).unit: expected the id of a unit of this snapshot",
        f"{at}[1] (ann).date: expected a date of the horizon, {MONDAY} to 2026-11-27",
        f"{at}[2] (ann).unit: expected a value; lock needs it",
        f"{at}[2] (ann).date: expected a value; lock needs it",
        f"{at}[3] (ann).date: expected nothing here; refuse does not take it",
        f"{at}[4].patient: expected somebody whom the plan moves on days 0 to 2",
        f"{at}[5].patient: expected somebody who is in a unit; this patient is still to arrive",
        f"{at}[6].patient: expected somebody whom the plan moves",
        f"{at}[7] (ann).date: expected a date after today",
        f"{at}[8] (ann).until: expected a date on or after the first of the stay",
        f"{at}[9].patient: expected somebody whom the plan moves on {WEDNESDAY}",
        # What is no id of this snapshot may be a name; it is never said again.
        f"{at}[10].patient: expected the id of a patient of this snapshot, who is in a unit or arrives",
        f"{at}[10].unit: expected the id of a unit of this snapshot",
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (
            decision("accept", "ann"),
            decision("stay", "ann", date=TUESDAY),
            f"decisions[0] has the patient in another unit on {TUESDAY}",
        ),
        (
            decision("refuse", "ann", unit="K"),
            decision("accept", "ann"),
            "decisions[0] refuses the unit",
        ),
        (
            decision("lock", "ann", unit="K", date=TUESDAY),
            decision("refuse", "ann", unit="K"),
            "decisions[0] has the patient in the unit that is refused",
        ),
        (
            decision("not_before", "ann", date=TUESDAY),
            decision("not_before", "ann", date=WEDNESDAY),
            "decisions[0] sets a date already",
        ),
    ],
)
def test_two_decisions_that_contradict_are_refused(
    town: Snapshot, standing: Plan, first: Decision, second: Decision, told: str
) -> None:
    assert faults(town, standing, first, second) == [
        f"list of decisions: decisions[1] (ann): expected no contradiction: {told}"
    ]


def test_the_same_decision_twice_is_no_contradiction(town: Snapshot, standing: Plan) -> None:
    twice = [decision("accept", "ann"), decision("accept", "ann")]
    assert locks(after(town, standing, *twice)["ann"]) == {MONDAY: "W", TUESDAY: "K"}


def test_a_lock_that_no_course_can_obey_is_refused(town: Snapshot, standing: Plan) -> None:
    # Bob still needs acute care, and that is not safe at home.
    told = faults(town, standing, decision("note", "ann"), decision("lock", "bob", unit="H", date=TUESDAY))
    assert len(told) == 1
    assert told[0].startswith("list of decisions: decisions[1] (bob): expected a lock that a course can obey")


def test_what_no_course_can_obey_is_told_with_all_other_faults(town: Snapshot, standing: Plan) -> None:
    told = faults(
        town,
        standing,
        decision("lock", "ann", unit="H", date=MONDAY),
        decision("lock", "bob", unit="nowhere", date=MONDAY),
    )
    assert len(told) == 2
    assert told[0].startswith("list of decisions: decisions[0] (ann)")
    assert told[1].startswith("list of decisions: decisions[1] (bob).unit")


def test_an_accepted_move_and_a_later_date_for_it_cannot_both_be(town: Snapshot, standing: Plan) -> None:
    told = faults(town, standing, decision("accept", "ann"), decision("not_before", "ann", date=THURSDAY))
    assert told[0].endswith(f"decisions[0] has the patient in another unit on {TUESDAY}")


def test_decisions_are_read_of_json_and_toml_alike(tmp_path: Path) -> None:
    made = (
        decision("lock", "ann", unit="K", date=TUESDAY, reasons=["IF02"], text="bed is held"),
        decision("note", "bob"),
    )
    (tmp_path / "decisions.json").write_text(json.dumps(decisions_document(made)), encoding="utf-8")
    (tmp_path / "decisions.toml").write_text(
        f"""
[[decisions]]
kind = "lock"
patient = "ann"
unit = "K"
date = {TUESDAY}
by = "site manager"
at = {MONDAY}T08:30:00+00:00
reasons = ["IF02"]
text = "bed is held"

[[decisions]]
kind = "note"
patient = "bob"
by = "site manager"
at = "{MONDAY}T08:30:00+00:00"
""",
        encoding="utf-8",
    )
    assert read_decisions(tmp_path / "decisions.json") == read_decisions(tmp_path / "decisions.toml") == made


def test_faults_of_fields_are_told_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        decisions_of({"decisions": [{"kind": "maybe", "patient": "ann", "at": "soon"}, {"sort": "lock"}]})
    told = [str(fault) for fault in refused.value.faults]
    assert told == [
        "list of decisions: decisions[0].kind: expected one of accept, lock, refuse, not_before, stay, note",
        "list of decisions: decisions[0].at: expected a time like 2026-11-23T08:00:00+00:00",
        "list of decisions: decisions[0].by: expected a value; the field is required",
        "list of decisions: decisions[1].sort: expected a field that is known",
        "list of decisions: decisions[1].kind: expected a value; the field is required",
        "list of decisions: decisions[1].patient: expected a value; the field is required",
        "list of decisions: decisions[1].by: expected a value; the field is required",
        "list of decisions: decisions[1].at: expected a value; the field is required",
    ]


@pytest.mark.parametrize("content", ["decisions = [", "x = 1979-05-27T07:32:00Z\ny = [", ""])
def test_a_file_that_is_no_list_of_decisions_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        read_decisions(file)
