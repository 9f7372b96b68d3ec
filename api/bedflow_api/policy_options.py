"""Prices of a policy set on the command line, for one run."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import click

from bedflow.domain import Policy, Setting, Snapshot
from bedflow.ingest import read_document

_MAPPINGS = frozenset(
    name for name, about in Policy.model_fields.items() if isinstance(about.get_default(), dict)
)
_TABLES = _MAPPINGS - {"wait_weight"}


def with_policy(snapshot: Snapshot, settings: Iterable[str]) -> Snapshot:
    """Give the snapshot with the prices set for this run.

    Parameters
    ----------
    settings
        Texts such as ``transfer=80``, ``wait_weight.acute=1.2`` or ``idle.acute=acute|step_down``.

    Raises
    ------
    click.BadParameter
        When a name is unknown or a value is not a number.
    BadInput
        When the policy does not take a value, or nobody can be planned for with it.
    """
    changes = [_read(text) for text in settings]
    if not changes:
        return snapshot
    document = snapshot.to_document()
    policy: dict[str, Any] = dict(document.get("policy") or {})
    for name, key, value in changes:
        policy[name] = value if key is None else {**(policy.get(name) or {}), key: value}
    return read_document({**document, "policy": policy}, name="--set")


def _read(text: str) -> tuple[str, str | None, float | list[str]]:
    path, equals, given = text.partition("=")
    name, dot, key = path.strip().partition(".")
    if not equals:
        raise click.BadParameter(
            f"expected NAME=VALUE, such as transfer=80, not {text}", param_hint="'--set'"
        )
    if name not in Policy.model_fields:
        raise click.BadParameter(f"the policy has no {name}{_near(name)}", param_hint="'--set'")
    if name in _MAPPINGS and key not in tuple(Setting):
        settings = ", ".join(f"{name}.{setting.value}" for setting in Setting)
        raise click.BadParameter(f"{name} is set for one setting: {settings}", param_hint="'--set'")
    if name not in _MAPPINGS and dot:
        raise click.BadParameter(f"{name} is one number and has no parts", param_hint="'--set'")
    value = given.strip().split("|") if name in _TABLES else _number(name, given)
    return name, key or None, value


def _number(name: str, given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise click.BadParameter(f"{name} expects a number", param_hint="'--set'") from None


def _near(name: str) -> str:
    near = get_close_matches(name, Policy.model_fields, n=1)
    return f"; did you mean {near[0]}?" if near else f"; it has {', '.join(Policy.model_fields)}"
