"""``bedflow explain SNAPSHOT PATIENT``: why not today, and the alternatives, as a person reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow.ingest import write_json
from bedflow_api.main import run
from tests.paper import HOME, WARD, ann, bob, district, phase, team, unit

HOURS = {"mon": 1.5, "tue": 3, "wed": 3, "thu": 3, "fri": 3, "sat": 3, "sun": 3}


def explained(snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    write_json(snapshot, tmp_path / "town.json")
    arguments = ["explain", str(tmp_path / "town.json"), "ann", "--effort", "20", "--quiet", *options]
    assert run(arguments) == 0
    return capsys.readouterr().out


def short_of_hours() -> Snapshot:
    return district(3, [WARD, HOME], [ann("W", phase("home_support", nursing=2))], teams=[team(HOURS)])


def one_place_for_two() -> Snapshot:
    place, rehab = unit("K", "community_hospital", beds=1), phase("community_hospital")
    patients = [ann("W", rehab, harm_per_day=200), bob("W", rehab, harm_per_day=300, frailty=8)]
    return district(3, [WARD, place], patients)


def test_a_manager_reads_the_change_its_proof_and_what_it_does_to_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = " ".join(explained(short_of_hours(), tmp_path, capsys).split())
    assert "0.5 more hours of T on Monday; otherwise Tuesday." in said
    assert "with it they move, with half of it they do not. It saves 480;" in said
    assert "With the whole district planned again, they move too; the total falls by 480" in said


def test_quick_leaves_the_whole_district_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(short_of_hours(), tmp_path, capsys, "--quick")
    assert "Why not today" in said
    assert "With the whole district" not in said


def test_alternatives_name_who_makes_way_by_id_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = " ".join(explained(one_place_for_two(), tmp_path, capsys, "--quick").split())
    assert "K Mon 23 Nov bob stays where they are, 3 waiting days more 315" in said


def test_a_relative_is_told_of_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(one_place_for_two(), tmp_path, capsys, "--for", "relative")
    assert "bob" not in said
    assert "Why not today" not in said


def test_json_has_both_beside_the_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document: dict[str, Any] = json.loads(explained(short_of_hours(), tmp_path, capsys, "--json"))
    why = document["why_not_today"]
    (change,) = why["changes"]
    assert change["extras"] == [{"kind": "hour", "name": "T", "dates": ["2026-11-23"], "amount": 0.5}]
    assert (change["moves"], change["half_moves"], why["free"]["moves"]) == (True, False, True)
    assert [(one["unit"], one["date"]) for one in document["alternatives"]] == [("H", "2026-11-25")]
    assert document["waits"]


def test_somebody_who_does_not_wait_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(district(2, [WARD], [ann("W", phase("acute"))]), tmp_path, capsys)
    assert "They do not wait on Monday." in said
    assert "No other unit or day is possible." in said
