"""A file of financing terms -> the modes with the sums it gives, with every fault told at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bedflow.domain import Snapshot
from bedflow.domain.fact import Fact, fact
from bedflow.ingest.fault import BadInput, Broken
from bedflow.ingest.json_text import read_bytes
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields
from bedflow.ingest.snapshot_document import in_order
from bedflow.ingest.toml_text import parse_toml
from bedflow.ledger.agreement import organisations_of
from bedflow.ledger.modes import (
    MODES,
    AnnualPerPatient,
    Block,
    Mode,
    PathwayEpisode,
    PaymentByResults,
    SharedBudget,
    organisations_named,
)


class Terms(Fact):
    """The sums of each financing mode; a mode that is not given has none, and all are agreed on a plan."""

    shared_budget: SharedBudget = fact("One purse", default=SharedBudget())
    block: Block = fact("Fixed incomes", default=Block())
    payment_by_results: PaymentByResults = fact("Tariff of acute care", default=PaymentByResults())
    pathway_episode: PathwayEpisode = fact("One sum for a course", default=PathwayEpisode())
    annual_per_patient: AnnualPerPatient = fact("A sum for a year", default=AnnualPerPatient())


def read_terms(path: Path) -> dict[str, Any]:
    """Read a TOML file of terms as a document: a table for each mode.

    Raises
    ------
    BadInput
        When it cannot be read or is no TOML document.
    """
    return parse_toml(read_bytes(path, file=path.name), file=path.name)


def modes_of(document: Mapping[str, Any], *, snapshot: Snapshot, name: str) -> dict[str, Mode]:
    """Make every mode with the sums a document gives it.

    Parameters
    ----------
    document
        A table of sums for each mode it speaks of.
    snapshot
        The district whose organisations the sums are for.
    name
        What messages call the document.

    Raises
    ------
    BadInput
        With every field that is not known or cannot be, and every organisation nobody knows.
    """
    places = JsonPlaces(name, document, root=Terms)
    try:
        terms = Terms.model_validate(document)
    except ValidationError as error:
        found = broken_fields(error, root=Terms, document=document)
        raise BadInput(in_order(found, places)) from None
    modes: dict[str, Mode] = {mode: getattr(terms, mode) for mode in MODES}
    known = organisations_of(snapshot)
    unknown = [
        Broken((mode, field), f"expected an organisation of this district: {', '.join(known)}")
        for mode, given in modes.items()
        for field, named in organisations_named(given).items()
        if set(named) - set(known)
    ]
    if unknown:
        raise BadInput(in_order(unknown, places))
    return modes
