"""``bedflow chase``: tables, JSON and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow_api.main import run
from tests import paper


def _write(folder: Path, *people: dict[str, Any]) -> str:
    district = paper.district(4, [paper.WARD, paper.HOME], list(people))
    file = folder / "district.json"
    file.write_text(json.dumps(district.to_document()), encoding="utf-8")
    return str(file)


@pytest.fixture
def district(tmp_path: Path) -> str:
    """Ann is held until Wednesday for medicines, Bob until Tuesday for a local reason."""
    return _write(
        tmp_path,
        paper.ann("W", paper.phase("home_support", not_before=paper.WEDNESDAY, reason="HP04"), age=91),
        paper.bob("W", paper.phase("home_support", not_before=paper.TUESDAY), sex="female"),
    )


def test_tables_say_whom_to_ask_and_who_gains(district: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chase", district, "--effort", "20"]) == 0
    said = capsys.readouterr().out
    words = " ".join(said.split())
    assert "1 ann HP04 Wed 25 Nov 2 2 969 exact 489" in words
    assert "discharge documentation. Ask: ward and hospital team." in words
    assert "No reason recorded. Ask: whoever recorded it." in said
    assert "Gains: ann (2 days)." in said
    assert "91" not in said
    assert "female" not in said


def test_json_is_one_document(district: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chase", district, "--effort", "20", "--top", "1", "--json", "--quiet"]) == 0
    ann, bob = json.loads(capsys.readouterr().out)["chase"]
    assert (ann["patient"], ann["owner"], ann["days_held"]) == ("ann", "ward and hospital team", 2)
    assert (ann["cleared"]["pounds"], ann["cleared"]["exact"], ann["day_earlier"]["pounds"]) == (
        969,
        True,
        489,
    )
    assert ann["with_others"]["acute_days"] == 2
    assert (bob["reason"], bob["owner"], bob["with_others"]) == (None, None, None)


def test_nobody_held_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = _write(tmp_path, paper.ann("W", paper.phase("home_support")))
    assert run(["chase", district, "--effort", "5", "--quiet"]) == 0
    assert "Nobody is held by a date" in capsys.readouterr().out


def test_plan_of_another_snapshot_is_bad_input(
    district: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = str(tmp_path / "plan.json")
    assert run(["plan", district, "--effort", "5", "-o", made, "--quiet", "--set", "transfer=80"]) == 0
    assert run(["chase", district, "--plan", made]) == 2
    assert "expected a plan of this snapshot" in capsys.readouterr().err
    assert run(["chase", district, "--plan", made, "--set", "transfer=80", "--quiet"]) == 0
