"""``bedflow risk``: how sure a plan is, as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow_api.main import run
from tests.paper import HOME, WARD, ann, bob, district, person, phase, proven

PRIVATE = {"sex": "female", "age": 93, "zone": "north", "specialty": "elderly_care", "needs": []}


def _district() -> Snapshot:
    patients = [
        ann("W", phase("home_support", confidence="probable"), frailty=9, **PRIVATE),
        bob("W", phase("home_support"), frailty=7, **PRIVATE),
        person("cas", phase("acute", 2, days_p90=5), unit="W", **PRIVATE),
    ]
    return district(3, [WARD | {"name": "Elm"}, HOME | {"beds": 1}], patients)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    snapshot = _district()
    made, standing = tmp_path / "district.json", tmp_path / "plan.json"
    made.write_text(json.dumps(snapshot.to_document()), encoding="utf-8")
    standing.write_text(proven(snapshot).model_dump_json(by_alias=True), encoding="utf-8")
    return str(made), str(standing)


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["risk", *arguments]) == 0
    return capsys.readouterr().out


def _document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_said(capsys, *arguments, "--json"))
    return document


def test_tables_tell_places_by_sureness_and_who_stands_behind_a_move(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = " ".join(_said(capsys, files[0], "--plan", files[1]).split())
    assert "2 of 3 people in the plan may stay longer or shorter" in said
    assert "Elm 90 %" in said
    assert "Today: 1 move, 0 of them definite" in said
    assert "bob takes the place, from Elm." in said
    assert "70 %" in said


def test_json_has_the_whole_distribution_of_every_night(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = _document(capsys, files[0], "--plan", files[1], "--by", "setting")
    home = next(group for group in said["groups"] if group["group"] == "home_support")
    assert home["days"][0]["chances"] == [0.3, 0.7]
    assert home["days"][0]["free"] == {"90%": 0, "70%": 0, "50%": 0}
    assert home["days"][0]["over_beds"] == 0
    [move] = said["moves"]
    assert (move["patient"], move["chance"], move["definite"]) == ("ann", 0.7, False)
    assert move["fallback"] == {"patient": "bob", "waits_in": "W"}


def test_another_chance_for_a_word_can_be_given(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = _document(capsys, files[0], "--plan", files[1], "--chance", "probable=0.95")
    assert said["chances"]["probable"] == 0.95
    assert [(move["chance"], move["definite"]) for move in said["moves"]] == [(0.95, True)]


@pytest.mark.parametrize(
    "given", ["sure=1", "probable", "probable=often", "probable=0", "probable=2", "possible=nan"]
)
def test_chance_that_is_none_is_refused(
    given: str, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["risk", files[0], "--plan", files[1], "--chance", given]) == 2
    assert capsys.readouterr().out == ""


def test_plan_of_another_morning_is_bad_input(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(_district().to_document() | {"horizon_days": 4}), encoding="utf-8")
    assert run(["risk", str(other), "--plan", files[1]]) == 2
    assert "expected a plan of this snapshot" in capsys.readouterr().err


def test_without_a_plan_it_plans_first(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["risk", files[0], "--effort", "2", "--json"]) == 0
    said = capsys.readouterr()
    assert "gap" in said.err or "proven" in said.err
    assert json.loads(said.out)["moves"][0]["patient"] == "ann"


def test_snapshot_that_says_nothing_counts_as_certain_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = district(3, [WARD, HOME], [ann("W", phase("home_support")), bob("W", phase("acute", 1))])
    made = tmp_path / "district.json"
    made.write_text(json.dumps(snapshot.to_document()), encoding="utf-8")
    said = _said(capsys, str(made), "--effort", "2", "--quiet")
    assert "everybody counts as certain" in said
    assert "90 to 50 %" in said
    flips = _document(capsys, str(made), "--effort", "2", "--quiet", "--assume-flips")
    assert flips["unsure"] == 2
    assert flips["moves"][0]["chance"] == flips["chances"]["unsaid"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_nothing_of_a_patient_but_the_id_is_printed(
    form: list[str], files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = _said(capsys, files[0], "--plan", files[1], *form)
    assert not any(
        word in said for word in ("93", "female", "north", "elderly", "frailty", "harm", "possible\n")
    )
