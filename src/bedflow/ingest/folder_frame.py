"""snapshot.toml: what stands outside the tables of a CSV folder, read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bedflow.domain import SNAPSHOT_SCHEMA, Snapshot
from bedflow.ingest.fault import Fault
from bedflow.ingest.folder_files import FRAME
from bedflow.ingest.json_text import read_bytes
from bedflow.ingest.toml_text import parse_toml

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
    for name, value in parse_toml(read_bytes(folder / FRAME, file=FRAME), file=FRAME).items():
        if name in ELSEWHERE:
            faults.append(Fault(FRAME, f"{FRAME} {name}", name, "expected this in a file of its own"))
            continue
        frame[name] = value
    return frame, faults


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
