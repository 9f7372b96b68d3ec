"""A CSV file of moves or a course table -> where somebody wants whom, with every fault told at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bedflow.domain import Snapshot
from bedflow.ingest.csv_rows import NO_HEADER, Row, Rows, read_rows
from bedflow.ingest.facts import Form
from bedflow.ingest.fault import BadInput, Fault
from bedflow.ingest.folder_files import Table
from bedflow.ingest.json_text import decode, read_bytes
from bedflow.ingest.nhs_number import id_to_tell
from bedflow.ingest.read_hand_plan import (
    UNKNOWN_UNIT,
    HandCourse,
    HandForm,
    HandPlan,
    Named,
    not_fixable,
    read_hand_document,
)
from bedflow.ingest.sentence import nearest

STAYS = "stays"
"""Written for a unit: the patient stays where they are."""

MARKS = {"care": True, "wait": False, "waits": False}
"""Words that may stand behind a unit in a course table."""

Tell = tuple[int, str | None, str]
"""The row, the column where one is meant, and what was expected."""


def read_hand_plan(source: str | Path, snapshot: Snapshot) -> HandPlan:
    """Read a plan somebody made by hand: an edited plan document, moves in CSV, or a course table in CSV.

    Parameters
    ----------
    source
        A file whose name ends in ``.csv``, or one of JSON, or ``-`` for JSON on standard input.
    snapshot
        The district it is about.

    Raises
    ------
    BadInput
        With every fault found, in the order of the file.
    """
    named = Named.of(snapshot)
    path = Path(source)
    if path.suffix.lower() != ".csv":
        return read_hand_document(source, named)
    header = _header(path)
    if header & {"date", "unit"}:
        return _read_moves(path, named)
    if header and not any(nearest(name, ["patient"]) for name in header):
        # A patient's row without a header above it; its date would pass for a column.
        raise BadInput([Fault(path.name, f"{path.name} row 1", None, NO_HEADER)])
    return _read_table(path, named)


def _header(path: Path) -> frozenset[str]:
    """Look at the first row that is not blank; a file that is no CSV is told of when it is read."""
    text = decode(read_bytes(path, file=path.name), file=path.name)
    try:
        rows = ([cell.strip().lower() for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
        return frozenset(next((row for row in rows if any(row)), ()))
    except csv.Error:
        return frozenset()


def _read_moves(path: Path, named: Named) -> HandPlan:
    columns = dict.fromkeys(("patient", "date", "unit"), Form.TEXT)
    table = Table(path.name, columns, frozenset(columns), filled=frozenset({"patient", "unit"}))
    rows = read_rows(path.parent, table)
    rows.tell_empty()
    if rows.absent:
        # Without one of the columns nothing sensible can be said of the rows.
        _refuse(rows, [], named)
    told: list[Tell] = [each for row in rows.rows for each in _wrong_move(row, named)]
    lines: dict[str, list[Row]] = {}
    for row in rows.rows:
        lines.setdefault(row.cells.get("patient", ""), []).append(row)
    wrong = {row for row, _, _ in told} | {row for row, _ in rows.faults}
    courses = []
    for patient, own in lines.items():
        if any(row.number in wrong for row in own):
            continue
        found, course = _followed(patient, own, named)
        told += found
        courses.append(course)
    _refuse(rows, told, named)
    return HandPlan(HandForm.MOVES, tuple(courses))


def _wrong_move(row: Row, named: Named) -> Iterator[Tell]:
    patient, when, unit = (row.cells.get(column) for column in ("patient", "date", "unit"))
    if patient is not None and (expected := not_fixable(patient, named)) is not None:
        yield row.number, "patient", expected
    if unit is not None and unit != STAYS and unit not in named.units:
        yield row.number, "unit", f"{UNKNOWN_UNIT}, or {STAYS}"
    if when is None and unit is not None and unit != STAYS:
        yield row.number, "date", f"expected the date of the move; only {STAYS} needs none"
    elif when is not None and when not in {day.isoformat() for day in named.days}:
        yield row.number, "date", f"expected a date of the horizon, {named.days[0]} to {named.days[-1]}"


def _followed(patient: str, rows: list[Row], named: Named) -> tuple[list[Tell], HandCourse]:
    """Lay a patient's lines out day by day: where they are now until the first move, and so on."""
    told: list[Tell] = []
    record, last = named.patients[patient], len(named.days) - 1
    moves: dict[int, str] = {}
    for row in rows:
        day = named.days.index(date.fromisoformat(row.cells["date"])) if "date" in row.cells else last + 1
        if day in moves:
            told.append((row.number, "date", "expected one line a date for a patient"))
        moves[day] = row.cells["unit"]
    ordered = sorted(moves.items())
    arrives = 0 if record.arrives is None else max(0, (record.arrives - named.days[0]).days)
    if record.unit is None and (ordered[0][0] != arrives or ordered[0][1] == STAYS):
        told.append((rows[0].number, "date", "expected where the patient arrives, on the day they do"))
    units: list[str | None] = [None] * (last + 1)
    here, begins, for_good = record.unit, arrives, False
    for day, unit in ordered:
        for earlier in range(begins, min(day, last + 1)):
            units[earlier] = here
        if unit != STAYS:
            here = unit
        for_good = day > last
        if not for_good:
            units[day] = here
        begins = max(begins, day + 1)
    said = min(begins, last + 1)
    nothing = (None,) * (last + 1)
    return told, HandCourse(patient, tuple(units), nothing, said=said, until_leaving=for_good)


