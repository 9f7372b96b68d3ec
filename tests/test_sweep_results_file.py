"""The results file: only grows, survives being cut off, and is never a file of somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedflow.ingest import BadInput
from bedflow.whatif.results_file import Kept, append_result, read_results

ONE = Kept("k1", {"beds": 1.0}, {"objective": 10.5}, 0.1)
TWO = Kept("k2", {"beds": 2.0}, {"objective": 9.25}, 0.2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def test_nothing_is_done_before_there_is_a_file(file: Path) -> None:
    assert read_results(file) == {}
    assert not file.exists()


def test_what_is_kept_is_read_again(file: Path) -> None:
    append_result(file, ONE)
    append_result(file, TWO)
    assert read_results(file) == {"k1": ONE, "k2": TWO}


def test_every_cut_loses_the_last_point_at_most_and_the_file_goes_on(file: Path) -> None:
    append_result(file, ONE)
    whole = file.stat().st_size
    append_result(file, TWO)
    text = file.read_bytes()
    for end in range(len(text) + 1):
        file.write_bytes(text[:end])
        found = read_results(file)
        assert ("k1" in found) is (end >= whole)
        assert ("k2" in found) is (end == len(text))
        append_result(file, TWO)
        assert read_results(file)["k2"] == TWO


def test_first_of_two_results_for_a_point_counts(file: Path) -> None:
    append_result(file, ONE)
    append_result(file, Kept("k1", {"beds": 1.0}, {"objective": 10.5}, 99.0))
    assert read_results(file)["k1"].seconds == 0.1


@pytest.mark.parametrize("text", ['{"schema": "bedflow.snapshot/1"}\n', "beds,total\n1,2\n", "notes"])
def test_file_of_something_else_is_refused_and_left_alone(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="expected a results file of bedflow sweep"):
        read_results(file)
    assert file.read_text(encoding="utf-8") == text
