"""The published schemas and reference pages say exactly what the facts say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bedflow.domain import Plan, Snapshot
from bedflow.domain.delay_reason import DELAY_REASONS, reason_wording
from bedflow.reference import main, reference_page
from bedflow.schema import DOCUMENTS, json_schema

PAGES = Path(__file__).parents[1] / "docs" / "reference"


def _every_schema(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, list):
        for entry in schema:
            yield from _every_schema(entry)
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _every_schema(value)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_committed_reference_is_what_the_program_says(document: str) -> None:
    committed = (PAGES / f"{document}.md").read_text(encoding="utf-8")
    assert committed == reference_page(document), "run: python -m bedflow.reference docs/reference"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_field_has_a_meaning(document: str) -> None:
    schema = json_schema(document)
    for fact in [schema, *schema["$defs"].values()]:
        for name, field in fact.get("properties", {}).items():
            assert field.get("description"), f"{fact['title']}.{name}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_schema_uses_the_keywords_of_the_standard(document: str) -> None:
    assert not [part for part in _every_schema(json_schema(document)) if {"ge", "le"} & part.keys()]


def test_schema_names_the_format_it_describes() -> None:
    assert json_schema("snapshot")["$id"] == "urn:bedflow.snapshot:1"
    assert json_schema("plan")["$id"] == "urn:bedflow.plan:1"


def test_optional_field_may_be_null_and_required_field_may_not() -> None:
    unit = json_schema("snapshot")["$defs"]["Unit"]["properties"]
    assert {"type": "null"} in unit["surge"]["anyOf"]
    assert "anyOf" not in unit["id"]


def test_unknown_field_is_refused_by_the_schema() -> None:
    facts = json_schema("snapshot")["$defs"]
    assert facts["Patient"]["additionalProperties"] is False
    assert facts["StandingPlan"]["additionalProperties"] is True


def test_schema_has_every_field_of_the_facts() -> None:
    for document, fact in (("snapshot", Snapshot), ("plan", Plan)):
        names = {field.alias or name for name, field in fact.model_fields.items()}
        assert set(json_schema(document)["properties"]) == names


def test_all_37_published_delay_reasons_are_known() -> None:
    assert len(DELAY_REASONS) == 37
    assert reason_wording("HP06") == "Awaiting patient transport services"


def test_local_reason_code_is_kept_as_it_is() -> None:
    assert reason_wording("ward-7-lift") == "ward-7-lift"


def test_reference_is_written_only_into_a_folder_that_exists(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert sorted(page.stem for page in tmp_path.iterdir()) == ["decisions", "plan", "scenario", "snapshot"]
    assert main([str(tmp_path / "missing")]) == 2
