"""Two plans side by side, printed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bedflow_api.briefing.differing import ChangedCourse, DifferenceBriefing
from bedflow_api.briefing.words import counted
from bedflow_api.tables import table_of

MOST_COURSES = 20
"""Patients printed at most; the JSON has all."""


def difference_sections(briefing: DifferenceBriefing) -> Iterable[RenderableType]:
    """Give what is printed of a difference, section by section."""
    lines = [Text(briefing.count, style="bold")]
    lines += [Text(other) for other in briefing.others]
    yield Group(*lines)
    for course in briefing.courses[:MOST_COURSES]:
        yield course_lines(course)
    more = len(briefing.courses) - MOST_COURSES
    if more > 0:
        yield Text(f"And {counted(more, 'patient')} more, with --json.", style="dim")
    table = table_of("What it comes to", ("Figure",), numbers=("Before", "After", "Change"))
    for figure in briefing.figures:
        table.add_row(figure.what, figure.before, figure.after, figure.change)
    yield table
    yield Text(briefing.verdict)


def course_lines(course: ChangedCourse) -> RenderableType:
    """Give one patient's two courses, and why they differ."""
    waits = f", days waited {course.waits}" if course.waits else ""
    lines = Table.grid(padding=(0, 2, 0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for name, words in (("before", course.before), ("after", course.after), ("why", course.why)):
        lines.add_row(Text(name, style="dim"), words)
    return Group(Text.assemble((course.patient, "bold"), f": {course.how}{waits}"), lines)
