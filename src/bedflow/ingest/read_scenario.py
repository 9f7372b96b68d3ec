"""A small file -> Scenario, with every fault of a field told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bedflow.domain import Scenario
from bedflow.ingest.fault import BadInput, Broken, Loc
from bedflow.ingest.json_text import (
    STANDARD_INPUT,
    impurities,
    parse,
    read_bytes,
    read_standard_input,
)
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order
from bedflow.ingest.toml_text import parse_toml


def read_scenario(source: str | Path) -> Scenario:
    """Read a scenario of a TOML file, a JSON file, or of standard input as JSON.

    Names of units, teams and the like are held against a snapshot when the scenario is applied.

    Parameters
    ----------
    source
        A file whose name ends in ``.json``, or one of TOML, or ``-``.

    Raises
    ------
    BadInput
        With every fault of a field, in the order of the file.
    """
    if str(source) == STANDARD_INPUT:
        return scenario_of(parse(read_standard_input(), file="standard input"), name="standard input")
    path = Path(source)
    name = path.name or str(source)
    content = read_bytes(path, file=name)
    is_json = path.suffix.lower() == ".json"
    return scenario_of(parse(content, file=name) if is_json else parse_toml(content, file=name), name=name)


def scenario_of(document: dict[str, Any], *, name: str = "scenario") -> Scenario:
    """Make a scenario of a document that is already loaded.

    Parameters
    ----------
    name
        What messages call it.

    Raises
    ------
    BadInput
        With every fault of a field.
    """
    broken, hopeless = impurities(document)
    if not hopeless:
        try:
            read = Scenario.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=Scenario, document=document)
        else:
            if not broken:
                return read
    first: dict[Loc, Broken] = {}
    for each in broken:
        first.setdefault(each.loc, each)
    raise BadInput(in_order(first.values(), JsonPlaces(name, document, root=Scenario)))
