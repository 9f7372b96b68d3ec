"""What if, in words: the district as it is and under scenarios, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bedflow.compare import Measures
from bedflow.domain import SETTINGS, Plan, Setting, Snapshot, Status
from bedflow.whatif import Answer, Outcome
from bedflow_api.briefing.differing import DifferenceBriefing, brief_difference
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.waiting import waits_by_reason
from bedflow_api.briefing.words import (
    COMPONENT_WORDS,
    SETTING_WORDS,
    certificate_words,
    day_words,
    hours,
    percent_at_most,
    pounds,
)

AS_IT_IS = "as it is"

SMALLEST = 0.05
"""Changes below are no change once they are printed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure under a scenario, and by how much it changed; empty: not at all."""

    value: str
    change: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as it is and under each scenario.

    Attributes
    ----------
    changes
        By how much it changed under each, for a picture.
    """

    what: str
    base: str
    cells: tuple[Cell, ...]
    changes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures of one kind."""

    title: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class ScenarioWords:
    """One scenario in words."""

    name: str
    questions: tuple[str, ...]
    notices: tuple[str, ...]
    verdict: str
    certificate: str
    decided: bool
    difference: DifferenceBriefing


@dataclass(frozen=True, slots=True)
class WhatIfBriefing:
    """What tables and the page say of an answer."""

    day: str
    base_certificate: str
    base_total: str
    names: tuple[str, ...]
    groups: tuple[FigureGroup, ...]
    scenarios: tuple[ScenarioWords, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """The figures of one plan."""

    snapshot: Snapshot
    plan: Plan
    measures: Measures


Figures = Mapping[str, float]
Said = Callable[[float], str]


def brief_answer(answer: Answer) -> WhatIfBriefing:
    """Put an answer into words."""
    first = _Column(answer.snapshot, answer.base, answer.measures)
    columns = [first, *(_Column(it.snapshot, it.plan, it.measures) for it in answer.outcomes)]
    return WhatIfBriefing(
        day=f"{day_words(answer.snapshot.first_day)} {answer.snapshot.first_day:%Y}",
        base_certificate=certificate_words(answer.base),
        base_total=pounds(answer.base.objective),
        names=tuple(outcome.name for outcome in answer.outcomes),
        groups=tuple(_groups(columns)),
        scenarios=tuple(_scenario(answer, outcome) for outcome in answer.outcomes),
    )


def _scenario(answer: Answer, outcome: Outcome) -> ScenarioWords:
    return ScenarioWords(
        name=outcome.name,
        questions=tuple(each.question for each in outcome.applied.scenarios if each.question),
        notices=tuple(outcome.applied.notices()),
        verdict=_verdict(answer, outcome),
        certificate=certificate_words(outcome.plan),
        decided=outcome.decided,
        difference=brief_difference(
            outcome.difference,
            before=(answer.snapshot, answer.base),
            after=(outcome.snapshot, outcome.plan),
        ),
    )


def _verdict(answer: Answer, outcome: Outcome) -> str:
    verdict = outcome.difference.verdict
    if outcome.applied.changes_nothing:
        return "changes nothing: the same district, the same plan"
    total = f"{pounds(answer.base.objective)} to {pounds(outcome.plan.objective)}"
    if answer.base.status is outcome.plan.status is Status.OPTIMAL:
        return f"total {total}, {verdict.words}; both plans are the best possible (proven)"
    between = f"{_signed(verdict.least)} to {_signed(verdict.most)}"
    gap = percent_at_most(outcome.plan.gap)
    return f"total {total}, {verdict.words}; the best totals differ by {between} (proven); gap {gap}"


def _signed(amount: float) -> str:
    whole = round(amount)
    return f"{'+' if whole > 0 else ''}{whole:,}"


def _groups(columns: Sequence[_Column]) -> Iterator[FigureGroup]:
    days = [_by_setting(it.measures.bed_days) for it in columns]
    waited = [_by_setting(it.measures.waiting_days) for it in columns]
    yield from _group("Days in each setting", days, pounds)
    yield from _group("Days waited in each setting", waited, pounds)
    yield from _group("Days waited, by what stands in the way", [_by_reason(it) for it in columns], pounds)
    yield from _group("People, places and moves", [_counts(it.measures) for it in columns], pounds)
    yield from _group("Team hours, by discipline", [_team_hours(it) for it in columns], hours)
    yield from _group("Cost, pounds-equivalent", [_components(it.measures) for it in columns], pounds)
    yield from _group("Paid by, pounds", [_paid(it.measures) for it in columns], pounds)


def _group(title: str, columns: Sequence[Figures], said: Said) -> Iterator[FigureGroup]:
    """Give the rows of a group that are not nothing in every column; no group without a row."""
    names = dict.fromkeys(name for column in columns for name in column)
    rows = []
    for name in names:
        base, *others = (column.get(name, 0.0) for column in columns)
        if not any((base, *others)):
            continue
        changes = tuple(value - base for value in others)
        cells = tuple(
            Cell(said(value), _change(change, said)) for value, change in zip(others, changes, strict=True)
        )
        rows.append(FigureRow(name, said(base), cells, changes))
    if rows:
        yield FigureGroup(title, tuple(rows))


def _change(change: float, said: Said) -> str:
    return "" if abs(change) < SMALLEST else f"{'+' if change > 0 else ''}{said(change)}"


def _by_setting(counted: Mapping[Setting, int]) -> Figures:
    return {SETTING_WORDS[setting]: float(counted[setting]) for setting in SETTINGS}


def _by_reason(column: _Column) -> Figures:
    counts = waits_by_reason(column.plan, Names.of(column.snapshot))
    return {count.reason: float(count.all_days) for count in counts}


def _counts(figures: Measures) -> Figures:
    return {
        "People who wait": figures.people_waiting,
        "Surge place-days": figures.surge_days,
        "Place-days beyond beds and surge": figures.over_days,
        "Isolation place-days beyond those there are": figures.isolation_breaches,
        "Changes of unit": figures.moves,
        "First arrivals": figures.arrivals,
        "People who leave the system": figures.left,
    }


def _team_hours(column: _Column) -> Figures:
    discipline = {team.id: team.discipline for team in column.snapshot.teams}
    used: defaultdict[str, float] = defaultdict(float)
    for team, amount in column.measures.team_hours.items():
        used[discipline[team]] += amount
    for team, amount in column.measures.overtime.items():
        used[f"{discipline[team]}, of these overtime"] += amount
    return {name: used[name] for name in sorted(used)}


def _components(figures: Measures) -> Figures:
    costs = {words: float(getattr(figures.cost, name)) for name, words in COMPONENT_WORDS.items()}
    return {**costs, "Total": float(figures.cost.total)}


def _paid(figures: Measures) -> Figures:
    rows = figures.rows()
    return {
        "nobody named" if name == "paid/none" else name.removeprefix("paid/"): amount
        for name, amount in rows.items()
        if name.startswith("paid/")
    }
