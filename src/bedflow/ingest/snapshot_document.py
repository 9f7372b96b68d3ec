"""Document -> Snapshot, or every fault of it in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from bedflow.domain import Snapshot
from bedflow.ingest.check_courses import broken_stories
from bedflow.ingest.check_names import broken_names
from bedflow.ingest.fault import BadInput, Broken, Fault, Loc
from bedflow.ingest.json_text import impurities
from bedflow.ingest.place import JsonPlaces, Order
from bedflow.ingest.reading import read_fields, read_soundly


class Places(Protocol):
    """How a kind of file names its places."""

    def fault(self, broken: Broken) -> Fault:
        """Say a fault in the words of the file."""

    def order(self, loc: Loc) -> Order:
        """Give the position of a place, to put faults in the order of the file."""


def read_document(document: Mapping[str, Any], *, name: str = "snapshot") -> Snapshot:
    """Make a snapshot of a JSON document that is already loaded.

    Parameters
    ----------
    document
        The document.
    name
        What messages call it.

    Raises
    ------
    BadInput
        With every fault of the document.
    """
    if not isinstance(document, Mapping):
        raise BadInput([Fault(name, "", None, "expected a JSON object, { ... }, as the whole document")])
    given = document if isinstance(document, dict) else dict(document)
    snapshot, broken = examine(given)
    if broken or snapshot is None:
        raise BadInput(in_order(broken, JsonPlaces(name, given, root=Snapshot)))
    return snapshot


def examine(
    document: dict[str, Any], *, heard: Callable[[Loc], bool] = lambda _: False
) -> tuple[Snapshot | None, list[Broken]]:
    """Find every fault of a document, a place's first one only.

    Parameters
    ----------
    heard
        Says of a place whether its faults are told elsewhere already.
    """
    impure, hopeless = impurities(document)
    if hopeless:
        return None, impure
    snapshot, faulty = read_fields(document)
    reading = read_soundly(document, snapshot, broken=[*impure, *faulty])
    broken: dict[Loc, Broken] = {}
    for each in (*impure, *faulty, *broken_names(reading), *broken_stories(reading)):
        if not heard(each.loc):
            broken.setdefault(each.loc, each)
    return snapshot, list(broken.values())


def in_order(broken: Iterable[Broken], places: Places) -> list[Fault]:
    """Say faults in the words of their file and in its order."""
    return [places.fault(each) for each in sorted(broken, key=lambda each: places.order(each.loc))]
