"""``bedflow whatif``: scenarios beside the district as it is, printed, as JSON, as files and as a page."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bedflow.ingest import write_json
from bedflow_api.bars_picture import bars_svg
from bedflow_api.briefing.whatif import Cell, FigureGroup, FigureRow, WhatIfBriefing
from bedflow_api.main import run
from bedflow_api.whatif_picture import changes_picture
from tests.paper import TUESDAY, ann, bob, district, phase, proven, unit

MORE = """name = "one-more-place"
question = "What if there were a place at home?"
[[changes]]
do = "add"
what = "beds"
of = {unit = "H"}
amount = 1
"""
CLOSE = f"""name = "ward-closes"
[[changes]]
do = "close"
of = {{unit = "W"}}
from = {TUESDAY}
"""
SVG = "{http://www.w3.org/2000/svg}"
ROUNDS = ["--effort", "12", "--quiet"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a town with its plan, and two scenarios."""
    home = {**unit("H", "home_support", beds=0, organisation="council"), "name": "Home north"}
    ward = {**unit("W", "acute", organisation="trust"), "name": "Elm"}
    patients = [ann("W", phase("home_support"), sex="female", age=84), bob("W", phase("acute"))]
    town = district(3, [ward, home], patients)
    write_json(town, tmp_path / "town.json")
    made = proven(town).model_dump_json(by_alias=True)
    (tmp_path / "plan.json").write_text(made, encoding="utf-8")
    (tmp_path / "more.toml").write_text(MORE, encoding="utf-8")
    (tmp_path / "close.toml").write_text(CLOSE, encoding="utf-8")
    (tmp_path / "same.toml").write_text('name = "same"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_scenarios_are_laid_beside_the_base_in_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "town.json", "more.toml", "close.toml+more.toml", *ROUNDS]) == 0
    said = capsys.readouterr().out
    assert "What if there were a place at home?" in said
    assert "one-more-place: total 2,967 to 1,560, 1,407 less; both plans are the best possible" in said
    assert "ward-closes + one-more-place" in said
    assert "ann: earlier" in said or "ann: moves as well" in said
    assert "Home north has 1 places" in said
    assert "female" not in said


@pytest.mark.usefixtures("folder")
def test_json_has_every_outcome_with_its_lineage_and_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "town.json", "more.toml", "--plan", "plan.json", "--json", *ROUNDS]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "bedflow.answer/1"
    outcome = said["outcomes"][0]
    assert (outcome["name"], outcome["decided"], outcome["changed"]) == ("one-more-place", True, 1)
    assert outcome["lineage"]["parent"] == said["base"]["lineage"]["applied_sha256"]
    assert outcome["after"]["objective"] == pytest.approx(1560)
    assert said["base"]["certificate"]["objective"] == pytest.approx(2967)
    assert outcome["scenarios"][0]["changes"][0]["do"] == "add"
    assert outcome["measures_after"]["waiting_days"]["acute"] == 0


