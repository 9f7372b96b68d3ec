"""``bedflow ledger``: the tables, the JSON, the terms, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow.sample import sample_district
from bedflow_api.bars_picture import Figure, Figures, bars_picture, bars_svg
from bedflow_api.briefing.ledger import organisation_words
from bedflow_api.main import run

Captured = pytest.CaptureFixture[str]
SVG = "{http://www.w3.org/2000/svg}"
LEDGER_TABLES = ("modes", "organisations", "payments", "pens")


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def header(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[0].split(",")


def pence(text: str) -> int:
    return round(100 * float(text))


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a district of 24 beds and a plan of it."""
    folder = tmp_path_factory.mktemp("village")
    document = sample_district(beds=24, seed=3).to_document()
    (folder / "district.json").write_text(json.dumps(document), encoding="utf-8")
    made = ["plan", str(folder / "district.json"), "--effort", "10", "--quiet"]
    assert run([*made, "-o", str(folder / "plan.json")]) == 0
    return folder


def asked(village: Path, *options: str) -> list[str]:
    return ["ledger", str(village / "district.json"), "--plan", str(village / "plan.json"), *options]


def answered(village: Path, capsys: Captured, *options: str) -> dict[str, Any]:
    assert run(asked(village, *options, "--json", "--quiet")) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_tables_show_costs_and_books_under_every_mode(village: Path, capsys: Captured) -> None:
    assert run(asked(village)) == 0
    said = capsys.readouterr().out
    for words in ("What it costs, and whom", "Together", "block", "payment by results", "the payer"):
        assert words in said
    assert "Its books" not in said
    assert max(map(len, said.splitlines())) <= 100


def test_json_closes_to_the_penny(village: Path, capsys: Captured) -> None:
    document = answered(village, capsys)
    assert len(document["modes"]) == 5
    for books in document["modes"]:
        pence = {name: round(100 * books[name]) for name in ("total", "cost", "harm", "payer_pays")}
        assert pence["total"] == round(100 * document["plan"]["objective"])
        assert pence["cost"] + pence["harm"] == pence["total"]
        balances = sum(round(100 * one["balance"]) for one in books["organisations"])
        assert balances - pence["payer_pays"] == -pence["cost"]
        paid = [one["amount"] for one in books["payments"] if one["from"] is None]
        assert round(100 * sum(paid)) == pence["payer_pays"]


def test_books_are_written_as_csv_files_that_close_to_the_penny(village: Path, tmp_path: Path) -> None:
    pen = ["--mode", "block", "--pen", "synthetic-community-trust", "--effort", "4", "--quiet"]
    assert run(asked(village, *pen, "--csv", str(tmp_path / "books"))) == 0
    tables = {name: read_csv(tmp_path / "books" / f"{name}.csv") for name in LEDGER_TABLES}
    (mode,) = tables["modes"]
    shared = [row for row in tables["organisations"] if not row["pen"]]
    assert sum(pence(row["cost"]) + pence(row["harm"]) for row in shared) == pence(mode["total"])
    (held,) = tables["pens"]
    own = [row for row in tables["organisations"] if row["pen"] == held["pen"]]
    assert sum(pence(row["cost"]) + pence(row["harm"]) for row in own) == pence(held["total"])
    from_payer = [row for row in tables["payments"] if not row["pen"] and not row["from"]]
    assert sum(pence(row["amount"]) for row in from_payer) == pence(mode["payer_pays"])


