"""A lever in one line, such as ``beds of P2-B=0,10,20@150``: add so many beds to P2-B, at 150 a day each."""

from __future__ import annotations

import re
from typing import Any

from bedflow.domain import Snapshot

_LINE = re.compile(r"(?P<what>\w+)(?: of (?P<name>[^=]+))?=(?P<values>[^@]+)(?:@(?P<price>.+))?")

_STREAM_LEVERS = ("demand", "stays")


class NotALever(ValueError):  # noqa: N818
    """A line that does not say a lever."""


def lever_document(line: str, snapshot: Snapshot, *, do: str) -> dict[str, Any]:
    """Give the document of a lever said in one line.

    Parameters
    ----------
    line
        WHAT of NAME=VALUE,VALUE,...[@PRICE]; NAME is a unit, team, setting, organisation, zone,
        stream or specialty.
    snapshot
        The district that has the name.
    do
        What is done: add or scale.

    Raises
    ------
    NotALever
        With what was expected.
    """
    read = _LINE.fullmatch(line.strip())
    if read is None:
        raise NotALever("expected WHAT of NAME=VALUE,VALUE,...[@PRICE], such as beds of W1=0,4,8@300")
    change: dict[str, Any] = {"do": do, "what": read["what"], "amount": 1}
    if read["name"] is not None:
        change["of"] = _target(read["what"], read["name"].strip(), snapshot)
    values = [_number(text) for text in read["values"].split(",")]
    lever: dict[str, Any] = {
        "name": " ".join(filter(None, (read["what"], read["name"] and f"of {read['name'].strip()}"))),
        "values": values,
        "changes": [change],
    }
    return lever if read["price"] is None else {**lever, "price": _number(read["price"])}


def _target(what: str, name: str, snapshot: Snapshot) -> dict[str, str]:
    kinds = ("stream", "specialty", "setting", "zone") if what in _STREAM_LEVERS else (
        "unit", "team", "setting", "organisation", "zone", "discipline"
    )  # fmt: skip
    known = _names(snapshot)
    for kind in kinds:
        if name in known[kind]:
            return {kind: name}
    raise NotALever(f"expected the name of a {', '.join(kinds[:-1])} or {kinds[-1]} of this district")


def _names(snapshot: Snapshot) -> dict[str, set[str]]:
    people = (*snapshot.patients, *snapshot.arrivals)
    organisations = {unit.organisation for unit in snapshot.units}
    organisations |= {team.organisation for team in snapshot.teams}
    return {
        "unit": {unit.id for unit in snapshot.units},
        "team": {team.id for team in snapshot.teams},
        "setting": {unit.setting.value for unit in snapshot.units},
        "organisation": {name for name in organisations if name is not None},
        "zone": {zone for unit in snapshot.units for zone in (*unit.zones, *unit.near_zones)}
        | {person.zone for person in people if person.zone is not None},
        "discipline": {team.discipline for team in snapshot.teams},
        "stream": {stream.id for stream in snapshot.arrivals},
        "specialty": {person.specialty for person in people if person.specialty is not None},
    }


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NotALever("expected numbers as values and price, such as 0,4,8@300") from None
