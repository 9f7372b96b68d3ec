"""A file of decisions -> decisions, with every fault of a field told at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bedflow.domain import DECISIONS_SCHEMA, Decision, Decisions
from bedflow.ingest.fault import BadInput, Broken, Loc
from bedflow.ingest.json_text import (
    STANDARD_INPUT,
    impurities,
    parse,
    read_bytes,
    read_standard_input,
)
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order
from bedflow.ingest.toml_text import parse_toml


def read_decisions(source: str | Path) -> tuple[Decision, ...]:
    """Read decisions of a JSON or TOML file, or of standard input as JSON.

    Parameters
    ----------
    source
        A file whose name ends in ``.toml``, or one of JSON, or ``-``.

    Raises
    ------
    BadInput
        With every fault of a field, in the order of the file.
    """
    if str(source) == STANDARD_INPUT:
        return decisions_of(parse(read_standard_input(), file="standard input"), name="standard input")
    path = Path(source)
    name = path.name or str(source)
    content = read_bytes(path, file=name)
    document = parse_toml(content, file=name) if path.suffix == ".toml" else parse(content, file=name)
    return decisions_of(document, name=name)


def decisions_of(document: dict[str, Any], *, name: str = "list of decisions") -> tuple[Decision, ...]:
    """Make decisions of a document that is already loaded.

    Parameters
    ----------
    name
        What messages call it.

    Raises
    ------
    BadInput
        With every fault of a field.
    """
    broken, hopeless = impurities(document)
    if not hopeless:
        try:
            read = Decisions.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=Decisions, document=document)
        else:
            if not broken:
                return read.decisions
    first: dict[Loc, Broken] = {}
    for each in broken:
        first.setdefault(each.loc, each)
    raise BadInput(in_order(first.values(), JsonPlaces(name, document, root=Decisions)))


def decisions_document(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Give the document that keeps who decided what, when and why."""
    made: dict[str, Any] = Decisions(decisions=tuple(decisions)).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    return {"schema": DECISIONS_SCHEMA, **made}
