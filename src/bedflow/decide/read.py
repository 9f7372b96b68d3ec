"""A file of decisions -> decisions, with every fault of a field told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bedflow.domain import DECISIONS_SCHEMA, Decision, Decisions
from bedflow.ingest.fault import BadInput, Broken, Loc, whole_file
from bedflow.ingest.json_text import (
    STANDARD_INPUT,
    decode,
    impurities,
    parse,
    read_bytes,
    read_standard_input,
)
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order


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
    document = _toml(content, file=name) if path.suffix == ".toml" else parse(content, file=name)
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


def _toml(content: bytes, *, file: str) -> dict[str, Any]:
    text = decode(content, file=file)
    try:
        read: dict[str, Any] = _written(tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as error:
        # The message quotes characters of the file; only its place is told.
        place = re.search(r"at line \d+, column \d+", str(error))
        where = place.group() if place else "at its end"
        raise whole_file(file, f"expected a TOML document; it stops being one {where}") from None
    except (RecursionError, ValueError):
        raise whole_file(file, "expected a TOML document of plain values") from None
    return read


def _written(part: Any) -> Any:
    """Write dates and times as JSON has them."""
    if isinstance(part, dict):
        return {name: _written(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_written(value) for value in part]
    return part.isoformat() if isinstance(part, date | datetime) else part
