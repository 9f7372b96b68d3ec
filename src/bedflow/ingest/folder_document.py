"""The files of a CSV folder put together to one document, each entry with its file and row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from bedflow.domain import SNAPSHOT_SCHEMA
from bedflow.ingest import folder_files as files
from bedflow.ingest.cell import read_cell
from bedflow.ingest.csv_rows import Row, Rows, read_rows
from bedflow.ingest.fault import BadInput, Fault, Loc
from bedflow.ingest.folder_frame import read_frame
from bedflow.ingest.json_text import parse, read_bytes
from bedflow.ingest.place import KINDS, Order

_TABLE_OF = {
    "units": files.UNITS,
    "teams": files.TEAMS,
    "patients": files.PATIENTS,
    "arrivals": files.ARRIVALS,
}
_OWNER_COLUMNS = frozenset({"patient", "stream", "order", "kind", "id"})

Entry = dict[str, Any]


class FolderDocument:
    """What the files of a folder say.

    A row that cannot be told apart into columns stands in the document as None, so that nothing is
    concluded from it; :meth:`heard` keeps what follows from faults already told out of the report.

    Parameters
    ----------
    folder
        The folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows_of: dict[Loc, tuple[str, int]] = {}
        self.document: dict[str, Any] = {}
        self._file_faults: list[tuple[Order, Fault]] = []
        self._told: set[Loc] = set()
        self._tables = {table.file: read_rows(folder, table) for table in files.TABLES}
        self._add_frame()
        for kind in _TABLE_OF:
            self._add_entries(kind)
        self._add_phases()
        self._add_overrides()
        self._add_locks()
        self._add_previous_plan()

    @property
    def faults(self) -> list[tuple[Order, Fault]]:
        """The faults of the files' shape, each with its position."""
        rows = [
            ((files.FILES.index(file), row), fault)
            for file, table in self._tables.items()
            for row, fault in table.faults
        ]
        return [*self._file_faults, *rows]

    def heard(self, loc: Loc) -> bool:
        """Say whether a place's faults follow from one that is told already."""
        if any(loc[:length] in self._told for length in range(1, len(loc) + 1)):
            return True
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.rows_of:
                file, number = self.rows_of[loc[:length]]
                rows = self._tables[file]
                absent = length < len(loc) and loc[length] in rows.absent & rows.table.required
                return number in rows.misshapen or absent
        return False

    def _add_frame(self) -> None:
        try:
            self.document, faults = read_frame(self.folder)
        except BadInput as error:
            faults = list(error.faults)
            self.document = {"schema": SNAPSHOT_SCHEMA}
            self._told.add(("as_of",))
        self._file_faults += [((0,), fault) for fault in faults]

    def _add_entries(self, kind: str) -> None:
        rows = self._tables[_TABLE_OF[kind].file]
        entries: list[Entry | None] = []
        for row in rows.rows:
            self.rows_of[kind, len(entries)] = (rows.table.file, row.number)
            entries.append(_fields(row, rows))
        if kind == "teams":
            for entry in entries:
                if entry is not None and "units" not in rows.absent:
                    entry.setdefault("units", [])  # An empty cell is an empty list.
        if not rows.complete:
            self._told.add((kind, len(entries)))
            entries.append(None)
        if entries or not rows.table.optional:
            self.document[kind] = entries

    def _entries(self, kind: str) -> Iterator[tuple[Loc, Entry]]:
        for k, entry in enumerate(self.document.get(kind, ())):
            if entry is not None:
                yield (kind, k), entry

    def _owned(self, kind: str, column: str, rows: Rows) -> dict[str, list[Row]]:
        """Sort rows by the id of the entry they belong to, and tell which belong to none."""
        known = {entry["id"] for _, entry in self._entries(kind) if "id" in entry}
        owners = self._tables[_TABLE_OF[kind].file]
        shaped = owners.complete and not owners.misshapen
        all_known = shaped and all("id" in entry for _, entry in self._entries(kind))
        owned: dict[str, list[Row]] = defaultdict(list)
        for row in rows.rows:
            owner = row.cells.get(column)
            if owner is None:
                continue
            owned[owner].append(row)
            if owner not in known and all_known:
                told = f"expected the id of a {KINDS[kind]} in {owners.table.file}"
                rows.tell(row.number, told, column=column)
        return owned

    def _add_phases(self) -> None:
        rows = self._tables[files.PHASES.file]
        _tell_orders(rows)
        unknown_owners = not rows.complete or bool(rows.absent & files.PHASES.required)
        unknown_owners = unknown_owners or any(not _owner(row) for row in rows.rows)
        for kind, column in (("patients", "patient"), ("arrivals", "stream")):
            owned = self._owned(kind, column, rows)
            for loc, entry in self._entries(kind):
                own = sorted(owned.get(entry.get("id", ""), ()), key=_order)
                if own:
                    if not _in_clear_order(rows, own):
                        self._told.add((*loc, "phases"))
                    entry["phases"] = self._nested(own, rows, (*loc, "phases"))
                elif unknown_owners or "id" not in entry:
                    self._told.add((*loc, "phases"))

    def _add_overrides(self) -> None:
        rows = self._tables[files.OVERRIDE_ROWS.file]
        rows.tell_empty()
        for row in rows.rows:
            if row.cells.get("kind", "unit") not in files.OVERRIDES and row.number not in rows.misshapen:
                rows.tell(row.number, f"expected one of {', '.join(files.OVERRIDES)}", column="kind")
        for what, (kind, _) in files.OVERRIDES.items():
            self._add_owned(kind, "overrides", "id", rows.of_kind(what))

    def _add_locks(self) -> None:
        rows = self._tables[files.LOCKS.file]
        rows.tell_empty()
        self._add_owned("patients", "locks", "patient", rows)

    def _add_owned(self, kind: str, field: str, column: str, rows: Rows) -> None:
        owned = self._owned(kind, column, rows)
        for loc, entry in self._entries(kind):
            if own := owned.get(entry.get("id", "")):
                entry[field] = self._nested(own, rows, (*loc, field))

    def _nested(self, own: list[Row], rows: Rows, loc: Loc) -> list[Entry | None]:
        for k, row in enumerate(own):
            self.rows_of[(*loc, k)] = (rows.table.file, row.number)
        return [_fields(row, rows, without=_OWNER_COLUMNS) for row in own]

    def _add_previous_plan(self) -> None:
        file = files.PREVIOUS_PLAN
        path = self.folder / file
        if not path.exists():
            return
        try:
            self.document["previous_plan"] = parse(read_bytes(path, file=file), file=file)
        except BadInput as error:
            self._file_faults += [((files.FILES.index(file),), fault) for fault in error.faults]


