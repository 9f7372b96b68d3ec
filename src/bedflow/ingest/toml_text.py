"""TOML text -> document, with dates as JSON writes them."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from bedflow.ingest.fault import whole_file
from bedflow.ingest.json_text import decode


def parse_toml(content: bytes, *, file: str) -> dict[str, Any]:
    """Parse a TOML document.

    Raises
    ------
    BadInput
        With one fault, when it is no TOML document.
    """
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
    return part.isoformat() if isinstance(part, date | datetime | time) else part
