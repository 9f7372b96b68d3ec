"""A snapshot written as JSON that a person can still read: one line for each unit, team and patient."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def document_text(document: Mapping[str, Any]) -> str:
    """Write a JSON document with one line for each entry of its lists, ending with a line break."""
    fields = [f"{json.dumps(name)}: {_field(value)}" for name, value in document.items()]
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _field(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n" + ",\n".join(_compact(entry) for entry in value) + "\n]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
