"""A place in the document of a CSV folder -> file, row and column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bedflow.domain import Snapshot
from bedflow.ingest import folder_files as files
from bedflow.ingest.facts import Form
from bedflow.ingest.fault import Broken, Fault, Loc
from bedflow.ingest.place import JsonPlaces, Order, entry_of, json_path, shown

_TABLES = {table.file: table for table in files.TABLES}


class FolderPlaces:
    """The places of a CSV folder.

    Parameters
    ----------
    document
        The document its files make.
    rows_of
        File and row of each entry, phase, override and lock.
    """

    def __init__(self, document: Mapping[str, Any], rows_of: Mapping[Loc, tuple[str, int]]) -> None:
        self.document = document
        self.rows_of = rows_of
        self._json = JsonPlaces(files.FRAME, document, root=Snapshot)

    def fault(self, broken: Broken) -> Fault:
        """Say a fault with file, row and column."""
        entry, rest = self._row_of(broken.loc)
        if entry is None:
            return self._outside_rows(broken)
        file, row = self.rows_of[entry]
        kind, known_as = entry_of(self.document, broken.loc)
        column = str(rest[0]) if rest else None
        return Fault(
            file=file,
            where=f"{file} row {row}",
            field=None if column is None else shown(column),
            expected=self._expected(broken, _TABLES[file], rest),
            kind=kind,
            id=known_as,
        )

    def order(self, loc: Loc) -> Order:
        """Give the position of a place: its file, its row, its column."""
        entry, rest = self._row_of(loc)
        if entry is None:
            position = files.FILES.index(files.PREVIOUS_PLAN) if loc[:1] == ("previous_plan",) else 0
            return (position, *self._json.order(loc))
        file, row = self.rows_of[entry]
        columns = list(_TABLES[file].columns)
        column = columns.index(str(rest[0])) if rest and rest[0] in columns else len(columns)
        return (files.FILES.index(file), row, column)

    def _row_of(self, loc: Loc) -> tuple[Loc | None, Loc]:
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.rows_of:
                return loc[:length], loc[length:]
        return None, loc

    def _outside_rows(self, broken: Broken) -> Fault:
        previous = broken.loc[:1] == ("previous_plan",)
        file = files.PREVIOUS_PLAN if previous else files.FRAME
        path = json_path(broken.loc[1:] if previous else broken.loc)
        field = self._json.fault(broken).field
        return Fault(file, f"{file} {path}".rstrip(), field, broken.expected)

    def _expected(self, broken: Broken, table: files.Table, rest: Loc) -> str:
        """Say what a cell should have been: a whole cell that cannot be read, by the column's form."""
        if not rest:
            return broken.expected
        name = str(rest[0])
        if name == "phases" and len(rest) == 1:
            return f"{broken.expected}: a row of {files.PHASES.file}"
        form = table.columns.get(name)
        if form is None:
            return broken.expected
        if form in (Form.PATTERN, Form.HOURS, Form.NUMBERS) and len(rest) == 1 and self._is_text(broken.loc):
            return f"expected {form.value}"
        return broken.expected if len(rest) == 1 else f"{_part(rest[1:])}: {broken.expected}"

    def _is_text(self, loc: Loc) -> bool:
        here: Any = self.document
        for step in loc:
            if isinstance(here, Mapping) and step not in here:
                return False
            here = here[step]
        return isinstance(here, str)


def _part(rest: Loc) -> str:
    return ", ".join(f"entry {step + 1}" if isinstance(step, int) else shown(step) for step in rest)
