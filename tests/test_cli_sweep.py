"""``bedflow sweep``: tables, JSON, CSV, the picture, going on from a file, and what is refused."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bedflow_api.interrupt import Interruption
from bedflow_api.main import run
from tests import paper

FAST = ["--effort", "20", "--base-effort", "20"]
PRIVATE = ("female", "elderly", "oxygen")


@pytest.fixture
def snapshot(tmp_path: Path) -> str:
    """A ward with four people, of whom one a day may go home."""
    going = paper.phase("home_support", nursing=2)
    people = [
        paper.person(f"p{number}", going, unit="W", sex="female", specialty="elderly_care")
        for number in range(4)
    ]
    district = paper.district(
        3, [paper.WARD, {**paper.HOME, "daily_intake": 1}], people, teams=[paper.team(4)]
    )
    file = tmp_path / "district.json"
    file.write_text(json.dumps(district.to_document()), encoding="utf-8")
    return str(file)


SLOTS = ["--add", "daily_intake of H=0,1,2@30"]
HOURS = ["--add", "hours of T=0,4@45"]


def test_tables_say_what_is_least_and_who_waits_still(
    snapshot: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", snapshot, *SLOTS, *HOURS, *FAST, "--quiet"]) == 0
    said = capsys.readouterr()
    assert "6 of 6 points done; 3 days, from 2026-11-23" in said.out
    assert "Least in all: daily_intake of H 2, hours of T 4" in said.out
    assert "people wait still" in said.out or "person waits still" in said.out
    assert said.err == ""
    assert not any(word in said.out for word in PRIVATE)


def test_json_is_one_document_with_every_point(snapshot: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [point["capacity_cost"] for point in document["points"]] == [0, 90, 180]
    assert document["complete"] is True
    assert document["frontiers"][0]["least"] in [point["values"] for point in document["points"]]


def test_csv_has_a_row_for_each_point_with_every_figure(
    snapshot: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--csv", "--quiet"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["daily_intake of H"] for row in rows] == ["0.0", "1.0", "2.0"]
    assert all(float(row["total"]) == float(row["objective"]) + float(row["capacity_cost"]) for row in rows)
    assert "cost/waiting" in rows[0]


def test_points_are_written_as_parquet_where_pyarrow_is_installed(snapshot: str, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    folder = tmp_path / "points"
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--quiet", "--parquet", str(folder)]) == 0
    rows = parquet.read_table(folder / "points.parquet").to_pylist()
    assert [row["daily_intake of H"] for row in rows] == [0.0, 1.0, 2.0]
    assert all(row["total"] == row["objective"] + row["capacity_cost"] for row in rows)
    assert {row["refused"] for row in rows} == {None}


def test_parquet_without_pyarrow_says_what_to_install_before_any_point(
    snapshot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("bedflow_api.table_files.import_module", absent)
    results = tmp_path / "points.jsonl"
    folder = str(tmp_path / "points")
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--results", str(results), "--parquet", folder]) == 2
    assert "pip install 'bedflow[parquet]'" in capsys.readouterr().err
    assert not results.exists()


def test_lever_called_as_a_figure_hides_no_figure(
    snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = tmp_path / "grid.toml"
    grid.write_text(
        """
        [[levers]]
        name = "objective"
        values = [0, 1]
        [[levers.changes]]
        do = "add"
        what = "daily_intake"
        of = { unit = "H" }
        amount = 1
        """,
        encoding="utf-8",
    )
    assert run(["sweep", snapshot, str(grid), *FAST, "--csv", "--quiet"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["lever/objective"] for row in rows] == ["0.0", "1.0"]
    assert float(rows[0]["objective"]) > 1


def test_results_file_is_gone_on_from(
    snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ["--results", str(tmp_path / "points.jsonl")]
    assert run(["sweep", snapshot, "--add", "daily_intake of H=0,1@30", *FAST, *kept, "--json"]) == 0
    capsys.readouterr()
    assert run(["sweep", snapshot, *SLOTS, *FAST, *kept, "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["planned"] == 1


def test_time_that_is_up_leaves_the_rest_for_later(
    snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ["--results", str(tmp_path / "points.jsonl"), "--time-limit", "0.000001"]
    assert run(["sweep", snapshot, *SLOTS, *FAST, *kept]) == 0
    said = capsys.readouterr()
    assert "0 of 3 points done" in said.out
    assert "Stopped with 3 points to go: the same command goes on from there." in said.err


def test_picture_is_a_drawing_with_what_it_shows_in_words(snapshot: str, tmp_path: Path) -> None:
    picture = tmp_path / "cost.svg"
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--svg", str(picture), "--quiet"]) == 0
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")
    assert "least in all at daily_intake of H" in root.attrib["aria-label"]


def test_grid_comes_from_a_file(snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "grid.toml").write_text(
        'question = "How many nurses?"\n[[levers]]\nname = "hours"\nvalues = [0, 4]\nprice = 45\n'
        'changes = [{do = "add", what = "hours", of = {team = "T"}, amount = 1}]\n',
        encoding="utf-8",
    )
    assert run(["sweep", snapshot, str(tmp_path / "grid.toml"), *FAST, "--quiet"]) == 0
    assert "How many nurses?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give either a GRID file"),
        (["--add", "beds of X=1,2"], "expected the name of a unit, team"),
        (["--add", "beds"], "expected WHAT of NAME"),
        (["--add", "bed of W=1"], "expected one of"),
        ([*SLOTS, "--workers", "2", "--scheduler", "tcp://x:1"], "give one of them"),
        ([*SLOTS, "--json", "--csv"], "give one of them"),
        ([*SLOTS, "--since", "2027-01-01"], "expected a day of the plan"),
        ([*SLOTS, "--results", "/nowhere/points.jsonl"], "there is no folder"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: list[str], told: str, snapshot: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", snapshot, *arguments]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_results_file_of_something_else_is_left_alone(
    snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("my notes\n", encoding="utf-8")
    assert run(["sweep", snapshot, *SLOTS, "--results", str(other)]) == 2
    assert "expected a results file" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "my notes\n"


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    snapshot: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "points.jsonl"
    monkeypatch.setattr(Interruption, "asked", lambda _: kept.exists())
    assert run(["sweep", snapshot, *SLOTS, *FAST, "--results", str(kept)]) == 3
    said = capsys.readouterr()
    assert "1 of 3 points done" in said.out
    assert "Stopped with 2 points to go: the same command goes on from there." in said.err
