"""``bedflow fairness``: the tables, the JSON, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bedflow.domain import Snapshot
from bedflow.sample import sample_district
from bedflow_api.main import run


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a district of 60 beds and a plan of it."""
    folder = tmp_path_factory.mktemp("village")
    document = sample_district(beds=60, seed=4).to_document()
    (folder / "district.json").write_text(json.dumps(document), encoding="utf-8")
    made = [
        "plan",
        str(folder / "district.json"),
        "--effort",
        "3",
        "-o",
        str(folder / "plan.json"),
        "--quiet",
    ]
    assert run(made) == 0
    return folder


def asked(village: Path, *options: str) -> list[str]:
    return ["fairness", str(village / "district.json"), "--plan", str(village / "plan.json"), *options]


def test_tables_show_waits_moves_and_the_longest_waiter(
    village: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked(village)) == 0
    said = capsys.readouterr().out
    for title in (
        "By zone",
        "By pathway",
        "By age",
        "By sex",
        "By frailty",
        "Moves",
        "Waits longest. In this",
    ):
        assert title in said
    assert max(map(len, said.splitlines())) <= 100


def test_json_is_one_document_with_both_plans(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(asked(village, "--json")) == 0
    document = json.loads(capsys.readouterr().out)
    assert [table["by"] for table in document["tables"]] == ["zone", "pathway", "age", "sex", "frailty"]
    assert document["plan"]["bound"] == document["beside"]["bound"]
    assert document["plan"]["objective"] < document["beside"]["objective"]
    assert document["plan"]["longest"]["waits"][0]["because"]


def test_nothing_but_the_id_is_printed_of_a_patient(
    village: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked(village)) == 0
    lines = capsys.readouterr().out.splitlines()
    snapshot = Snapshot.from_document(json.loads((village / "district.json").read_text(encoding="utf-8")))
    specialties = {patient.specialty for patient in snapshot.patients if patient.specialty}
    assert not [line for line in lines if any(specialty in line for specialty in specialties)]
    named = [line for line in lines if re.search(r"SYN-[PE]\d+", line)]
    assert named
    assert not [line for line in named if re.search(r"\b(male|female|zone|P[0-3] )\b", line)]


def test_first_come_is_written_as_a_plan_that_keeps_the_rules(village: Path, tmp_path: Path) -> None:
    usual = tmp_path / "first-come.json"
    assert run(asked(village, "-o", str(usual))) == 0
    assert run(["check", str(village / "district.json"), str(usual)]) == 0


def test_without_a_plan_one_is_made(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fairness", str(village / "district.json"), "--effort", "1", "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("Who waits, who is moved")


def test_plan_of_another_snapshot_is_refused(
    village: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(sample_district(beds=24).to_document()), encoding="utf-8")
    assert run(["fairness", str(other), "--plan", str(village / "plan.json")]) == 2
    assert "expected a plan of this snapshot" in capsys.readouterr().err


def test_bad_input_is_refused_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty = tmp_path / "faulty.json"
    faulty.write_text("{}", encoding="utf-8")
    assert run(["fairness", str(faulty), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["faults"]


def test_first_come_is_not_written_over_the_plan(village: Path) -> None:
    assert run(asked(village, "-o", str(village / "plan.json"))) == 2


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fairness", "--help"]) == 0
    assert "bedflow fairness district.json --plan plan.json" in capsys.readouterr().out
