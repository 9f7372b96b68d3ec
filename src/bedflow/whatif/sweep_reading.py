"""A small file -> what a sweep goes through or a best buy chooses from, with every fault told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bedflow.domain import Fact
from bedflow.ingest.fault import BadInput, Broken, Loc
from bedflow.ingest.json_text import impurities, parse, read_bytes
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order
from bedflow.ingest.toml_text import parse_toml
from bedflow.whatif.bestbuy_options import Options
from bedflow.whatif.grid import Grid

F = TypeVar("F", bound=Fact)


def read_grid(source: str | Path) -> Grid:
    """Read a grid of a TOML file, or of one of JSON.

    Raises
    ------
    BadInput
        With every fault of a field, in the order of the file.
    """
    return _read(source, Grid)


def read_options(source: str | Path) -> Options:
    """Read options of a TOML file, or of one of JSON.

    Raises
    ------
    BadInput
        With every fault of a field, in the order of the file.
    """
    return _read(source, Options)


def fact_of(document: dict[str, Any], root: type[F], *, name: str) -> F:
    """Make a fact of a document that is already loaded.

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
            read = root.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=root, document=document)
        else:
            if not broken:
                return read
    first: dict[Loc, Broken] = {}
    for each in broken:
        first.setdefault(each.loc, each)
    raise BadInput(in_order(first.values(), JsonPlaces(name, document, root=root)))


def _read(source: str | Path, root: type[F]) -> F:
    path = Path(source)
    name = path.name or str(source)
    content = read_bytes(path, file=name)
    is_json = path.suffix.lower() == ".json"
    return fact_of(parse(content, file=name) if is_json else parse_toml(content, file=name), root, name=name)
