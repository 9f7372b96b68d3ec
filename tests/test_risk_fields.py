"""What a phase may say of how long it lasts: written, read back, refused, and of no concern to the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedflow.domain import Snapshot
from bedflow.ingest import BadInput, read_document, read_snapshot, write_folder
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.paper import COMMUNITY, HOME, WARD, ann, district, phase, team

CHANCE = st.floats(0, 0.1, allow_nan=False)
SAID = st.one_of(
    st.fixed_dictionaries({}, optional={"days_p90": st.integers(2, 99)}),
    st.fixed_dictionaries({"day_chances": st.lists(CHANCE, min_size=1, max_size=9)}),
)
SURENESS = st.fixed_dictionaries(
    {}, optional={"confidence": st.sampled_from(["definite", "probable", "possible"])}
)


def _of(first: dict[str, Any], **more: Any) -> Snapshot:
    return district(5, [WARD, COMMUNITY, HOME], [ann("W", first, phase("home_support", 2))], **more)


def _faults(**said: Any) -> list[tuple[str, str]]:
    document = _of({"setting": "acute", "days": 3}).to_document()
    document["patients"] = [ann("W", {"setting": "acute", "days": 3, **said}, phase("home_support", 2))]
    with pytest.raises(BadInput) as refused:
        read_document(document)
    return [(fault.where, fault.expected) for fault in refused.value.faults]


@settings(max_examples=60, deadline=None)
@given(said=SAID, sureness=SURENESS)
def test_folder_keeps_every_chance_to_the_last_digit(
    said: dict[str, Any], sureness: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    snapshot = read_document(_of({"setting": "acute", "days": 2, **said, **sureness}).to_document())
    folder = tmp_path_factory.mktemp("made") / "folder"
    write_folder(snapshot, folder)
    assert read_snapshot(folder) == snapshot


@pytest.mark.parametrize(
    ("said", "field", "expected"),
    [
        ({"days_p90": 2}, "days_p90", "no fewer than days"),
        ({"days_p90": 9, "day_chances": [0.5]}, "day_chances", "not both"),
        ({"day_chances": [0.5, 0.6]}, "day_chances", "add up to 1"),
        ({"day_chances": []}, "day_chances", "at least one"),
        ({"day_chances": [1.5]}, "day_chances[0]", "at most 1"),
        ({"confidence": "sure"}, "confidence", "definite, probable, possible"),
    ],
)
def test_days_that_cannot_be_are_refused(said: dict[str, Any], field: str, expected: str) -> None:
    [(where, told)] = _faults(**said)
    assert where == f"patients[0].phases[0].{field}"
    assert expected in told


@pytest.mark.parametrize("said", [{"days_p90": 9}, {"day_chances": [0.5]}])
def test_care_without_an_end_has_no_chances_of_one(said: dict[str, Any]) -> None:
    document = district(5, [WARD], [ann("W", {"setting": "acute", **said})]).to_document()
    with pytest.raises(BadInput, match="expected days beside"):
        read_document(document)


def test_tenths_may_add_up_to_one() -> None:
    tenths = {"setting": "acute", "days": 3, "day_chances": [0.1] * 10}
    assert read_document(_of(tenths).to_document()).patients[0].phases[0].day_chances == (0.1,) * 10


def test_cell_that_holds_no_numbers_is_told_by_its_row(tmp_path: Path) -> None:
    write_folder(_of({"setting": "acute", "days": 2, "day_chances": [0.5, 0.25]}), tmp_path / "folder")
    table = tmp_path / "folder" / "phases.csv"
    assert "0.5 0.25" in table.read_text(encoding="utf-8")
    table.write_text(table.read_text(encoding="utf-8").replace("0.5 0.25", "half"), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_snapshot(tmp_path / "folder")
    [fault] = refused.value.faults
    assert (fault.where, fault.field) == ("phases.csv row 2", "day_chances")
    assert fault.expected == "expected numbers separated by spaces"


def test_plan_is_the_very_same_whatever_is_said_of_the_days() -> None:
    sure = {"setting": "acute", "days": 2}
    unsure = {**sure, "days_p90": 9, "confidence": "possible"}
    plans = [plan(_of(first, teams=[team(3)]), effort=3) for first in (sure, unsure)]
    alike = {"snapshot_sha256": "", "seconds": 0.0}
    assert plans[0].model_copy(update=alike) == plans[1].model_copy(update=alike)


def test_uncertain_sample_has_the_same_people_with_more_said_of_them() -> None:
    plain = sample_district(beds=24, seed=2).to_document()
    said = sample_district(beds=24, seed=2, uncertain=True).to_document()
    assert read_document(said).to_document() == said
    ours = ("days_p90", "day_chances", "confidence")
    phases = [each for patient in said["patients"] for each in patient["phases"]]
    assert {name for each in phases for name in ours if name in each} == {"days_p90", "confidence"}
    for each in phases:
        for name in ours:
            each.pop(name, None)
    assert said == plain
