"""What if, printed: scenarios beside the district as it is."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bedflow_api.briefing.whatif import AS_IT_IS, Cell, FigureGroup, ScenarioWords, WhatIfBriefing
from bedflow_api.briefing.words import counted
from bedflow_api.differing import course_lines
from bedflow_api.tables import table_of

MOST_COURSES = 8
"""Patients printed for a scenario at most; the JSON and the files have all."""

MOST_BESIDE = 3
"""Scenarios beside the base in one table; more follow in further tables."""


def answer_sections(briefing: WhatIfBriefing) -> Iterable[RenderableType]:
    """Give what is printed of an answer, section by section."""
    yield Group(
        Text(f"What if, from {briefing.day}", style="bold"),
        Text(f"{AS_IT_IS}: total {briefing.base_total}, {briefing.base_certificate}"),
        *(line for words in briefing.scenarios for line in _scenario(words)),
    )
    for first in range(0, len(briefing.names), MOST_BESIDE):
        shown = slice(first, first + MOST_BESIDE)
        for group in briefing.groups:
            yield _figures(group, briefing.names[shown], shown)
    for words in briefing.scenarios:
        yield _courses(words)


def _scenario(words: ScenarioWords) -> Iterable[Text]:
    yield Text.assemble((words.name, "bold"), f": {words.verdict}")
    for question in words.questions:
        yield Text(f"  {question}", style="dim")
    for notice in words.notices:
        yield Text(f"  {notice}", style="yellow")


def _figures(group: FigureGroup, names: tuple[str, ...], shown: slice) -> Table:
    table = table_of(group.title, ("",), numbers=(AS_IT_IS, *names))
    for row in group.rows:
        table.add_row(row.what, row.base, *(_cell(cell) for cell in row.cells[shown]))
    return table


def _cell(cell: Cell) -> str:
    return f"{cell.value} ({cell.change})" if cell.change else cell.value


def _courses(words: ScenarioWords) -> RenderableType:
    found = words.difference
    lines: list[RenderableType] = [Text(f"{words.name}: {found.count}", style="bold")]
    lines += [Text(other) for other in found.others]
    lines += [course_lines(course) for course in found.courses[:MOST_COURSES]]
    more = len(found.courses) - MOST_COURSES
    if more > 0:
        lines.append(Text(f"And {counted(more, 'patient')} more, with --json or --csv.", style="dim"))
    return Group(*lines)
