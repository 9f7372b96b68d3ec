"""``bedflow decide``: decisions as a file or as options, what is printed, written and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow.decide import read_decisions
from bedflow.ingest import read_snapshot, write_json
from bedflow_api.main import run
from tests.paper import MONDAY, TUESDAY, WARD, WEDNESDAY, ann, bob, district, phase, proven, unit

SIGNED = {"by": "site manager", "at": f"{MONDAY}T08:30:00+00:00"}
CALM = ["--look", "0"]


@pytest.fixture
def town(tmp_path: Path) -> list[str]:
    """Write a snapshot and its plan; give what a command line begins with."""
    home = phase("home_support")
    narrow = {**unit("H", "home_support", daily_intake=1), "name": "North home"}
    people = [ann("W", home, frailty=9, sex="female", zone="riverside"), bob("W", home)]
    snapshot = district(4, [WARD, narrow], people)
    write_json(snapshot, tmp_path / "town.json")
    (tmp_path / "plan.json").write_text(proven(snapshot).model_dump_json(by_alias=True), encoding="utf-8")
    return [str(tmp_path / "town.json"), "--plan", str(tmp_path / "plan.json")]


def decisions_file(tmp_path: Path, *decisions: dict[str, Any]) -> str:
    file = tmp_path / "decisions.json"
    document = {"decisions": [{**SIGNED, **decision} for decision in decisions]}
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def test_a_stay_is_decided_and_planned_around(town: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decide", *town, *CALM, "--stays", "ann", "--by", "matron", "--reason", "IF03"]) == 0
    said = capsys.readouterr().out
    assert "ann: stays today (matron: Other home-based social care service arrangements" in said
    assert "2 patients with another course, 2 of them from Mon 23 Nov to Wed 25 Nov" in said
    assert "why     lock: W on Mon 23 Nov" in said
    assert "why     takes what ann leaves (arrival, North home, Mon 23 Nov)" in said


def test_snapshot_plan_and_record_are_written_and_belong_together(town: list[str], tmp_path: Path) -> None:
    outputs = ["-o", "new.json", "--plan-out", "again.json", "--record", "record.json"]
    outputs = [each if each.startswith("-") else str(tmp_path / each) for each in outputs]
    assert (
        run(["decide", *town, *CALM, "--refuse", "ann=H", "--by", "family", "--text", "too far", *outputs])
        == 0
    )
    assert run(["check", str(tmp_path / "new.json"), str(tmp_path / "again.json")]) == 0
    assert read_snapshot(tmp_path / "new.json").patients[0].excluded_units == ("H",)
    (kept,) = read_decisions(tmp_path / "record.json")
    assert (kept.by, kept.text, kept.unit) == ("family", "too far", "H")
    assert "too far" not in (tmp_path / "new.json").read_text(encoding="utf-8")


def test_the_record_is_added_to(town: list[str], tmp_path: Path) -> None:
    record = str(tmp_path / "record.json")
    for patient in ("ann", "bob"):
        assert run(["decide", *town, *CALM, "--stays", patient, "--by", "matron", "--record", record]) == 0
    assert [each.patient for each in read_decisions(record)] == ["ann", "bob"]


def test_every_kind_of_option_is_a_decision(
    town: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--accept", "bob", "--not-before", f"ann={WEDNESDAY}", "--by", "matron", "--json"]
    assert run(["decide", *town, *CALM, *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in said["decisions"]] == ["accept", "not_before"]
    options = ["--lock", f"ann=W@{TUESDAY}", "--by", "matron", "--json"]
    assert run(["decide", *town, *CALM, *options]) == 0
    (locked,) = json.loads(capsys.readouterr().out)["decisions"]
    assert (locked["unit"], locked["date"]) == ("W", TUESDAY)


def test_a_file_and_options_are_taken_together(
    town: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = decisions_file(tmp_path, {"kind": "note", "patient": "bob", "text": "daughter rings at noon"})
    assert run(["decide", town[0], file, *town[1:], *CALM, "--stays", "ann", "--by", "matron"]) == 0
    said = capsys.readouterr().out
    assert "Decided: 2 decisions" in said
    assert "bob: a note (site manager)" in said


def test_words_are_shown_only_when_asked_for(
    town: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = decisions_file(tmp_path, {"kind": "note", "patient": "bob", "text": "daughter rings at noon"})
    for how in ([], ["--json"]):
        assert run(["decide", town[0], file, *town[1:], *CALM, *how]) == 0
        said = capsys.readouterr().out
        assert "daughter" not in said
        assert "female" not in said
        assert "riverside" not in said
        assert run(["decide", town[0], file, *town[1:], *CALM, *how, "--show-details"]) == 0
        assert "daughter rings at noon" in capsys.readouterr().out


def test_what_planning_freely_would_save_is_said(town: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decide", *town, "--stays", "ann", "--by", "matron", "--worth", "2000", "--look", "0.3"]) == 0
    said = capsys.readouterr().out
    assert "1 patient with another course" in said
    assert "would save 1,126 beyond" in said
    assert "give 2 patients another course" in said
    freely = ["--worth", "2000", "--look", "0.3", "--freely"]
    assert run(["decide", *town, "--stays", "ann", "--by", "matron", *freely]) == 0
    assert "2 patients with another course" in capsys.readouterr().out


def test_decisions_that_cannot_be_are_told_at_once_and_nothing_is_written(
    town: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = {"kind": "lock", "patient": "nobody", "unit": "nowhere", "date": MONDAY}
    file = decisions_file(tmp_path, lost, {"kind": "stay", "patient": "ann", "unit": "W"})
    new = tmp_path / "new.json"
    assert run(["decide", town[0], file, *town[1:], *CALM, "-o", str(new), "--json"]) == 2
    said = capsys.readouterr()
    assert len(json.loads(said.out)["faults"]) == 3
    assert "3 faults in the input" in said.err
    assert not new.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "nothing is decided"),
        (["--stays", "ann"], "--by is missing"),
        (["--lock", "ann=W", "--by", "matron"], "expected P=UNIT@DATE"),
        (["--lock", "ann=W@soon", "--by", "matron"], "expected a date like"),
        (["--refuse", "ann", "--by", "matron"], "expected P=UNIT"),
        (["--not-before", "ann=soon", "--by", "matron"], "expected a date like"),
        (["--stays", "ann", "--by", "matron", "--freely", "--look", "0"], "--freely needs time"),
        (["--stays", "ann", "--by", "matron", "--worth", "-1"], "expected a number of 0 or more"),
        (["--stays", "ann", "--by", "matron", "-o", "{town}"], "already the name of another file"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(
    town: list[str], options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [each.format(town=town[0]) for each in options]
    assert run(["decide", *town, *options]) == 2
    assert told in capsys.readouterr().err


def test_signature_without_options_is_refused(
    town: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = decisions_file(tmp_path, {"kind": "note", "patient": "bob"})
    assert run(["decide", town[0], file, *town[1:], "--by", "matron"]) == 2
    assert "are for decisions given as options" in capsys.readouterr().err


def test_prices_set_for_the_plan_are_set_for_the_decisions(town: list[str], tmp_path: Path) -> None:
    made = str(tmp_path / "dear.json")
    assert run(["plan", town[0], "--set", "transfer=70", "--effort", "20", "-o", made, "--quiet"]) == 0
    options = ["--plan", made, "--stays", "ann", "--by", "matron", *CALM]
    assert run(["decide", town[0], *options]) == 2
    assert run(["decide", town[0], *options, "--set", "transfer=70"]) == 0


def test_without_a_plan_one_is_made_first(town: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--effort", "20", "--quiet", "--stays", "ann", "--by", "matron"]
    assert run(["decide", town[0], *options, *CALM]) == 0
    assert "ann: later" in capsys.readouterr().out


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decide", "--help"]) == 0
    assert "bedflow decide district.json --plan plan.json --lock" in capsys.readouterr().out


def test_unchanged_courses_are_said_in_one_line(town: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decide", *town, *CALM, "--accept", "ann", "--by", "matron"]) == 0
    said = capsys.readouterr().out
    assert "ann: moves as planned (matron)" in said
    assert "Nobody's course changes." in said
