"""What is wrong with a file, told so that a ward clerk can put it right, and nothing about anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Loc = tuple[str | int, ...]
"""A place in a JSON document: field names, and positions in lists."""

SHOWN_NAME = 40
"""Longest field name or key shown; a longer one is cut, since anything may stand there."""

SHOWN_ID = 80


@dataclass(frozen=True, slots=True)
class Broken:
    """Something wrong at a place of a document, before the place is put in the words of its file.

    Parameters
    ----------
    loc
        Where in the document.
    expected
        What was expected there; never what was found.
    """

    loc: Loc
    expected: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Parameters
    ----------
    file
        Name of the file.
    where
        JSON path, such as ``patients[3].phases[0].days``, or file and row; empty: the whole file.
    field
        Field or column, where one is meant.
    expected
        What was expected, in a sentence.
    kind
        What the entry is: unit, team, patient or stream.
    id
        Id of the entry, where it is known and may be told.
    """

    file: str
    where: str
    field: str | None
    expected: str
    kind: str | None = None
    id: str | None = None

    @property
    def patient(self) -> str | None:
        """The id of the patient, when the fault is a patient's."""
        return self.id if self.kind == "patient" else None

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        if not self.where:
            return f"{self.file}: {self.expected}"
        if self.where.startswith(self.file):
            column = f", {self.field}" if self.field and not self.where.endswith(self.field) else ""
            return f"{self.where}{named}{column}: {self.expected}"
        head, bracket, tail = self.where.partition("]")
        return f"{self.file}: {head}{bracket}{named}{tail}: {self.expected}"


class BadInput(Exception):  # noqa: N818
    """The input cannot be planned; the report has all its faults, in the order of the file.

    Parameters
    ----------
    faults
        Every fault found, at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        heading = "1 fault in the input:" if count == 1 else f"{count} faults in the input:"
        return "\n".join([heading, *(f"  {fault}" for fault in self.faults)])


def whole_file(file: str, expected: str) -> BadInput:
    """Say that a file cannot be read at all.

    Parameters
    ----------
    file
        Name of the file.
    expected
        What was expected of it.
    """
    return BadInput([Fault(file=file, where="", field=None, expected=expected)])
