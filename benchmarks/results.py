"""The records of a run, read back from its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PARTS = ("phases", "small", "peers", "city", "scaling", "profile", "certificates")

Record = dict[str, Any]


@dataclass(frozen=True)
class Results:
    """What was measured, part by part; a part not measured yet is absent."""

    parts: dict[str, Record]

    def of(self, part: str, group: str | None = None) -> list[Record]:
        """Give the records of a part, in the order measured, each with its time; failed ones included."""
        benchmarks = self.parts.get(part, {}).get("benchmarks", [])
        return [
            {**one["extra_info"], "name": one["name"], "clock": one["stats"]}
            for one in benchmarks
            if group is None or one["group"] == group
        ]

    def sound(self, part: str, group: str | None = None) -> list[Record]:
        """Give the records of searches that ended well."""
        return [record for record in self.of(part, group) if "failed" not in record]


def read_results(folder: Path) -> Results:
    """Read every part's file in a folder."""
    found = {part: folder / f"{part}.json" for part in PARTS}
    return Results(
        {
            part: json.loads(path.read_text(encoding="utf-8"))
            for part, path in found.items()
            if path.exists() and path.stat().st_size
        }
    )
