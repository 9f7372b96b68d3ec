"""A place in a document -> the words in which its file names that place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bedflow.domain import Fact
from bedflow.ingest.facts import field_at
from bedflow.ingest.fault import SHOWN_NAME, Broken, Fault, Loc
from bedflow.ingest.nhs_number import id_to_tell

KINDS = {"units": "unit", "teams": "team", "patients": "patient", "arrivals": "stream"}
"""The lists of a snapshot, and what an entry of each is called."""

Order = tuple[int, ...]


class JsonPlaces:
    """The places of a JSON file.

    Parameters
    ----------
    file
        Name of the file.
    document
        The document read from it.
    root
        The fact the document should be.
    """

    def __init__(self, file: str, document: Mapping[str, Any], *, root: type[Fact]) -> None:
        self.file = file
        self.document = document
        self.root = root
        self._positions: dict[int, dict[str, int]] = {}

    def fault(self, broken: Broken) -> Fault:
        """Say a fault with its JSON path."""
        kind, known_as = entry_of(self.document, broken.loc)
        _, field = field_at(self.root, broken.loc)
        return Fault(
            file=self.file,
            where=json_path(broken.loc),
            field=None if field is None else shown(field),
            expected=broken.expected,
            kind=kind,
            id=known_as,
        )

    def order(self, loc: Loc) -> Order:
        """Give the position of a place in the file, to put faults in its order."""
        order: list[int] = []
        here: Any = self.document
        for step in loc:
            if isinstance(step, int):
                order.append(step)
                here = here[step] if isinstance(here, list | tuple) and step < len(here) else None
            elif isinstance(here, Mapping):
                positions = self._positions_in(here)
                order.append(positions.get(step, len(positions)))
                here = here.get(step)
        return tuple(order)

    def _positions_in(self, holder: Mapping[str, Any]) -> dict[str, int]:
        # The document outlives this object, so that the identity of a part of it is its own.
        known = self._positions.get(id(holder))
        if known is None:
            known = self._positions[id(holder)] = {name: k for k, name in enumerate(holder)}
        return known


def entry_of(document: Mapping[str, Any], loc: Loc) -> tuple[str | None, str | None]:
    """Give what the entry is that a place lies in, and its id where it may be told."""
    if len(loc) < 2 or loc[0] not in KINDS:
        return None, None
    entries, position = document.get(str(loc[0])), loc[1]
    if not isinstance(entries, list | tuple) or not isinstance(position, int):
        return None, None
    entry = entries[position] if position < len(entries) else None
    given = entry.get("id") if isinstance(entry, Mapping) else None
    return KINDS[str(loc[0])], id_to_tell(given)


def json_path(loc: Loc) -> str:
    """Write a place as a JSON path, such as ``patients[3].phases[0].days``."""
    path = ""
    for step in loc:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step.isidentifier() and len(step) <= SHOWN_NAME:
            path += f".{step}" if path else step
        else:
            path += f"[{json.dumps(shown(step))}]"
    return path


def shown(name: str) -> str:
    """Cut a name that may be anything to what fits in a message."""
    cut = name if len(name) <= SHOWN_NAME else name[: SHOWN_NAME - 1] + "…"
    return cut if cut.isprintable() else json.dumps(cut)[1:-1]
