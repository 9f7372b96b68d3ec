"""Hand-made plans as files: what they may say, and every fault of them in one report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow.ingest import BadInput
from bedflow.ingest.read_hand_plan import HandCourse, HandForm
from bedflow.ingest.read_hand_rows import read_hand_plan
from tests.paper import HOME, MONDAY, TUESDAY, WARD, WEDNESDAY, ann, bob, district, person, phase, unit

DAYS = [MONDAY, TUESDAY, WEDNESDAY]


@pytest.fixture(scope="module")
def town() -> Snapshot:
    late = person("eve", phase("acute", 2), arrives=TUESDAY)
    flu = {"id": "flu", "per_day": 1, "phases": [phase("acute", 1)]}
    two_words = unit("H 2 care", "home_support")
    patients = [ann("W", phase("home_support"), sex="female"), bob("W", phase("acute", 2)), late]
    return district(3, [WARD, HOME, two_words], patients, arrivals=[flu])


def read(folder: Path, snapshot: Snapshot, text: str, name: str = "hand.csv") -> tuple[HandCourse, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return read_hand_plan(folder / name, snapshot).courses


def faults(folder: Path, snapshot: Snapshot, text: str, name: str = "hand.csv") -> list[str]:
    with pytest.raises(BadInput) as told:
        read(folder, snapshot, text, name)
    return [str(fault) for fault in told.value.faults]


def document(*courses: dict[str, Any], **facts: Any) -> str:
    return json.dumps({"days": DAYS, "courses": courses, **facts})


def test_moves_say_where_somebody_is_until_the_last_of_them(tmp_path: Path, town: Snapshot) -> None:
    lines = "patient,date,unit\nann,2026-11-24,H\nbob,,stays\neve,2026-11-24,W\nann,2026-11-23,stays\n"
    anns, bobs, eves = read(tmp_path, town, lines)
    assert (anns.units, anns.said, anns.until_leaving) == (("W", "H", None), 2, False)
    assert (bobs.units, bobs.said, bobs.until_leaving) == (("W", "W", "W"), 3, True)
    assert (eves.units, eves.said) == ((None, "W", None), 2)


def test_a_move_today_leaves_no_day_before_it(tmp_path: Path, town: Snapshot) -> None:
    (anns,) = read(tmp_path, town, "patient,date,unit\nann,2026-11-23,H\n")
    assert (anns.units, anns.said) == (("H", None, None), 1)


def test_a_course_table_has_a_column_for_each_day_and_marks_where_wanted(
    tmp_path: Path, town: Snapshot
) -> None:
    table = f"patient,{','.join(DAYS)}\nann,W wait,H 2 care,H 2 care care\nbob,W,W care,\n"
    anns, bobs = read(tmp_path, town, table)
    assert (anns.units, anns.care) == (("W", "H 2 care", "H 2 care"), (False, None, True))
    assert (bobs.units, bobs.care, bobs.said) == (("W", "W", None), (None, True, None), 3)


def test_a_table_of_the_first_days_leaves_the_later_ones_open(tmp_path: Path, town: Snapshot) -> None:
    anns, bobs = read(tmp_path, town, f"patient,{MONDAY},{TUESDAY}\nann,W,H\nbob,W,\n")
    assert (anns.said, bobs.said) == (2, 3)


def test_an_edited_plan_needs_its_days_and_courses_alone(tmp_path: Path, town: Snapshot) -> None:
    text = document({"patient": "ann", "units": ["W", "H", "H"]}, fixed=["ann"], objective="edited")
    (tmp_path / "hand.json").write_text(text, encoding="utf-8")
    hand = read_hand_plan(tmp_path / "hand.json", town)
    assert (hand.form, hand.marked) == (HandForm.PLAN, ("ann",))
    assert hand.courses[0].care == (None, None, None)


def test_all_faults_of_moves_are_told_at_once_with_ids_alone(tmp_path: Path, town: Snapshot) -> None:
    lines = (
        "patient,date,unit\n"
        "nobody,2026-11-24,H\n"
        "ann,2026-12-24,H\n"
        "ann,2026-11-24,Nowhere\n"
        "bob,,H\n"
        "eve,2026-11-25,W\n"
        "forecast/flu/2026-11-23/1,2026-11-23,W\n"
        ",2026-11-23,W\n"
    )
    told = faults(tmp_path, town, lines)
    assert [line.split(":")[0] for line in told] == [
        "hand.csv row 2, patient",
        "hand.csv row 3 (ann), date",
        "hand.csv row 4 (ann), unit",
        "hand.csv row 5 (bob), date",
        "hand.csv row 6 (eve), date",
        "hand.csv row 7, patient",
        "hand.csv row 8, patient",
    ]
    assert not any(word in line for line in told for word in ("nobody", "Nowhere", "female"))


def test_two_moves_of_a_patient_on_a_day_are_refused(tmp_path: Path, town: Snapshot) -> None:
    told = faults(tmp_path, town, "patient,date,unit\nann,2026-11-24,H\nann,2026-11-24,W\n")
    assert told == ["hand.csv row 3 (ann), date: expected one line a date for a patient"]


def test_faults_of_a_course_table(tmp_path: Path, town: Snapshot) -> None:
    told = faults(tmp_path, town, f"patient,{MONDAY},{WEDNESDAY},later\nann,X,H,\nann,W,H,\nzoe,W,H,\n")
    assert [line.split(":")[0] for line in told] == [
        "hand.csv row 1, later",
        f"hand.csv row 1, {TUESDAY}",
        f"hand.csv row 2 (ann), {MONDAY}",
        "hand.csv row 3 (ann), patient",
        "hand.csv row 4, patient",
    ]


def test_faults_of_an_edited_plan(tmp_path: Path, town: Snapshot) -> None:
    text = document(
        {"patient": "ann", "units": ["W", "X", None], "care": [None, None, True]},
        {"patient": "zoe", "units": ["W", "W", "W"]},
        {"patient": "bob", "units": ["W"]},
        fixed=["zoe", "eve"],
    )
    told = faults(tmp_path, town, text, "hand.json")
    assert [line.split(": ")[1] for line in told] == [
        "courses[0] (ann).units[1]",
        "courses[0] (ann).care[2]",
        "courses[1].patient",
        "courses[2] (bob).units",
        "fixed[0]",
        "fixed[1]",
    ]


def test_a_plan_of_other_days_is_refused(tmp_path: Path, town: Snapshot) -> None:
    text = json.dumps({"days": [MONDAY], "courses": []})
    told = faults(tmp_path, town, text, "hand.json")
    assert told == ["hand.json: days: expected the days of this snapshot, 2026-11-23 to 2026-11-25"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected a row with the names of the columns"),
        ("patient,date,unit\n", "expected at least one row below the header"),
        ('patient,date,unit\nann,2026-11-24,"H\n', "expected cells separated by commas"),
        ("patient,unit\nann,stays\n", "expected a column named date"),
        ("date,unit\n2026-11-24,H\n", "expected a column named patient"),
        ("patient,date\nann,2026-11-24\n", "expected a column named unit"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, town: Snapshot, text: str, expected: str) -> None:
    assert any(expected in line for line in faults(tmp_path, town, text))


@pytest.mark.parametrize("first", ["Mrs Gray,2026-11-24,home", "patient;date;unit"])
def test_a_first_row_that_names_no_column_is_told_and_never_said_again(
    tmp_path: Path, town: Snapshot, first: str
) -> None:
    told = faults(tmp_path, town, f"{first}\nann,2026-11-24,H\n")
    assert len(told) == 1
    assert told[0].endswith("row 1: expected a row with the names of the columns, separated by commas")


def test_columns_in_capitals_are_told_with_the_name_meant(tmp_path: Path, town: Snapshot) -> None:
    told = faults(tmp_path, town, "Patient,Date,Unit\nann,2026-11-24,H\n")
    assert any("row 1, Date: expected a column that is known; did you mean date?" in line for line in told)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, town: Snapshot) -> None:
    with pytest.raises(BadInput):
        read_hand_plan(tmp_path / "none.csv", town)
