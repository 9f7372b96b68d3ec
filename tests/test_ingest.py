"""What is read is kept, and what is left out is said."""

import io
import json
import sys

import pytest

from bedflow.ingest import notices_of, read_document, read_snapshot, write_json

DOCUMENT = {
    "schema": "bedflow.snapshot/1",
    "as_of": "2026-11-23T08:00:00+00:00",
    "horizon_days": 7,
    "units": [{"id": "A", "setting": "acute", "beds": 10, "cost_per_day": 400}],
    "patients": [
        {
            "id": "P1",
            "unit": "A",
            "phases": [{"setting": "acute"}],
            "locks": [{"date": "2026-11-30", "unit": "A"}],
        },
        {"id": "P2", "arrives": "2026-11-30", "phases": [{"setting": "acute"}]},
        {"id": "9434765919", "arrives": "2026-11-29", "phases": [{"setting": "acute"}]},
    ],
}


def test_what_is_left_out_is_said_and_no_nhs_number_repeated():
    told = [str(notice) for notice in notices_of(read_document(DOCUMENT))]
    assert [line.partition(":")[0] for line in told] == [
        "patients[0] (P1).locks[0]",
        "patients[1] (P2).arrives",
        "patients[2].id",
    ]
    assert "9434765919" not in " ".join(told)


def test_patient_after_the_horizon_needs_no_course():
    late = {"id": "P9", "arrives": "2026-12-24", "needs": ["ecmo"], "phases": [{"setting": "acute"}]}
    assert len(read_document({**DOCUMENT, "patients": [late]}).patients) == 1


def test_document_is_kept_as_it_was_given(tmp_path):
    path = tmp_path / "s.json"
    path.write_text(json.dumps(DOCUMENT))
    snapshot = read_snapshot(path)
    write_json(snapshot, tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text()) == DOCUMENT
    assert read_snapshot(str(tmp_path / "again.json")).sha256 == snapshot.sha256


def test_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "s.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode())
    assert len(read_snapshot(path).patients) == 3


def test_standard_input_is_read(monkeypatch):
    class Piped:
        buffer = io.BytesIO(json.dumps(DOCUMENT).encode())

    monkeypatch.setattr(sys, "stdin", Piped)
    assert len(read_snapshot("-").patients) == 3


@pytest.mark.parametrize("number", [None, [], "text", 3])
def test_document_that_is_no_object_is_bad_input(number):
    with pytest.raises(Exception, match="expected a JSON object"):
        read_document(number)
