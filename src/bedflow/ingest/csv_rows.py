"""One CSV file -> rows of cells, each with its number in the spreadsheet, and the faults of its shape."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

from bedflow.ingest.fault import BadInput, Fault
from bedflow.ingest.folder_files import Table
from bedflow.ingest.json_text import LONGEST_LIST, decode, read_bytes
from bedflow.ingest.place import shown
from bedflow.ingest.sentence import nearest

NO_HEADER = "expected a row with the names of the columns, separated by commas"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells.

    Parameters
    ----------
    number
        Its number in the spreadsheet; the header is row 1.
    cells
        The cells that are not empty, by column.
    """

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Rows:
    """The rows of one file.

    Parameters
    ----------
    faults
        Faults of the file's shape, each with its row.
    misshapen
        Rows whose cells do not fit the columns; nothing else is told of them.
    absent
        Columns that should be there and are not.
    complete
        Whether the file could be read to its end.
    """

    table: Table
    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    misshapen: set[int] = field(default_factory=set)
    absent: frozenset[str] = frozenset()
    complete: bool = True

    def tell(self, number: int, expected: str, *, column: str | None = None) -> None:
        """Note a fault of a row."""
        where = f"{self.table.file} row {number}"
        self.faults.append((number, Fault(self.table.file, where, column, expected)))

    def tell_empty(self) -> None:
        """Note the cells that say whose a row is, and are empty."""
        for row in self.rows:
            for column in self.table.columns:
                asked = column in self.table.filled and column not in self.absent
                if asked and column not in row.cells and row.number not in self.misshapen:
                    self.tell(row.number, "expected a value; the cell must not be empty", column=column)

    def of_kind(self, kind: str) -> Rows:
        """Give the rows of one kind; their faults are noted here all the same."""
        chosen = [row for row in self.rows if row.cells.get("kind") == kind]
        return replace(self, rows=chosen)


def read_rows(folder: Path, table: Table) -> Rows:
    """Read a file of a CSV folder: commas, UTF-8, a header; blank lines are passed over."""
    found = Rows(table)
    path = folder / table.file
    if table.optional and not path.exists():
        return found
    try:
        text = decode(read_bytes(path, file=table.file), file=table.file)
    except BadInput as error:
        found.faults += [(0, fault) for fault in error.faults]
        found.absent, found.complete = frozenset(table.columns), False
        return found
    _read_records(text, found)
    return found


def _read_records(text: str, found: Rows) -> None:
    header: list[str] | None = None
    number = 0
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if not any(cell.strip() for cell in record):
                continue
            if header is None:
                header = _read_header(record, number, found)
                if not found.complete:
                    return
            elif len(found.rows) == LONGEST_LIST:
                found.tell(number, f"expected at most {LONGEST_LIST:,} rows")
                found.complete = False
                return
            else:
                _read_record(record, number, header, found)
    except csv.Error:
        found.tell(number + 1, "expected cells separated by commas, quotes within quotes doubled")
        found.complete = False
    if header is None and found.complete:
        found.tell(1, "expected a row with the names of the columns")
        found.absent, found.complete = frozenset(found.table.columns), False


def _read_header(record: list[str], number: int, found: Rows) -> list[str]:
    header = [cell.strip() for cell in record]
    while header and not header[-1]:
        header.pop()
    known = found.table.columns
    if not any(name in known or nearest(name, list(known)) for name in header):
        # This may be a patient's row, or cells parted by something else: nothing of it is said again.
        found.tell(number, NO_HEADER)
        found.absent, found.complete = frozenset(known), False
        return header
    for k, name in enumerate(header):
        if name not in known:
            close = nearest(name, list(known))
            found.tell(number, f"expected a column that is known{close}", column=shown(name))
        elif name in header[:k]:
            found.tell(number, "expected the column once, not more", column=name)
    found.absent = frozenset(known) - set(header)
    for name in known:
        if name in found.absent and name in found.table.required:
            found.tell(number, f"expected a column named {name}", column=name)
    return header


def _read_record(record: list[str], number: int, header: list[str], found: Rows) -> None:
    cells = [cell.strip() for cell in record]
    if len(cells) < len(header) or any(cells[len(header) :]):
        found.tell(number, f"expected {len(header)} cells, one for each column")
        found.misshapen.add(number)
    named = dict(zip(header, cells, strict=False))
    known = found.table.columns
    found.rows.append(Row(number, {name: cell for name, cell in named.items() if cell and name in known}))
