"""``bedflow bestbuy``: tables, JSON, CSV, and what is refused."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bedflow_api.main import run
from tests import paper

SVG = "{http://www.w3.org/2000/svg}"
FAST = ["--effort", "40", "--base-effort", "40", "--quiet"]

OPTIONS = """
question = "What gets people home?"
[[options]]
name = "slot"
price = 30
most = 2
changes = [{do = "add", what = "daily_intake", of = {unit = "H"}, amount = 1}]
[[options]]
name = "nurse hour"
price = 45
most = 4
changes = [{do = "add", what = "hours", of = {team = "T"}, amount = 1}]
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A ward with three people, of whom one a day may go home, each with two of four hours of nursing."""
    going = paper.phase("home_support", nursing=2)
    people = [paper.person(f"p{number}", going, unit="W", sex="female") for number in range(3)]
    units = [paper.WARD, {**paper.HOME, "daily_intake": 1}]
    district = paper.district(3, units, people, teams=[paper.team(4)])
    (tmp_path / "district.json").write_text(json.dumps(district.to_document()), encoding="utf-8")
    (tmp_path / "options.toml").write_text(OPTIONS, encoding="utf-8")
    return ["bestbuy", str(tmp_path / "district.json"), str(tmp_path / "options.toml")]


def test_best_mix_within_a_budget_is_said_and_proved(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*files, "--budget", "450", *FAST]) == 0
    said = capsys.readouterr()
    assert "What gets people home?" in said.out
    assert "Budget 450; 3 days, from 2026-11-23" in said.out
    assert "Buy 2 slot, 2 nurse hour: 450." in said.out
    assert "Proven: no other mix costs less in all" in said.out
    assert "female" not in said.out
    assert said.err == ""


def test_budget_of_nothing_buys_nothing_and_speaks_of_no_other_mix(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*files, "--budget", "0", "--effort", "1", "--base-effort", "1", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "Buy nothing: 0." in said
    assert "The budget pays for none of the options." in said
    assert "In all that" not in said
    assert "nother mix" not in said


def test_least_cost_way_to_a_target(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files, "--target", "waiting_days=1", *FAST, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["target"] == {"figure": "waiting_days", "at_most": 1}
    assert document["best"]["figures"]["waiting_days"] <= 1
    assert document["proven"] is True


def test_target_out_of_reach_is_said_with_what_comes_nearest(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run([*files, "--target", "overtime_hours=0", "--target", "people_waiting=0", "--budget", "30", *FAST])
        == 0
    )
    assert "reaches the target. Nearest:" in capsys.readouterr().out


def test_csv_has_a_row_for_each_mix(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files, "--budget", "450", *FAST, "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    [best] = [row for row in rows if row["best"] == "1"]
    assert (best["slot"], best["nurse hour"], best["price"]) == ("2", "2", "450.0")


def test_mixes_are_written_as_parquet_where_pyarrow_is_installed(files: list[str], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    assert run([*files, "--budget", "450", *FAST, "--parquet", str(tmp_path / "mixes")]) == 0
    rows = parquet.read_table(tmp_path / "mixes" / "mixes.parquet").to_pylist()
    [best] = [row for row in rows if row["best"]]
    assert (best["slot"], best["nurse hour"], best["price"]) == (2, 2, 450.0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give a --budget, a --target or both"),
        (["--budget", "-1"], "expected pounds, 0 or more"),
        (["--target", "happiness=1"], "expected one of over_capacity"),
        (["--target", "over_capacity"], "expected a number of 0 or more after ="),
        (["--budget", "1", "--since", "2027-01-01"], "expected a day of the plan"),
        (["--budget", "1", "--json", "--csv"], "give one of them"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: list[str], told: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*files, *arguments]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_faults_of_the_options_are_told_all_at_once(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[2]).write_text(
        OPTIONS.replace("price", "prize").replace("most = 2", "most = 0"), encoding="utf-8"
    )
    assert run([*files, "--budget", "1"]) == 2
    told = capsys.readouterr().err
    assert told.count("expected a field that is known") == 2
    assert "options[0].most: expected 1 or more" in told


def test_picture_has_a_dot_for_every_mix_and_names_the_best(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "mixes.svg"
    assert run([*files, "--budget", "450", *FAST, "--json", "--svg", str(picture)]) == 0
    document = json.loads(capsys.readouterr().out)
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    tried, best, nothing = document["tried"], document["best"], document["nothing"]
    dots = [dot.attrib for dot in root.iter(f"{SVG}circle")][: len(tried)]
    assert [dot["fill"] == "#ffffff" for dot in dots] == [one["price"] > 450 for one in tried]
    assert root.findtext(f"{SVG}title") == "What gets people home?"
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert f"best: {best['total']:,.0f}" in words
    assert f"nothing: {nothing['total']:,.0f}" in words
    assert "best: 2 slot, 2 nurse hour, at a price of 450" in root.attrib["aria-label"]
    right_up = [(one["price"], -one["total"]) for one in tried]
    places = [(float(dot["cx"]), float(dot["cy"])) for dot in dots]
    for figures, at in zip(zip(*right_up, strict=True), zip(*places, strict=True), strict=True):
        shares = [(figure - min(figures)) / (max(figures) - min(figures)) for figure in figures]
        assert [(place - min(at)) / (max(at) - min(at)) for place in at] == pytest.approx(shares, abs=1e-3)
    assert run([*files, "--budget", "450", *FAST]) == 0
    table = capsys.readouterr().out
    assert f"{best['total']:,.0f}" in table
    assert f"{nothing['total']:,.0f}" in table


def test_names_in_the_picture_are_escaped(files: list[str], tmp_path: Path) -> None:
    options = OPTIONS.replace("What gets", "<b> & what gets").replace('"slot"', "'<i>\"slot\"'")
    Path(files[2]).write_text(options, encoding="utf-8")
    picture = tmp_path / "mixes.svg"
    assert run([*files, "--budget", "450", *FAST, "--svg", str(picture)]) == 0
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    assert root.findtext(f"{SVG}title") == "<b> & what gets people home?"
    assert '2 <i>"slot"' in root.attrib["aria-label"]


def test_picture_says_when_no_mix_reaches_the_target(files: list[str], tmp_path: Path) -> None:
    picture = tmp_path / "mixes.svg"
    assert run([*files, "--target", "waiting_days=0", "--budget", "90", *FAST, "--svg", str(picture)]) == 0
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    assert root.findtext(f"{SVG}desc") == "no mix that was planned reaches the target"


def test_picture_over_the_options_is_refused(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files, "--budget", "1", "--svg", files[2]]) == 2
    assert "already the name of another file" in " ".join(capsys.readouterr().err.split())