def test_books_are_written_as_parquet_where_pyarrow_is_installed(village: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    folders = ["--csv", str(tmp_path / "csv"), "--parquet", str(tmp_path / "parquet")]
    assert run(asked(village, "--quiet", *folders)) == 0
    for name in LEDGER_TABLES:
        kept = parquet.read_table(tmp_path / "parquet" / f"{name}.parquet")
        assert kept.num_rows == len(read_csv(tmp_path / "csv" / f"{name}.csv"))
        assert kept.column_names == header(tmp_path / "csv" / f"{name}.csv")


def test_folder_for_books_that_is_a_file_is_refused(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--csv", str(village / "plan.json"))) == 2
    assert "name a folder" in capsys.readouterr().err


def test_pen_of_one_organisation_is_laid_beside_the_shared_plan(village: Path, capsys: Captured) -> None:
    pen = "synthetic-community-trust"
    document = answered(village, capsys, "--mode", "block", "--pen", pen, "--effort", "10")
    (books,) = document["modes"]
    (held,) = books["pens"]
    assert held["organisation"] == pen
    assert held["books_gain"] > 0
    assert held["costs_more"] > 0
    assert held["payment"] >= held["books_gain"]
    assert held["books"]["total"] == pytest.approx(books["total"] + held["costs_more"])


def test_tables_say_what_each_would_plan_and_who_gains(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--mode", "block", "--pen", "all", "--effort", "10", "--quiet")) == 0
    said = capsys.readouterr().out
    assert "Block: what each plans for its own books, at true costs (pounds)" in said
    assert "the shared plan is synthetic-community-trust's choice" in re.sub(r"\s+", " ", said)
    assert max(map(len, said.splitlines())) <= 100


def test_terms_come_from_a_file_and_from_flags(village: Path, tmp_path: Path, capsys: Captured) -> None:
    terms = tmp_path / "terms.toml"
    terms.write_text("[block.income_per_day]\nsynthetic-council = 1000\n", encoding="utf-8")
    flag = "block.income_per_day.synthetic-hospital-trust=9000.5"
    document = answered(village, capsys, "--mode", "block", "--terms", str(terms), "--term", flag)
    fixed = document["modes"][0]["terms"]["fixed"]
    assert fixed["synthetic-council"] == 14_000
    assert fixed["synthetic-hospital-trust"] == 126_007


def test_lead_is_named_by_a_flag(village: Path, capsys: Captured) -> None:
    mode, lead = "pathway_episode", "synthetic-council"
    document = answered(village, capsys, "--mode", mode, "--term", f"{mode}.lead={lead}")
    assert document["modes"][0]["terms"]["lead"] == lead


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("payment_by_results.marginal_rate=2", "expected at most 1"),
        ("payment_by_results.tarif=2", "did you mean tariff"),
        ("pathway_episode.lead=nobody-we-know", "expected an organisation of this district"),
        ("block.income_per_day=7", "expected an object"),
        ("blocks.income=7", "expected MODE.NAME=VALUE"),
        ("block", "expected MODE.NAME=VALUE"),
    ],
)
def test_terms_that_cannot_be_are_refused(village: Path, capsys: Captured, term: str, told: str) -> None:
    assert run(asked(village, "--term", term)) == 2
    assert told in capsys.readouterr().err


def test_file_of_terms_that_is_none_is_refused(village: Path, tmp_path: Path, capsys: Captured) -> None:
    terms = tmp_path / "terms.toml"
    terms.write_text("[block\n", encoding="utf-8")
    assert run(asked(village, "--terms", str(terms))) == 2
    assert "expected a TOML document" in capsys.readouterr().err
    assert run(asked(village, "--terms", str(tmp_path / "nowhere.toml"))) == 2


def test_pen_of_all_where_nobody_has_an_organisation_is_refused(tmp_path: Path, capsys: Captured) -> None:
    document = sample_district(beds=24, seed=3).to_document()
    for one in (*document["units"], *document["teams"]):
        one.pop("organisation", None)
    file = tmp_path / "nobody.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert run(["ledger", str(file), "--pen", "all", "--effort", "1", "--quiet"]) == 2
    assert "it has none" in capsys.readouterr().err
    assert run(["ledger", str(file), "--effort", "1", "--quiet"]) == 0


def test_share_that_is_no_number_is_refused(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--fixed-share", "nan", "--json")) == 2
    assert "expected a number from 0 to 1" in capsys.readouterr().err


def test_pen_of_nobody_is_refused(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--pen", "trust")) == 2
    assert "expected all or an organisation of this district" in capsys.readouterr().err


def test_without_a_plan_one_is_made(village: Path, capsys: Captured) -> None:
    assert run(["ledger", str(village / "district.json"), "--effort", "1", "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("Who pays, who gains")


def test_no_patient_is_named(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--pen", "all", "--effort", "1", "--quiet", "--json")) == 0
    said = capsys.readouterr().out
    snapshot = Snapshot.from_document(json.loads((village / "district.json").read_text(encoding="utf-8")))
    assert not [patient.id for patient in snapshot.patients if patient.id in said]


def test_help_has_examples(capsys: Captured) -> None:
    assert run(["ledger", "--help"]) == 0
    assert "bedflow ledger district.json --plan plan.json" in capsys.readouterr().out


def drawn(picture: Path) -> tuple[ET.Element, list[str], list[float]]:
    """Read a picture: its root, every word on it, and the widths of its bars."""
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    return root, words, [float(bar.attrib["width"]) for bar in root.iter(f"{SVG}rect")][1:]


def test_picture_draws_the_figures_of_the_tables(village: Path, tmp_path: Path, capsys: Captured) -> None:
    picture = tmp_path / "books.svg"
    options = ("--mode", "block", "--pen", "all", "--effort", "10", "--quiet")
    document = answered(village, capsys, *options, "--svg", str(picture))
    assert run(asked(village, *options)) == 0
    said = [line.split() for line in capsys.readouterr().out.splitlines()]
    root, words, widths = drawn(picture)
    assert root.findtext(f"{SVG}title") == "Who pays, who gains"
    accounts = document["modes"][0]["organisations"]
    for account in accounts:
        named = f"{organisation_words(account['organisation'])} {round(account['cost']):,}"
        assert named in words
        assert named in root.attrib["aria-label"]
        assert any(set(named.split()) <= set(line) for line in said)
    costs = [account["cost"] for account in accounts]
    for cost, width in zip(costs, widths, strict=False):
        assert width == pytest.approx(520 * cost / max(costs), abs=0.06)
    signed = [float(text.rpartition(" ")[2].replace(",", "")) for text in words if text[-1].isdigit()]
    changes = [abs(number) for number in signed[len(accounts) :]]
    drawn_changes = [260 * change / max(changes) for change in changes]
    assert widths[len(accounts) :] == pytest.approx(drawn_changes, abs=0.1)


def test_picture_shows_a_loss_to_the_left_and_leaves_out_modes_without_any_balance(
    village: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "books.svg"
    terms = ("--term", "block.income_per_day.synthetic-council=1")
    assert run(asked(village, "--mode", "block", *terms, "--svg", str(picture), "--quiet")) == 0
    root, words, _ = drawn(picture)
    assert "Balance under block (pounds)" in words
    bars = [bar.attrib for bar in root.iter(f"{SVG}rect") if bar.attrib["fill"] == "#d55e00"]
    assert [float(bar["x"]) + float(bar["width"]) for bar in bars] == [pytest.approx(260, abs=0.11)]
    assert run(asked(village, "--mode", "block", "--svg", str(picture), "--quiet")) == 0
    assert "Balance under block (pounds)" not in drawn(picture)[1]


def test_names_in_a_picture_are_escaped() -> None:
    kinds = (Figures("A & B", (Figure('<b onload="x">', 1, "1"),)),)
    root = ET.fromstring(bars_svg(bars_picture('"Who" <pays>?', kinds)))
    assert root.findtext(f"{SVG}title") == '"Who" <pays>?'
    assert [text.text for text in root.iter(f"{SVG}text")][-1] == '<b onload="x"> 1'


def test_picture_over_the_snapshot_is_refused(village: Path, capsys: Captured) -> None:
    assert run(asked(village, "--svg", str(village / "district.json"))) == 2
    assert "already the name of another file" in " ".join(capsys.readouterr().err.split())
