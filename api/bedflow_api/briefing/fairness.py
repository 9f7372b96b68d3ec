"""Who waits and who is moved, the plan beside first come first served, in words and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bedflow.domain import Snapshot
from bedflow.fairness import By, Fairness, Group, PersonByPerson, Says, Waits
from bedflow.fairness import Table as Groups
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.waiting import wait_sentence
from bedflow_api.briefing.words import counted

NOT_TOLD = "-"

BY_WORDS: dict[By, str] = {
    By.ZONE: "By zone",
    By.PATHWAY: "By pathway",
    By.AGE: "By age",
    By.SEX: "By sex",
    By.FRAILTY: "By frailty (Clinical Frailty Scale)",
}

Pair = tuple[str, str]
"""A figure of the plan, and of first come first served."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's waits: each figure in the plan, and first come first served; ``-`` where it is not told."""

    name: str
    people: int
    waiting: Pair
    mean_days: Pair
    ratio: str
    median_days: Pair
    over_3: Pair
    over_7: Pair
    plan_days: float | None
    first_come_days: float | None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """People told apart by one thing, and what the figures say in sentences."""

    title: str
    rows: tuple[GroupRow, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the moves ledger."""

    what: str
    figures: Pair


@dataclass(frozen=True, slots=True)
class LongestWaiterWords:
    """Who waits longest in a plan, and why."""

    where: str
    patient: str
    days: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FairnessBriefing:
    """What a bed meeting reads of fairness and moves."""

    counted_people: str
    everybody: GroupRow
    tables: tuple[GroupTable, ...]
    moves: tuple[LedgerRow, ...]
    most_moved: tuple[str, ...]
    longest: tuple[LongestWaiterWords, ...]


def brief_fairness(snapshot: Snapshot, found: Fairness) -> FairnessBriefing:
    """Put fairness into words and figures.

    Parameters
    ----------
    found
        With another plan beside.

    Raises
    ------
    ValueError
        When there is none.
    """
    if found.beside is None:
        raise ValueError("there is no plan beside this one to hold it against")
    names = Names.of(snapshot)
    both = (("In this plan", found.plan), ("First come first served", found.beside))
    longest = (_longest(where, ledger, names) for where, ledger in both)
    return FairnessBriefing(
        counted_people=_counted_people(found),
        everybody=_row(found.everybody),
        tables=tuple(_table(groups) for groups in found.tables),
        moves=_moves(found.plan, found.beside),
        most_moved=tuple(f"{moved.patient} {moved.moves} times" for moved in found.plan.moves.most_moved),
        longest=tuple(words for words in longest if words is not None),
    )


def _counted_people(found: Fairness) -> str:
    return (
        f"Counted: {counted(found.people, 'known person', 'known people')} who could wait. Not counted: "
        f"{found.settled:,} with all their care where they are, at home or in a care home, "
        f"and {found.expected:,} expected by forecast."
    )


def _table(groups: Groups) -> GroupTable:
    return GroupTable(
        title=BY_WORDS[groups.by],
        rows=tuple(_row(group) for group in groups.groups),
        sentences=tuple(_sentences(groups.groups)),
    )


def _row(group: Group) -> GroupRow:
    beside = group.beside or group.plan

    def pair(read: Callable[[Waits], str]) -> Pair:
        return read(group.plan), read(beside)

    return GroupRow(
        name=group.name,
        people=group.people,
        waiting=pair(lambda waits: _percent(waits.share_waiting)),
        mean_days=pair(lambda waits: _decimal(waits.mean_days, 2)),
        ratio=_decimal(group.ratio, 2),
        median_days=pair(lambda waits: _decimal(waits.median_days, 1)),
        over_3=pair(lambda waits: _percent(waits.share_over_3)),
        over_7=pair(lambda waits: _percent(waits.share_over_7)),
        plan_days=group.plan.mean_days,
        first_come_days=beside.mean_days,
    )


def _percent(share: float | None) -> str:
    return NOT_TOLD if share is None else f"{100 * share:.0f}"


def _decimal(number: float | None, digits: int) -> str:
    return NOT_TOLD if number is None else f"{number:.{digits}f}"


def _sentences(groups: tuple[Group, ...]) -> list[str]:
    """Say which differences the numbers are large enough to show, and of whom nothing can be said."""
    if not groups:
        return ["Fewer than two groups of five people or more: nothing to hold side by side."]
    against_beside = [(group.name, group.against_beside) for group in groups]
    against_others = [(group.name, group.plan.against_others) for group in groups]
    return [
        *_named("Fewer waiting days than first come", against_beside, Says.LESS),
        *_named("More waiting days than first come", against_beside, Says.MORE),
        *_named("As many waiting days as first come", against_beside, Says.SAME),
        *_named("The numbers cannot say whether more or fewer", against_beside, Says.CANNOT_SAY),
        *_named("In the plan, wait more often than everybody else", against_others, Says.MORE),
        *_named("In the plan, wait less often than everybody else", against_others, Says.LESS),
    ]


def _named(what: str, groups: Sequence[tuple[str, Says | None]], says: Says) -> list[str]:
    those = [name for name, said in groups if said is says]
    return [f"{what}: {'; '.join(those)}."] if those else []


def _moves(plan: PersonByPerson, beside: PersonByPerson) -> tuple[LedgerRow, ...]:
    rows = {
        "People never moved": "never",
        "People moved once": "once",
        "People moved twice": "twice",
        "People moved three times or more": "more",
        "Transfers": "transfers",
        "Of these on a Saturday or Sunday": "at_weekends",
        "Transfers of expected people, in addition": "of_expected",
        "Days as an outlier": "outlier_days",
        "Days out of zone": "out_of_zone_days",
    }
    return tuple(
        LedgerRow(what, (_figure(getattr(plan.moves, name)), _figure(getattr(beside.moves, name))))
        for what, name in rows.items()
    )


def _figure(count: int | None) -> str:
    return NOT_TOLD if count is None else f"{count:,}"


def _longest(where: str, ledger: PersonByPerson, names: Names) -> LongestWaiterWords | None:
    found = ledger.longest
    if found is None:
        return None
    days = f"{counted(found.so_far, 'day')} so far and {found.planned} to come"
    return LongestWaiterWords(
        where=where,
        patient=found.patient,
        days=days,
        sentences=tuple(wait_sentence(wait, names) for wait in found.waits),
    )
