"""``bedflow score``: a hand-made plan, printed and as JSON."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bedflow.ingest import write_json
from bedflow.score import Score, score
from bedflow_api.commands import score as command
from bedflow_api.main import run
from tests.paper import MONDAY, TUESDAY, WARD, ann, bob, district, phase, proven, unit

NARROW = unit("H", "home_support", daily_intake=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a district in which one transfer a day goes home, its plan, and moves made by hand."""
    home = phase("home_support")
    patients = [ann("W", home, frailty=6, sex="female", zone="north"), bob("W", home)]
    town = district(3, [WARD, NARROW], patients)
    write_json(town, tmp_path / "town.json")
    (tmp_path / "plan.json").write_text(proven(town).model_dump_json(by_alias=True), encoding="utf-8")
    (tmp_path / "moves.csv").write_text("patient,date,unit\nann,2026-11-24,H\n", encoding="utf-8")
    return tmp_path


def scored(folder: Path, hand: str, *options: str) -> int:
    files = [str(folder / "town.json"), str(folder / hand), "--plan", str(folder / "plan.json")]
    return run(["score", *files, "--effort", "20", "--quiet", *options])


def edited(folder: Path, **units: list[str]) -> None:
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for course in document["courses"]:
        course["units"] = units.get(course["patient"], course["units"])
    (folder / "edited.json").write_text(json.dumps(document), encoding="utf-8")


def test_moves_are_costed_beside_the_proposed_plan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Ann a day later: 540; Bob takes her place a day earlier: 480 less.
    assert scored(folder, "moves.csv") == 0
    said = capsys.readouterr().out
    assert "Your plan, a list of moves; who is not named is where the proposed plan has them" in said
    assert "It fixes 1 patient: ann." in said
    assert "H, 2026-11-24: 2 arrivals where 1 are possible" in said
    assert "Your choices come to 60 more than the best found without them (proven)." in said
    assert "480 is left on the table" in said
    assert not any(word in said for word in ("female", "north", "frailty"))


def test_json_parts_the_cost_of_the_choices_from_what_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(folder, ann=["W", "W", "H"])
    assert scored(folder, "edited.json", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["form"], said["whole"]) == (True, "plan", True)
    # Ann two days later: 400 + 240 - 100, and 400 + 240 x 1.05 - 100. Bob could be home a day earlier.
    assert said["change"] == pytest.approx(540 + 552)
    assert said["left_on_the_table"] == pytest.approx(480)
    assert said["choices"]["change"] == pytest.approx(540 + 552 - 480)
    assert said["costs"]["hand"]["total"] - said["costs"]["proposed"]["total"] == pytest.approx(1092)
    assert [change["patient"] for change in said["others"]] == ["bob"]
    assert [fix["patient"] for fix in said["fixes"]] == ["ann"]
    assert said["measures"]["hand"]["waiting_days"]["acute"] == 3


def test_a_broken_rule_is_named_with_patient_and_day(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(folder, ann=["H", "W", "H"])
    assert scored(folder, "edited.json") == 1
    said = capsys.readouterr().out
    assert f"ann, {TUESDAY}" in said
    assert "[upward]" in said
    assert "ann: W on Tue 24 Nov" in said
    assert scored(folder, "edited.json", "--json") == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_the_best_plan_around_is_written_as_a_plan_of_the_snapshot(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = folder / "rest.json"
    assert scored(folder, "moves.csv", "-o", str(rest)) == 0
    assert run(["check", str(folder / "town.json"), str(rest)]) == 0
    assert run(["diff", str(folder / "town.json"), str(folder / "plan.json"), str(rest)]) == 0
    capsys.readouterr()


def test_ctrl_c_gives_the_best_plan_so_far_and_is_told_by_the_exit_code(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*given: Any, **asked: Any) -> Score:
        os.kill(os.getpid(), signal.SIGINT)
        return score(*given, **asked)

    monkeypatch.setattr(command, "score", pressed)
    assert scored(folder, "moves.csv") == 3
    said = capfd.readouterr()
    assert "It fixes 1 patient: ann." in said.out
    assert "Stopped; the rest is the best plan found so far." in said.err


def test_a_patient_named_by_fix_is_held(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(folder, ann=["W", "W", "H"])
    assert scored(folder, "edited.json", "--fix", "bob") == 0
    assert "It fixes 2 patients: ann, bob." in capsys.readouterr().out


def test_without_a_plan_one_is_made_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(folder / "town.json"), str(folder / "moves.csv")]
    assert run(["score", *files, "--effort", "20", "--quiet"]) == 0
    assert "Your choices come to 60 more" in capsys.readouterr().out


def test_all_faults_are_refused_in_one_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = f"patient,date,unit\nzoe,{MONDAY},H\nann,{MONDAY},Q\n"
    (folder / "bad.csv").write_text(bad, encoding="utf-8")
    assert scored(folder, "bad.csv", "-o", str(folder / "rest.json")) == 2
    told = capsys.readouterr().err
    assert "2 faults in the input" in told
    assert "bad.csv row 3 (ann), unit: expected the id of a unit of this snapshot, or stays" in told
    assert "zoe" not in told
    assert not (folder / "rest.json").exists()


def test_fixing_somebody_unknown_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scored(folder, "moves.csv", "--fix", "zoe") == 2
    assert "options: --fix: expected the id of a patient" in capsys.readouterr().err


def test_an_output_that_is_an_input_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scored(folder, "moves.csv", "-o", str(folder / "plan.json")) == 2
    assert "already the name of another file" in capsys.readouterr().err


def test_two_documents_cannot_come_from_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "-", "-"]) == 2
    assert "only one document can come from standard input" in capsys.readouterr().err


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--help"]) == 0
    assert "bedflow score district.json moves.csv --plan plan.json" in capsys.readouterr().out
