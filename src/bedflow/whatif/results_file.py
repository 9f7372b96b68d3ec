"""A file of results that only grows: one line for each point that is done, safe against being cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bedflow.ingest import BadInput, Fault

RESULTS_SCHEMA = "bedflow.sweep/1"

_BEGINS = json.dumps({"schema": RESULTS_SCHEMA}, separators=(",", ":"))[:-1]
_RIGHTS = 0o644


@dataclass(frozen=True, slots=True)
class Kept:
    """A point that is done: its key, what it was, what came out, and how long it took.

    Parameters
    ----------
    key
        Tells the point, the district, the effort and the program from any other.
    values
        The value of each lever.
    figures
        What came out; the same whenever the point is planned again.
    seconds
        Time of planning, which is not.
    """

    key: str
    values: Mapping[str, float]
    figures: Mapping[str, Any]
    seconds: float


def read_results(path: Path) -> dict[str, Kept]:
    """Read what is done, by key; what was cut off while being written is left out.

    Raises
    ------
    BadInput
        When the file is there and holds something else.
    """
    if not path.exists():
        return {}
    if not path.is_file():
        raise _not_ours(path)
    found: dict[str, Kept] = {}
    lines = path.read_bytes().splitlines(keepends=True)
    for line in lines:
        kept = _read(line)
        if kept is not None:
            # A point is planned twice only when two sweeps share a file; both find the same.
            found.setdefault(kept.key, kept)
    if lines and not found and not _is_cut_off(lines):
        raise _not_ours(path)
    return found


def append_result(path: Path, kept: Kept) -> None:
    """Add a line, and return when it is on the disk.

    The line is written in one piece at the end of the file, after the end of any line that was cut off.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    document = {
        "schema": RESULTS_SCHEMA,
        "key": kept.key,
        "values": dict(kept.values),
        "figures": kept.figures,
        "seconds": kept.seconds,
    }
    line = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode() + b"\n"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _RIGHTS)
    try:
        _write_all(handle, line if _ends_whole(handle) else b"\n" + line)
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_whole(handle: int) -> bool:
    size = os.fstat(handle).st_size
    if not size:
        return True
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"


def _write_all(handle: int, text: bytes) -> None:
    written = os.write(handle, text)
    if written < len(text):
        raise OSError("the disk is full: a result was written in part, and will be left out")


def _read(line: bytes) -> Kept | None:
    """Read a line; None: it was cut off, or is not a result."""
    if not line.endswith(b"\n"):
        return None
    try:
        document = json.loads(line)
    except ValueError:
        # The beginning of a document is never a document: this one was cut off.
        return None
    if not isinstance(document, dict) or document.get("schema") != RESULTS_SCHEMA:
        return None
    fields: list[Any] = [document.get(name) for name in ("key", "values", "figures", "seconds")]
    return None if None in fields else Kept(*fields)


def _is_cut_off(lines: list[bytes]) -> bool:
    """Say whether all there is are beginnings of results, as a sweep stopped at once may leave them."""
    begins = _BEGINS.encode()
    return all(not (text := line.strip()) or text[: len(begins)] == begins[: len(text)] for line in lines)


def _not_ours(path: Path) -> BadInput:
    expected = "expected a results file of bedflow sweep, or the name of a new file"
    return BadInput([Fault(file=path.name, where="", field=None, expected=expected)])
