"""Prices and tables of the policy."""

from __future__ import annotations

from bedflow.domain import Change, ChangeKind, Policy, Setting, Snapshot
from bedflow.ingest.sentence import nearest
from bedflow.whatif.apply_limits import changed_number
from bedflow.whatif.choose import NotPossible, Wrong

_BY_SETTING = frozenset(
    name for name, about in Policy.model_fields.items() if isinstance(about.get_default(), dict)
)
_TABLES = _BY_SETTING - {"wait_weight"}


def policy_changed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Set, add to or scale a price, a weight of waiting, or set a row of a table of settings.

    Raises
    ------
    NotPossible
        When there is no such policy, or it takes another kind of value.
    """
    name, dot, key = (change.name or "").partition(".")
    _check(name, dot, key, change)
    policy = snapshot.policy
    was = getattr(policy, name)
    if name in _TABLES:
        now: object = {**was, Setting(key): change.settings}
    elif name in _BY_SETTING:
        now = {**was, Setting(key): float(changed_number(change, was[Setting(key)]))}
    else:
        now = float(changed_number(change, was))
    if now == was:
        return snapshot
    return snapshot.model_copy(update={"policy": policy.model_copy(update={name: now})})


def _check(name: str, dot: str, key: str, change: Change) -> None:
    if name not in Policy.model_fields:
        listed = list(Policy.model_fields)
        told = f"expected a name of the policy{nearest(name, listed)}; it has {', '.join(listed)}"
        raise NotPossible(Wrong("name", told))
    if name in _BY_SETTING and key not in tuple(Setting):
        settings = ", ".join(f"{name}.{setting.value}" for setting in Setting)
        raise NotPossible(Wrong("name", f"expected one of {settings}"))
    if name not in _BY_SETTING and dot:
        raise NotPossible(Wrong("name", f"expected {name} alone: it is one number"))
    if (name in _TABLES) is not bool(change.settings):
        told = f"expected settings; {name} is a table" if name in _TABLES else "expected amount, not settings"
        raise NotPossible(Wrong("settings" if name in _TABLES else "amount", told))
    if name in _TABLES and change.do is not ChangeKind.SET:
        raise NotPossible(Wrong("do", f"expected set; {name} is a table"))
