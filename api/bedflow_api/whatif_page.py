"""What if as one page that is complete in one file: figures, and pictures of what changes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bedflow.whatif import Answer
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.places import places_by_setting
from bedflow_api.briefing.whatif import AS_IT_IS, FigureGroup, FigureRow, ScenarioWords, WhatIfBriefing
from bedflow_api.page import environment
from bedflow_api.pictures import LARGE, Picture, places_picture

TEMPLATE = "whatif.html"
WIDTH, ROW_HEIGHT = 420.0, 26.0
MOST_BARS = 14
DRAWN = ("Days waited in each setting", "Cost, pounds-equivalent", "Paid by, pounds")
"""The groups of figures whose changes are drawn."""


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """By how much a figure changes: to the right more, to the left less."""

    words: str
    y: float
    x: float
    width: float
    more: bool


@dataclass(frozen=True, slots=True)
class ChangePicture:
    """The changes of a group of figures under one scenario, from one middle line."""

    title: str
    facts: str
    width: float
    height: float
    bars: tuple[ChangeBar, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """People against places in each setting, day by day, under one scenario or none."""

    name: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ScenarioSection:
    """One scenario on the page."""

    words: ScenarioWords
    changes: tuple[ChangePicture, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Exactly what the template uses."""

    day: str
    as_it_is: str
    base_total: str
    base_certificate: str
    names: tuple[str, ...]
    groups: tuple[FigureGroup, ...]
    scenarios: tuple[ScenarioSection, ...]
    days: tuple[Days, ...]
    version: str


def answer_page(answer: Answer, briefing: WhatIfBriefing) -> str:
    """Write the page of an answer.

    Parameters
    ----------
    briefing
        The answer in words.
    """
    context = answer_context(answer, briefing)
    values = {each.name: getattr(context, each.name) for each in fields(context)}
    return environment().get_template(TEMPLATE).render(values)


def answer_context(answer: Answer, briefing: WhatIfBriefing) -> AnswerPage:
    """Lay out an answer for the page."""
    plans = [(AS_IT_IS, answer.snapshot, answer.base)]
    plans += [(outcome.name, outcome.snapshot, outcome.plan) for outcome in answer.outcomes]
    return AnswerPage(
        day=briefing.day,
        as_it_is=AS_IT_IS,
        base_total=briefing.base_total,
        base_certificate=briefing.base_certificate,
        names=briefing.names,
        groups=briefing.groups,
        scenarios=tuple(
            ScenarioSection(words, tuple(_pictures(briefing, k)))
            for k, words in enumerate(briefing.scenarios)
        ),
        days=tuple(
            Days(
                name, tuple(places_picture(row, LARGE) for row in places_by_setting(plan, Names.of(district)))
            )
            for name, district, plan in plans
        ),
        version=answer.lineage.version,
    )


def _pictures(briefing: WhatIfBriefing, scenario: int) -> list[ChangePicture]:
    drawn = (group for group in briefing.groups if group.title in DRAWN)
    pictures = (_change_picture(group, scenario) for group in drawn)
    return [picture for picture in pictures if picture.bars]


def _change_picture(group: FigureGroup, scenario: int) -> ChangePicture:
    rows = [row for row in group.rows if row.cells[scenario].change]
    most = max((abs(row.changes[scenario]) for row in rows), default=1.0)
    rows = sorted(rows, key=lambda row: -abs(row.changes[scenario]))[:MOST_BARS]
    return ChangePicture(
        title=group.title,
        facts="; ".join(_words(row, scenario) for row in rows) or "no change",
        width=WIDTH,
        height=ROW_HEIGHT * len(rows),
        bars=tuple(
            _bar(_words(row, scenario), row.changes[scenario], at=at, most=most)
            for at, row in enumerate(rows)
        ),
    )


def _words(row: FigureRow, scenario: int) -> str:
    return f"{row.what} {row.cells[scenario].change}"


def _bar(words: str, change: float, *, at: int, most: float) -> ChangeBar:
    length = WIDTH / 2 * abs(change) / most
    return ChangeBar(
        words=words,
        y=at * ROW_HEIGHT,
        x=WIDTH / 2 if change > 0 else WIDTH / 2 - length,
        width=length,
        more=change > 0,
    )