def _read_table(path: Path, named: Named) -> HandPlan:
    columns = dict.fromkeys(("patient", *(day.isoformat() for day in named.days)), Form.TEXT)
    required = frozenset({"patient", named.days[0].isoformat()})
    rows = read_rows(path.parent, Table(path.name, columns, required, filled=frozenset({"patient"})))
    rows.tell_empty()
    there = [day for day in named.days if day.isoformat() not in rows.absent]
    told: list[Tell] = []
    for day in named.days[: len(there)]:
        if day not in there and day != named.days[0]:
            told.append((1, day.isoformat(), "expected a column for this day too: later ones are there"))
    courses = [_table_course(row, there, named, told) for row in rows.rows]
    seen: set[str] = set()
    for row, course in zip(rows.rows, courses, strict=True):
        if course.patient in seen:
            told.append((row.number, "patient", "expected one row for a patient"))
        elif course.patient:
            if course.patient not in named.expected and (wrong := not_fixable(course.patient, named)):
                told.append((row.number, "patient", wrong))
            seen.add(course.patient)
    _refuse(rows, told, named)
    return HandPlan(HandForm.TABLE, tuple(courses))


def _table_course(row: Row, days: list[date], named: Named, told: list[Tell]) -> HandCourse:
    """Read one row of a course table; what is wrong with it is added to ``told``."""
    units: list[str | None] = [None] * len(named.days)
    care: list[bool | None] = [None] * len(named.days)
    for number, day in enumerate(days):
        cell = row.cells.get(day.isoformat())
        if cell is None:
            continue
        units[number], care[number] = _unit_and_mark(cell, named)
        if units[number] not in named.units:
            expected = f"{UNKNOWN_UNIT}, with care or wait behind it if it is to be said"
            told.append((row.number, day.isoformat(), expected))
    # Somebody who has left by the last column is gone for good; otherwise what comes after is open.
    gone = any(units) and units[len(days) - 1] is None
    said = len(named.days) if gone else len(days)
    return HandCourse(row.cells.get("patient", ""), tuple(units), tuple(care), said=said)


def _unit_and_mark(cell: str, named: Named) -> tuple[str, bool | None]:
    unit, _, word = cell.rpartition(" ")
    if cell in named.units or word.lower() not in MARKS:
        return cell, None
    return unit.strip(), MARKS[word.lower()]


def _refuse(rows: Rows, told: list[Tell], named: Named) -> None:
    """Raise all faults of a file in its order, or do nothing when there are none."""
    known = {row.number: row.cells.get("patient", "") for row in rows.rows}
    faults = list(rows.faults)
    for number, column, expected in told:
        patient = known.get(number, "")
        file = rows.table.file
        faults.append(
            (
                number,
                Fault(
                    file,
                    f"{file} row {number}",
                    column,
                    expected,
                    kind="patient",
                    id=id_to_tell(patient) if patient in named.patients else None,
                ),
            )
        )
    if not faults and not rows.rows:
        faults.append((1, Fault(rows.table.file, "", None, "expected at least one row below the header")))
    if faults:
        raise BadInput(fault for _, fault in sorted(faults, key=lambda each: each[0]))
