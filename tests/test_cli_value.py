"""``bedflow value``: tables, JSON, one resource, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bedflow_api.main import run
from tests import paper

PRIVATE = ("female", "elderly", "oxygen", "frail")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A district with one arrival a day too few, and its plan, as arguments."""
    going = paper.phase("home_support")
    district = paper.district(
        3,
        [paper.WARD, {**paper.HOME, "name": "North home support", "daily_intake": 1}],
        [
            paper.ann("W", going, sex="female", specialty="elderly_care"),
            paper.bob("W", going, sex="female", specialty="elderly_care"),
        ],
        teams=[paper.team(8, name="North nurses")],
    )
    (tmp_path / "district.json").write_text(json.dumps(district.to_document()), encoding="utf-8")
    (tmp_path / "plan.json").write_text(
        json.dumps(paper.proven(district).model_dump(mode="json", by_alias=True)), encoding="utf-8"
    )
    return [str(tmp_path / "district.json"), "--plan", str(tmp_path / "plan.json")]


def test_tables_say_what_would_help_and_who_would_wait_less(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["value", *files]) == 0
    said = capsys.readouterr().out
    assert "What one more would release, every day, Mon 23 Nov to Wed 25 Nov" in said
    assert "North home support   an arrival" in said
    assert "480 exact 480" in " ".join(said.split())
    assert "(1 day)" in said
    assert not any(word in said for word in PRIVATE)


def test_no_heading_stands_over_nothing(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["value", *files, "--what", "North nurses", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "Nobody would wait less." in said
    assert "Who would wait less" not in said


def test_json_is_one_document(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["value", *files, "--json", "--quiet"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    [first, *_] = document["worth"]
    assert (first["one_more"], first["unit"], first["pounds"], first["exact"]) == ("intake", "H", 480, True)
    assert [(row["one_more"], row["dates"]) for row in document["prices"]] == [("intake", ["2026-11-23"])]
    assert said.err == ""


def test_one_resource_is_asked_for_by_name_and_day(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--what", "North home support", "--on", "2026-11-24", "--json", "--quiet"]
    assert run(["value", *files, *wanted]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(row["one_more"], row["dates"], row["pounds"]) for row in document["worth"]] == [
        ("place", ["2026-11-24"], 0),
        ("intake", ["2026-11-24"], 0),
    ]


def test_a_team_has_hours_only(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["value", *files, "--what", "T"]) == 0
    assert "North nurses   an hour" in capsys.readouterr().out


def test_whole_district_gives_the_same_where_it_is_small(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["value", *files, "--true", "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["worth"][0]["pounds"] == 480


def test_without_a_plan_it_plans_first(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["value", files[0], "--effort", "20"]) == 0
    said = capsys.readouterr()
    assert "480 exact 480" in " ".join(said.out.split())
    assert "gap" in said.err or "proven best" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--what", "North home suport"], "did you mean North home support?"),
        (["--what", "H", "--on", "2026-12-24"], "expected a day of the plan"),
        (["--on", "2026-11-24"], "give both"),
        (["--what", "H", "--on", "tomorrow"], "expected a date"),
        (["--time-limit", "1", "--effort", "1"], "give one of them"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: list[str], told: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["value", *files, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_plan_of_another_snapshot_is_bad_input(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["value", *files, "--set", "transfer=80", "--json"]) == 2
    said = capsys.readouterr()
    assert "expected a plan of this snapshot" in said.err
    assert json.loads(said.out)["faults"][0]["file"] == "plan.json"


def test_plan_edited_into_breaking_a_rule_is_bad_input(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(Path(files[2]).read_text(encoding="utf-8"))
    document["courses"][0]["units"][0] = "H"
    document["courses"][1]["units"][0] = "H"
    Path(files[2]).write_text(json.dumps(document), encoding="utf-8")
    assert run(["value", *files]) == 2
    assert "keeps every rule" in capsys.readouterr().err
