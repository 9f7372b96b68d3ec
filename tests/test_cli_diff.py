"""``bedflow diff``: two plans side by side, printed and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bedflow.domain import Snapshot
from bedflow.ingest import write_json
from bedflow_api.briefing.words import hours, pounds
from bedflow_api.main import run
from tests.paper import HOME, MONDAY, WARD, ann, bob, district, phase, proven


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a district and a changed one, each with its plan."""
    home = phase("home_support")
    write(tmp_path, "town", district(3, [WARD, HOME], [ann("W", home, sex="female")]))
    held = ann("W", home, sex="female", locks=[{"date": MONDAY, "unit": "W"}])
    write(tmp_path, "held", district(3, [WARD, HOME], [held]))
    return tmp_path


def write(folder: Path, name: str, snapshot: Snapshot) -> None:
    write_json(snapshot, folder / f"{name}.json")
    made = proven(snapshot).model_dump_json(by_alias=True)
    (folder / f"{name}-plan.json").write_text(made, encoding="utf-8")


def arguments(folder: Path, *names: str) -> list[str]:
    return [str(folder / f"{name}.json") for name in names]


def test_a_changed_district_is_laid_beside_the_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = arguments(folder, "town", "town-plan", "held-plan")
    assert run(["diff", *files, "--after", str(folder / "held.json")]) == 0
    said = capsys.readouterr().out
    assert "1 patient with another course, 1 of them from Mon 23 Nov to Wed 25 Nov" in said
    assert "ann: later, days waited +1" in said
    assert "lock: W on Mon 23 Nov" in said
    assert "480 more" in said
    assert "female" not in said


def test_json_has_every_figure_and_the_verdict_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = arguments(folder, "town", "town-plan", "held-plan")
    assert run(["diff", *files, "--after", str(folder / "held.json"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["decided"], said["changed"], said["changed_soon"]) == (True, 1, 1)
    assert said["courses"][0]["because"][0]["kind"] == "lock"
    assert said["measures_after"]["waiting_days"]["acute"] == 1


def test_a_plan_beside_itself_changes_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *arguments(folder, "town", "town-plan", "town-plan")]) == 0
    said = capsys.readouterr().out
    assert "Nobody's course changes." in said
    assert "the same total" in said


def test_plans_without_a_date_in_common_are_not_said_to_agree(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = district(3, [WARD], [bob("W", phase("acute", 9))]).model_copy(
        update={"as_of": datetime(2027, 11, 22, 8, tzinfo=UTC)}
    )
    write_json(later, folder / "later.json")
    (folder / "later-plan.json").write_text(proven(later).model_dump_json(by_alias=True), encoding="utf-8")
    files = arguments(folder, "town", "town-plan", "later-plan")
    assert run(["diff", *files, "--after", str(folder / "later.json")]) == 0
    said = capsys.readouterr().out
    assert "no date in common" in said
    assert "not compared: the plans are of other days" in said


def test_the_plan_of_another_snapshot_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *arguments(folder, "town", "town-plan", "held-plan")]) == 2
    assert "expected a plan of this snapshot" in capsys.readouterr().err


def test_two_documents_cannot_come_from_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "-", "-", "plan.json"]) == 2
    assert "only one document can come from standard input" in capsys.readouterr().err


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "--help"]) == 0
    assert "bedflow diff district.json plan.json better.json" in capsys.readouterr().out


def test_next_to_nothing_is_said_without_a_sign() -> None:
    assert (pounds(-0.3), hours(-0.04), pounds(-1234.4)) == ("0", "0.0", "-1,234")
