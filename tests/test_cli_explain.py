"""``bedflow explain``: who waits and why, and one patient's course and reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow_api.commands import explain as command
from bedflow_api.main import run
from tests import bed_meeting


@pytest.fixture
def district(tmp_path: Path) -> Path:
    path = tmp_path / "district.json"
    path.write_text(json.dumps(bed_meeting.SNAPSHOT), encoding="utf-8")
    return path


@pytest.fixture
def plan_file(district: Path) -> Path:
    path = district.parent / "plan.json"
    assert run(["plan", str(district), "--effort", "1", "--quiet", "-o", str(path)]) == 0
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert run(["explain", *map(str, arguments)]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_everybody_who_waits_is_listed_with_a_sentence_for_a_manager(
    district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, district, "--plan", plan_file)
    assert "Who waits and why: 1 patient, the longest wait first" in said
    assert "cas 4" in said
    assert "arrangements still underway (Pathway 1), not before" in said.replace(" service", "")


def test_a_patient_has_a_course_and_a_sentence_for_each_audience(
    district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, district, "cas", "--plan", plan_file)
    assert said.startswith("cas: ")
    assert "waits for: home support" in said
    assert said.index("For a relative They are waiting in Ward <A> [north]") < said.index(
        "For a manager In Ward"
    )
    assert not any(other in said.split() for other in ("ann", "bob", "dee"))


@pytest.mark.parametrize(
    ("audience", "other"), [("relative", "For a manager"), ("manager", "For a relative")]
)
def test_only_the_audience_asked_for_is_told(
    audience: str, other: str, district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, district, "cas", "--plan", plan_file, "--for", audience)
    assert f"For a {audience}" in said
    assert other not in said
    listed = told(capsys, district, "--plan", plan_file, "--for", audience)
    assert ("They are waiting" in listed) is (audience == "relative")


def test_somebody_who_never_waits_is_told_so(
    district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No waiting day in this plan." in told(capsys, district, "bob", "--plan", plan_file)


def test_json_of_a_patient_is_one_document_with_every_reason(
    district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(told(capsys, district, "cas", "--plan", plan_file, "--json"))
    assert (document["patient"], document["days_so_far"]) == ("cas", 4)
    (wait,) = document["waits"]
    assert wait["reasons"][0]["kind"] == "not_before"
    assert wait["reasons"][0]["delay"] == "IF03"
    assert {"relative", "manager"} <= set(wait)


def test_json_of_everybody_has_expected_people_too(
    district: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(told(capsys, district, "--plan", plan_file, "--json"))
    longest = [each["days"] + each["days_so_far"] for each in document["waiting"]]
    assert longest == sorted(longest, reverse=True)
    assert "cas" in {each["patient"] for each in document["waiting"]}


def test_without_a_plan_it_plans_first(district: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["explain", str(district), "cas", "--effort", "1"]) == 0
    said = capsys.readouterr()
    assert "For a manager" in said.out
    assert "gap" in said.err


def test_nothing_of_a_patient_but_the_id_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {
        "age": 93,
        "sex": "female",
        "zone": "ZNORTH",
        "specialty": "SPELDERLY",
        "frailty": 9,
        "needs": ["NOXYGEN"],
    }
    patients: list[dict[str, Any]] = [dict(it) for it in bed_meeting.SNAPSHOT["patients"]]
    patients[2] |= facts
    units = [dict(it) for it in bed_meeting.SNAPSHOT["units"]]
    units[1] |= {"zones": ["ZSOUTH"]}
    path = tmp_path / "district.json"
    path.write_text(
        json.dumps({**bed_meeting.SNAPSHOT, "patients": patients, "units": units}), encoding="utf-8"
    )
    for arguments in ([], ["cas"], ["--json"], ["cas", "--json"]):
        said = told(capsys, path, *arguments, "--effort", "1")
        assert not any(word in said for word in ("93", "female", "ZNORTH", "SPELDERLY", "NOXYGEN"))


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_unknown_patient_is_bad_input_that_names_the_id_before_any_planning(
    as_json: list[str], district: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "standing_plan", _never)
    assert run(["explain", str(district), "P99999", *as_json]) == 2
    said = capsys.readouterr()
    assert "nobody is called P99999" in said.err
    assert bool(said.out) is bool(as_json)


def test_somebody_who_arrives_after_the_plan_is_not_called_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = {"id": "later", "arrives": "2027-01-04", "phases": [{"setting": "acute", "days": 1}]}
    path = tmp_path / "district.json"
    patients = [*bed_meeting.SNAPSHOT["patients"], later]
    path.write_text(json.dumps({**bed_meeting.SNAPSHOT, "patients": patients}), encoding="utf-8")
    assert run(["explain", str(path), "later"]) == 2
    assert "later arrives after its last day" in capsys.readouterr().err


def test_plan_of_another_snapshot_is_bad_input(
    district: Path, plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**bed_meeting.SNAPSHOT, "horizon_days": 2}), encoding="utf-8")
    assert run(["explain", str(other), "--plan", str(plan_file)]) == 2
    assert "expected a plan of this snapshot" in capsys.readouterr().err


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("planned although nobody of that id is there")
