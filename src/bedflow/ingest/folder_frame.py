"""snapshot.toml: what stands outside the tables of a CSV folder, read and written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bedflow.domain import SNAPSHOT_SCHEMA, Snapshot
from bedflow.ingest.fault import Fault, whole_file
from bedflow.ingest.folder_files import FRAME
from bedflow.ingest.json_text import decode, read_bytes

ELSEWHERE = frozenset({"units", "teams", "patients", "arrivals", "previous_plan"})
"""Fields of a snapshot that have files of their own."""


def read_frame(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Read the fields of a snapshot that stand outside the tables.

    Raises
    ------
    BadInput
        With one fault, when the file is no TOML document.
    """
    frame: dict[str, Any] = {"schema": SNAPSHOT_SCHEMA}
    faults = []
    for name, value in _parse(read_bytes(folder / FRAME, file=FRAME)).items():
        if name in ELSEWHERE:
            faults.append(Fault(FRAME, f"{FRAME} {name}", name, "expected this in a file of its own"))
            continue
        frame[name] = value.isoformat() if isinstance(value, datetime) else value
    return frame, faults


def _parse(content: bytes) -> dict[str, Any]:
    text = decode(content, file=FRAME)
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        # The message quotes characters of the file; only its place is told.
        place = re.search(r"at line \d+, column \d+", str(error))
        where = place.group() if place else "at its end"
        raise whole_file(FRAME, f"expected a TOML document; it stops being one {where}") from None
    except (RecursionError, ValueError):
        raise whole_file(FRAME, "expected a TOML document of plain values") from None


def frame_text(snapshot: Snapshot) -> str:
    """Write the fields of a snapshot that stand outside the tables as TOML.

    Parameters
    ----------
    snapshot
        The snapshot.
    """
    given = snapshot.model_dump(mode="json", by_alias=True, exclude=set(ELSEWHERE), exclude_unset=True)
    given = {"schema": SNAPSHOT_SCHEMA, **given}
    policy = given.pop("policy", {})
    lines = _lines(given)
    if "policy" in snapshot.model_fields_set:
        lines += ["", "[policy]", *_lines(policy)]
        for name, table in policy.items():
            if isinstance(table, Mapping):
                lines += ["", f"[policy.{name}]", *_lines(table)]
    return "\n".join(lines) + "\n"


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in values.items() if not isinstance(value, Mapping)]


def _value(value: Any) -> str:
    # Numbers, names of settings and the time only: what JSON writes of these is TOML too.
    return json.dumps(value, allow_nan=False)