def test_tables_are_written_as_csv_files(folder: Path) -> None:
    assert run(["whatif", "town.json", "more.toml", "--csv", "out", "--json", *ROUNDS]) == 0
    with (folder / "out" / "figures.csv").open(encoding="utf-8") as lines:
        figures = {row["figure"]: row for row in csv.DictReader(lines)}
    assert float(figures["waiting_days/acute"]["change"]) == -3
    assert float(figures["paid/council"]["value"]) == 300
    scenarios = (folder / "out" / "scenarios.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in scenarios] == ["scenario", "as it is", "one-more-place"]
    courses = (folder / "out" / "courses.csv").read_text(encoding="utf-8")
    assert "one-more-place,ann,False," in courses


def test_tables_are_written_as_parquet_where_pyarrow_is_installed(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    assert run(["whatif", "town.json", "more.toml", "--parquet", "out", "--json", *ROUNDS]) == 0
    read = parquet.read_table(folder / "out" / "scenarios.parquet").to_pylist()
    assert [row["scenario"] for row in read] == ["as it is", "one-more-place"]
    assert [row["decided"] for row in read] == [None, True]
    assert run(["whatif", "town.json", "--parquet", "none", "--json", *ROUNDS, "same.toml"]) == 0
    courses = parquet.read_table(folder / "none" / "courses.parquet")
    assert courses.num_rows == 0
    assert str(courses.schema.field("waiting_days").type) == "int64"


@pytest.mark.usefixtures("folder")
def test_parquet_without_pyarrow_says_what_to_install_before_any_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("bedflow_api.table_files.import_module", absent)
    assert run(["whatif", "town.json", "more.toml", "--parquet", "out"]) == 2
    assert "pip install 'bedflow[parquet]'" in capsys.readouterr().err


def test_page_is_complete_in_one_file_with_pictures(folder: Path) -> None:
    assert run(["whatif", "town.json", "more.toml", "--html", "answer.html", "--json", *ROUNDS]) == 0
    page = (folder / "answer.html").read_text(encoding="utf-8")
    assert page.lstrip().startswith("<!doctype html>")
    assert "What if there were a place at home?" in page
    assert "<svg viewBox" in page
    assert "Harm of waiting -567" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "female" not in page


@pytest.mark.usefixtures("folder")
def test_the_same_effort_gives_the_same_answer(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert run(["whatif", "town.json", "close.toml", "--json", *ROUNDS]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def test_faults_of_all_files_and_names_come_in_one_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.toml").write_text('name = "bad"\n[[changes]]\ndo = "scale"\n', encoding="utf-8")
    (folder / "worse.toml").write_text("changes = 3\n", encoding="utf-8")
    assert run(["whatif", "town.json", "bad.toml", "worse.toml", "missing.toml"]) == 2
    told = capsys.readouterr().err
    assert "4 faults in the input" in told
    assert "bad.toml: changes[0]: expected what; scale needs it" in told
    assert "worse.toml: name: expected a value" in told
    assert "missing.toml: expected a file that exists" in told


def test_unknown_unit_is_told_with_those_there_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.toml").write_text(CLOSE.replace('"W"', '"X"'), encoding="utf-8")
    assert run(["whatif", "town.json", "bad.toml"]) == 2
    told = capsys.readouterr().err
    assert "ward-closes: changes[0].of.unit: expected a unit of this snapshot, which has W, H" in told


def test_scenario_that_changes_nothing_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "none.toml").write_text(MORE.replace("amount = 1", "amount = 0"), encoding="utf-8")
    assert run(["whatif", "town.json", "none.toml", *ROUNDS]) == 0
    said = capsys.readouterr().out
    assert "one-more-place: changes nothing; the district stays as it is" in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("given", ["+", "closes.toml+", ""])
def test_question_without_a_file_is_refused_with_what_was_given(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["whatif", "town.json", given, *ROUNDS]) == 2
    assert f"expected a file before and after each +: {given!r}" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_together_is_one_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "town.json", "close.toml", "more.toml", "--together", "--json", *ROUNDS]) == 0
    outcomes = json.loads(capsys.readouterr().out)["outcomes"]
    assert [outcome["name"] for outcome in outcomes] == ["ward-closes + one-more-place"]


@pytest.mark.usefixtures("folder")
def test_two_ways_to_stop_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "town.json", "more.toml", "--effort", "1", "--time-limit", "1"]) == 2
    assert "two ways to stop" in capsys.readouterr().err


def test_the_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "--help"]) == 0
    assert "bedflow whatif district.json ward-7-closes.toml --plan plan.json" in capsys.readouterr().out


def test_picture_draws_the_changes_of_the_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["whatif", "town.json", "more.toml", "--svg", "changes.svg", *ROUNDS]) == 0
    table = capsys.readouterr().out
    root = ET.fromstring((folder / "changes.svg").read_text(encoding="utf-8"))
    assert (root.findtext(f"{SVG}title") or "").startswith("What if, from ")
    assert "Harm of waiting -567" in root.attrib["aria-label"]
    said = [text.text or "" for text in root.iter(f"{SVG}text")]
    drawn = [words.rpartition(" ") for words in said if words[-1].isdigit() and words[:7] != "What if"]
    bars = [bar.attrib for bar in root.iter(f"{SVG}rect")][1:]
    assert len(bars) == len(drawn) > 1
    for (what, _, change), bar in zip(drawn, bars, strict=True):
        assert f"({change})" in table
        assert what in table
        edge = float(bar["x"]) + (float(bar["width"]) if change[0] == "-" else 0.0)
        assert edge == pytest.approx(260, abs=0.11)
        assert (bar["fill"] == "#d55e00") is (change[0] == "+")


def test_names_in_the_picture_are_escaped_and_all_scenarios_have_one_scale() -> None:
    row = FigureRow("Total", "9", (Cell("8", "-1"), Cell("5", "-4")), (-1.0, -4.0))
    groups = (FigureGroup("Cost, pounds-equivalent", (row,)),)
    briefing = WhatIfBriefing("Mon 23 Nov 2026", "proven", "9", ("<a & b>", "c"), groups, ())
    root = ET.fromstring(bars_svg(changes_picture(briefing)))
    assert "<a & b>: Cost, pounds-equivalent" in root.attrib["aria-label"]
    assert [float(bar.attrib["width"]) for bar in root.iter(f"{SVG}rect")][1:] == [65.0, 260.0]


@pytest.mark.usefixtures("folder")
def test_picture_over_a_file_that_is_read_or_over_the_page_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for places in (["--svg", "more.toml"], ["--html", "a.html", "--svg", "a.html"]):
        assert run(["whatif", "town.json", "more.toml", *places, *ROUNDS]) == 2
        assert "already the name of another file" in " ".join(capsys.readouterr().err.split())
