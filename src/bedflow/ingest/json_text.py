"""JSON text -> document: what stands in the way of reading the file at all."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from bedflow.ingest.fault import BadInput, Broken, Loc, whole_file

LARGEST_FILE = 256 * 2**20
"""Bytes read of one file at most; a district of 20,000 patients has about 10 MB."""

LONGEST_LIST = 100_000
"""Entries of one list or mapping at most."""

MOST_VALUES = 5_000_000
"""Values of a whole document at most."""

DEEPEST = 50
"""Levels of nesting at most; a snapshot has six."""

LARGEST_NUMBER = 10**15

STANDARD_INPUT = "-"


class RepeatedFields(dict[str, Any]):
    """An object of a JSON text that says a field twice."""

    repeated: frozenset[str] = frozenset()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    times = Counter(name for name, _ in pairs)
    repeating = RepeatedFields(found)
    repeating.repeated = frozenset(name for name, count in times.items() if count > 1)
    return repeating


def read_bytes(path: Path, *, file: str) -> bytes:
    """Read a file within bounds, or say why not.

    Raises
    ------
    BadInput
        When there is no such file, it may not be read or it is too large.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise whole_file(file, "expected a file that exists") from None
    except IsADirectoryError:
        raise whole_file(file, "expected a file, not a folder") from None
    except (OSError, ValueError):
        raise whole_file(file, "expected a file that may be read") from None
    return _within_bounds(content, file)


def read_standard_input() -> bytes:
    """Read standard input within bounds."""
    return _within_bounds(sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input")


def _within_bounds(content: bytes, file: str) -> bytes:
    if len(content) > LARGEST_FILE:
        raise whole_file(file, f"expected at most {LARGEST_FILE // 2**20} MiB")
    return content


def decode(content: bytes, *, file: str) -> str:
    """Decode UTF-8 text, with or without a byte order mark.

    Raises
    ------
    BadInput
        When it is another encoding, or no text.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise whole_file(file, f"expected text in UTF-8; byte {error.start + 1} is not") from None


def parse(content: bytes, *, file: str) -> dict[str, Any]:
    """Parse a JSON document, an object at its top.

    Raises
    ------
    BadInput
        With one fault, when it is no JSON document.
    """
    text = decode(content, file=file)
    if not text.strip():
        raise whole_file(file, "expected a JSON document; the file is empty")
    try:
        # NaN and Infinity pass here: `impurities` finds them again with their path.
        document = json.loads(text, object_pairs_hook=_object, parse_constant=float)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise whole_file(file, f"expected a JSON document; it stops being one at {place}") from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError:
        raise whole_file(file, f"expected numbers of at most {LARGEST_NUMBER:,}") from None
    if not isinstance(document, dict):
        raise whole_file(file, "expected a JSON object, { ... }, as the whole document")
    return document


def _too_deep(file: str) -> BadInput:
    return whole_file(file, f"expected at most {DEEPEST} levels of nesting")


def impurities(document: dict[str, Any]) -> tuple[list[Broken], bool]:
    """Find what JSON text or a program can hold and a document may not.

    Returns
    -------
    tuple
        The faults, and whether the document is too large or too deep to be looked at further.
    """
    broken: list[Broken] = []
    values = 0
    containers: list[tuple[Loc, Any]] = [((), document)]
    while containers:
        loc, container = containers.pop()
        if len(container) > LONGEST_LIST:
            return [*broken, Broken(loc, f"expected at most {LONGEST_LIST:,} entries")], True
        values += len(container)
        if values > MOST_VALUES:
            return [*broken, Broken((), f"expected at most {MOST_VALUES:,} values altogether")], True
        if len(loc) > DEEPEST:
            return [*broken, Broken(loc, f"expected at most {DEEPEST} levels of nesting")], True
        if isinstance(container, dict):
            broken += _broken_keys(loc, container)
        for step, value in _entries(container):
            if isinstance(value, dict | list | tuple):
                containers.append(((*loc, step), value))
            elif (expected := _impure(value)) is not None:
                broken.append(Broken((*loc, step), expected))
    return broken, False


def _entries(container: Any) -> Iterator[tuple[str | int, Any]]:
    return iter(container.items()) if isinstance(container, dict) else enumerate(container)


def _broken_keys(loc: Loc, container: dict[Any, Any]) -> Iterator[Broken]:
    for name in container:
        if not isinstance(name, str):
            yield Broken((*loc, "?"), "expected text as the name of a field")
        elif not _is_encodable(name):
            yield Broken((*loc, name), "expected a name without broken characters")
    if isinstance(container, RepeatedFields):
        for name in sorted(container.repeated):
            yield Broken((*loc, name), "expected the field once, not more")


def _impure(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return None if value.isascii() or _is_encodable(value) else "expected text without broken characters"
    if isinstance(value, float) and not isfinite(value):
        return "expected a finite number"
    if isinstance(value, int | float):
        return None if abs(value) <= LARGEST_NUMBER else f"expected a number of at most {LARGEST_NUMBER:,}"
    return "expected a JSON value: text, number, true, false, list or object"


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