def _fields(row: Row, rows: Rows, *, without: frozenset[str] = frozenset()) -> Entry | None:
    if row.number in rows.misshapen:
        return None
    forms = rows.table.columns
    return {name: read_cell(cell, forms[name]) for name, cell in row.cells.items() if name not in without}


def _owner(row: Row) -> str | None:
    return row.cells.get("patient") or row.cells.get("stream")


def _order(row: Row) -> int:
    given = row.cells.get("order", "")
    return int(given) if _is_order(given) else 0


def _is_order(given: str) -> bool:
    return given.isascii() and given.isdecimal() and len(given) < 10


def _tell_orders(rows: Rows) -> None:
    rows.tell_empty()
    for row in rows.rows:
        if row.number in rows.misshapen:
            continue
        if not _is_order(row.cells.get("order", "0")):
            rows.tell(row.number, "expected a whole number: 1 for the first phase", column="order")
        if ("patient" in row.cells) is ("stream" in row.cells) and "patient" not in rows.absent:
            rows.tell(row.number, "expected either a patient or a stream", column="patient")


def _in_clear_order(rows: Rows, own: list[Row]) -> bool:
    """Say whether the order of somebody's phases is clear, and tell which rows repeat one."""
    clear = all(_is_order(row.cells.get("order", "")) for row in own)
    for before, row in pairwise(own):
        if "order" in row.cells and _order(before) == _order(row) and _is_order(row.cells["order"]):
            rows.tell(row.number, "expected an order of its own; another phase has the same", column="order")
            clear = False
    return clear
