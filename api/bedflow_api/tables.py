"""The plan as tables a ward manager reads on a terminal, or in a file a hundred columns wide."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bedflow_api.briefing import Briefing
from bedflow_api.briefing.brief import Headline
from bedflow_api.briefing.movements import NamedMove, Today
from bedflow_api.briefing.places import PlaceDay, PlaceRow
from bedflow_api.briefing.waiting import Waiter
from bedflow_api.briefing.words import counted, day_words, pounds

WIDTH = 100
WIDEST = 130
MOST_WAITERS = 12


def tables(briefing: Briefing) -> str:
    """Write the briefing as text, coloured only for a terminal."""
    return printed(_sections(briefing))


def printed(sections: Iterable[RenderableType]) -> str:
    """Write sections as text, one after the other, coloured only for a terminal."""
    terminal = sys.stdout.isatty()
    page = io.StringIO()
    console = Console(
        file=page,
        width=min(Console().width, WIDEST) if terminal else WIDTH,
        force_terminal=terminal,
        color_system="auto" if terminal else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for section in sections:
        console.print(section)
        console.print()
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"


def _sections(briefing: Briefing) -> Iterable[RenderableType]:
    yield _headline(briefing.headline)
    if briefing.alerts:
        yield _list("Alerts: promised already, and more than there is", briefing.alerts, style="bold red")
    yield from _today(briefing.today)
    yield _settings(briefing.settings)
    yield from _over_full(briefing.units)
    yield from _waits(briefing)
    yield _costs(briefing)


def _headline(headline: Headline) -> RenderableType:
    people = f"{counted(headline.patients, 'patient')}, and {headline.expected:,} expected by forecast"
    places = f"{counted(headline.units, 'unit')}, {counted(headline.teams, 'team')}"
    lines = Text()
    lines.append(f"Plan for {headline.day} to {headline.until}\n", style="bold")
    lines.append(f"{people}; {places}\n")
    lines.append("This is ")
    lines.append(headline.certificate, style="bold")
    lines.append(f": {pounds(headline.objective)} in all, and no plan is below {pounds(headline.bound)}.")
    return lines


def _today(today: Today) -> Iterable[RenderableType]:
    title = f"Today: {counted(len(today.moves), 'move')}"
    if today.moves:
        yield _moves(title, today.moves)
    else:
        yield Text(f"{title}. Nobody changes unit today.", style="bold")
    if today.arrivals:
        yield _moves(f"Arriving from outside today: {len(today.arrivals)}", today.arrivals)
    if today.expected:
        where = ", ".join(f"{entry.people} to {entry.to}" for entry in today.expected)
        yield Text(f"Expected today by forecast: {today.expected_people} ({where}).")


def _moves(title: str, moves: Sequence[NamedMove]) -> Table:
    table = table_of(title, ("Patient", "From", "To", "For"))
    for move in moves:
        table.add_row(move.patient, move.origin, move.to, move.purpose)
    return table


def _settings(rows: Sequence[PlaceRow]) -> RenderableType:
    table = table_of("People against places", ("Day",), numbers=tuple(row.name for row in rows))
    for days in zip(*(row.days for row in rows), strict=True):
        table.add_row(day_words(days[0].day), *(_place_cell(day) for day in days))
    legend = "+n surge places in use   !n people beyond beds and surge places, in the units concerned"
    return Group(table, Text(legend, style="dim"))


def _over_full(units: Sequence[PlaceRow]) -> Iterable[RenderableType]:
    """Name the units that hold more people today than beds and surge places, most first."""
    beyond = sorted(((row.days[0].over, row.name) for row in units if row.days[0].over), reverse=True)
    if beyond:
        named = ", ".join(f"{name} {people}" for people, name in beyond)
        yield Text(f"Beyond their places tonight: {named}.", style="bold red")


def _place_cell(day: PlaceDay) -> Text:
    cell = Text(f"{day.occupied}/{day.beds}")
    if day.surge:
        cell.append(f" +{day.surge}", style="yellow")
    if day.over:
        cell.append(f" !{day.over}", style="bold red")
    return cell


def _waits(briefing: Briefing) -> Iterable[RenderableType]:
    if not briefing.reasons:
        yield Text("Nobody waits in this plan.", style="bold")
        return
    days = sum(reason.days for reason in briefing.reasons)
    table = table_of(
        f"Why people wait: {counted(len(briefing.waiters), 'patient')}, {counted(days, 'waiting day')}",
        ("What stands in the way",),
        numbers=("Patients", "Waiting days", "Days of expected people"),
    )
    for reason in briefing.reasons:
        table.add_row(reason.reason, str(reason.patients), str(reason.days), str(reason.expected_days))
    yield table
    if briefing.waiters:
        yield _waiters(briefing)


def _waiters(briefing: Briefing) -> Table:
    table = table_of(
        "Who waits longest: days so far, days in this plan, and why", ("Patient", "So far", "Plan", "Why")
    )
    for waiter in briefing.waiters[:MOST_WAITERS]:
        table.add_row(waiter.patient, str(waiter.days_so_far), str(waiter.days), _why(waiter))
    more = len(briefing.waiters) - MOST_WAITERS
    if more > 0:
        table.caption = f"and {counted(more, 'patient')} more, in the plan file and the page"
    return table


def _why(waiter: Waiter) -> str:
    more = len(waiter.sentences) - 1
    return waiter.longest if not more else f"{waiter.longest} And {counted(more, 'other wait')}."


def _costs(briefing: Briefing) -> Table:
    table = table_of("What it adds up to", ("Component",), numbers=("Pounds-equivalent", "Share"))
    for cost in briefing.costs:
        table.add_row(cost.component, pounds(cost.amount), f"{100 * cost.share:.1f} %")
    table.add_row("Total", pounds(briefing.headline.objective), "", style="bold")
    return table


def _list(title: str, sentences: Sequence[str], *, style: str) -> RenderableType:
    return Group(Text(title, style=style), *(Text(f"  {sentence}") for sentence in sentences))


def table_of(title: str, words: Sequence[str], *, numbers: Sequence[str] = ()) -> Table:
    """Begin a table.

    Parameters
    ----------
    words, numbers
        Headings of the columns: of words first, then of numbers, which stand to the right.
    """
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        header_style="bold",
    )
    for name in words:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right")
    return table
