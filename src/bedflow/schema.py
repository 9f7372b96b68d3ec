"""The documents as JSON Schema, made from the facts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bedflow.domain import (
    DECISIONS_SCHEMA,
    PLAN_SCHEMA,
    SCENARIO_SCHEMA,
    SNAPSHOT_SCHEMA,
    Decisions,
    Fact,
    Plan,
    Scenario,
    Snapshot,
)

DOCUMENTS: Mapping[str, tuple[type[Fact], str]] = MappingProxyType(
    {
        "snapshot": (Snapshot, SNAPSHOT_SCHEMA),
        "plan": (Plan, PLAN_SCHEMA),
        "decisions": (Decisions, DECISIONS_SCHEMA),
        "scenario": (Scenario, SCENARIO_SCHEMA),
    }
)
"""The published documents: the fact each is made of, and the name of its format."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_NULL = {"type": "null"}


def json_schema(document: str) -> dict[str, Any]:
    """Give the JSON Schema of a document.

    Parameters
    ----------
    document
        ``snapshot``, ``plan``, ``decisions`` or ``scenario``.

    Raises
    ------
    KeyError
        For another document.
    """
    made_of, form = DOCUMENTS[document]
    raw = made_of.model_json_schema(by_alias=True, mode="validation")
    schema: dict[str, Any] = _in_standard_words(raw)
    return {"$schema": _DIALECT, "$id": f"urn:{form.replace('/', ':')}", **schema}


def _in_standard_words(given: Any) -> Any:
    if isinstance(given, list):
        return [_in_standard_words(entry) for entry in given]
    if not isinstance(given, dict):
        return given
    schema = {_KEYWORDS.get(key, key): _in_standard_words(value) for key, value in given.items()}
    if schema.get("description") == "":
        del schema["description"]
    if isinstance(schema.get("properties"), dict):
        schema["properties"] = _fields(schema["properties"], required=schema.get("required", []))
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = _or_null(schema["additionalProperties"])
    return schema


def _fields(properties: dict[str, Any], *, required: list[str]) -> dict[str, Any]:
    # The titles are the field names once more; a field that may be absent may also be null.
    untitled = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in properties.items()
    }
    return {name: field if name in required else _or_null(field) for name, field in untitled.items()}


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    if _NULL in field.get("anyOf", []):
        return field
    about = {key: value for key, value in field.items() if key in {"description", "default", "unit"}}
    form = {key: value for key, value in field.items() if key not in about}
    return {"anyOf": [form, _NULL], **about}
