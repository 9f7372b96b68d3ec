"""The bundled examples are good input, and come out of their scripts byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedflow.domain import Snapshot
from bedflow.ingest import notices_of, read_snapshot
from tests.example_scripts import EXAMPLES, script
from tests.oracle import best_plan

FILES = sorted(EXAMPLES.glob("*/snapshot.json"))

TINY_BY_HAND = (
    (60 + 3 * 100)  # SYN-1 goes home on Monday
    + 3 * 400  # SYN-2 is treated in Alder
    + (400 + 180 + 60 + 2 * 100)  # SYN-3 waits a day in Birch for equipment, then goes home
    + 3 * 400  # Monday's arrival takes SYN-1's place in Alder
    + 2 * (400 + 80)  # Tuesday's arrival takes SYN-3's place in Birch, an outlier
    + 1 * 55  # an hour of overtime on Tuesday: 1 for SYN-1 and 2 for SYN-3 are 3, of 2
)
"""The best total of the tiny district, as docs/examples/tiny.md works it out."""


@pytest.fixture
def tiny() -> Snapshot:
    return read_snapshot(EXAMPLES / "tiny" / "snapshot.json")


def test_there_are_three_examples() -> None:
    assert [file.parent.name for file in FILES] == ["bnssg", "city", "tiny"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_example_is_good_input_without_notices(file: Path) -> None:
    assert list(notices_of(read_snapshot(file))) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_everybody_in_an_example_is_said_to_be_synthetic(file: Path) -> None:
    assert all(patient.id.startswith("SYN-") for patient in read_snapshot(file).patients)


@pytest.mark.parametrize("example", ["bnssg", "city"])
def test_script_reproduces_the_committed_file_byte_for_byte(example: str) -> None:
    assert script(example).text().encode() == (EXAMPLES / example / "snapshot.json").read_bytes()


def test_city_file_stays_moderate() -> None:
    assert (EXAMPLES / "city" / "snapshot.json").stat().st_size < 3_000_000


def test_tiny_folder_says_the_same_as_its_json(tiny: Snapshot) -> None:
    assert read_snapshot(EXAMPLES / "tiny" / "folder") == tiny


def test_tiny_district_costs_at_best_what_the_page_works_out_by_hand(tiny: Snapshot) -> None:
    assert TINY_BY_HAND == 4615
    assert best_plan(tiny).objective == TINY_BY_HAND


def test_tiny_district_is_planned_as_the_page_tells(tiny: Snapshot) -> None:
    units = {person: course[0] for person, course in best_plan(tiny).courses.items()}
    assert units["SYN-1"] == ("HOME", "HOME", "HOME")
    assert units["SYN-3"] == ("BIRCH", "HOME", "HOME")


def test_tiny_page_tells_the_total() -> None:
    assert "4,615" in (EXAMPLES.parent / "docs" / "examples" / "tiny.md").read_text(encoding="utf-8")
