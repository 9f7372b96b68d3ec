"""The field reference of the documents, written from the facts themselves.

Run as ``python -m bedflow.reference docs/reference`` to bring the pages up to date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bedflow.domain.delay_reason import DELAY_REASONS
from bedflow.schema import DOCUMENTS, json_schema

_TITLES = {
    "snapshot": "Snapshot fields",
    "plan": "Plan fields",
    "decisions": "Decision fields",
    "scenario": "Scenario fields",
}
_INTRODUCTIONS = {
    "snapshot": (
        "Everything the bed meeting knows this morning, in one document. A field that is absent or null "
        "takes its default; a field that is not listed here is bad input."
    ),
    "plan": (
        "What bedflow proposes, with its certificate. People decide. Money is in pounds or in "
        "pounds-equivalent, where harm and disruption have a price."
    ),
    "decisions": (
        "What people decide about a plan. JSON, or TOML with a `[[decisions]]` table for each. A decision "
        "becomes a lock, an excluded unit or a date in a new snapshot; who, when and why stay in this record."
    ),
    "scenario": (
        "What if the district were another: changes to a snapshot, made in order. TOML with a `[[changes]]` "
        "table for each, or JSON. [What each change does](../guides/what-if.md) has examples."
    ),
}
_SIMPLE = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_FORMATS = {"date": "date", "date-time": "date and time"}
_UNBOUNDED = 1e6


def reference_page(document: str) -> str:
    """Write the reference of a document as Markdown.

    Parameters
    ----------
    document
        ``snapshot``, ``plan``, ``decisions`` or ``scenario``.
    """
    schema = json_schema(document)
    facts = {document.capitalize(): schema, **schema["$defs"]}
    lines = [
        f"# {_TITLES[document]}",
        "",
        f"Format `{DOCUMENTS[document][1]}`. {_INTRODUCTIONS[document]}",
        "",
    ]
    lines += [
        "Made from the program's own definitions by `python -m bedflow.reference docs/reference`; "
        f"`bedflow schema {document}` prints the same as JSON Schema.",
        "",
    ]
    for name in _reading_order(facts, first=document.capitalize()):
        lines += _section(name, facts[name])
    if document == "snapshot":
        lines += _delay_reasons()
    return "\n".join(lines).rstrip() + "\n"


def write_reference(folder: Path) -> None:
    """Write the pages of all documents into a folder."""
    for document in DOCUMENTS:
        (folder / f"{document}.md").write_text(reference_page(document), encoding="utf-8")


def _reading_order(facts: Mapping[str, Any], *, first: str) -> list[str]:
    order: list[str] = []
    ahead = [first]
    while ahead:
        name = ahead.pop(0)
        if name in order:
            continue
        order.append(name)
        ahead += [found for found in _references(facts[name].get("properties", {})) if found not in order]
    return order


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for entry in schema:
            yield from _references(entry)
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rsplit("/", 1)[-1]
        for key, value in schema.items():
            if key != "default":
                yield from _references(value)


def _section(name: str, schema: Mapping[str, Any]) -> list[str]:
    lines = [f"## {name}", "", schema.get("description", "").split("\n\n")[0], ""]
    if "enum" in schema:
        return [*lines, "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + ".", ""]
    lines += ["| field | form | unit | default | meaning |", "|---|---|---|---|---|"]
    for field, form in schema["properties"].items():
        cells = [
            f"`{field}`",
            _form(form),
            form.get("unit", ""),
            "required" if field in schema.get("required", []) else _default(form),
            form.get("description", ""),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _form(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return f"`{schema['const']}`"
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(_form(form) for form in schema[choice] if form.get("type") != "null")
    if schema["type"] == "array":
        return f"list of {_form(schema['items'])}"
    if schema["type"] == "object":
        by = schema.get("propertyNames", {})
        return f"{_form(by) if '$ref' in by else 'text'}: {_form(schema['additionalProperties'])}"
    return _FORMATS.get(schema.get("format", ""), _SIMPLE[schema["type"]]) + _bounds(schema)


def _bounds(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if most is not None and most < _UNBOUNDED:
        return f" ({least:g} to {most:g})"
    return "" if least is None or least < -_UNBOUNDED else f" (at least {least:g})"


def _default(schema: Mapping[str, Any]) -> str:
    default = schema.get("default")
    if default is None:
        return "none"
    if default in ([], {}):
        return "empty"
    if isinstance(default, dict) and not any(default.values()):
        return "all"
    if isinstance(default, dict) and "harm_base" in default:
        return "all defaults"
    if isinstance(default, dict):
        return "; ".join(f"{key}: {_listed(value)}" for key, value in default.items())
    return f"`{json.dumps(default)}`"


def _listed(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else f"{value:g}"


def _delay_reasons() -> list[str]:
    lines = [
        "## Delay reasons",
        "",
        "A phase's `reason` may be any text; these are worded in tables and pages as NHS England publishes "
        "them (Acute Discharge Situation Report 2025-26, Open Government Licence v3). "
        "The publication has no codes; these are bedflow's.",
        "",
        "| code | family | reason |",
        "|---|---|---|",
    ]
    return lines + [f"| `{it.id}` | {it.family} | {it.wording} |" for it in DELAY_REASONS.values()]


def main(arguments: Sequence[str]) -> int:
    """Write the pages into the folder named on the command line."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("Use: python -m bedflow.reference FOLDER, with a folder that exists\n")
        return 2
    write_reference(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
