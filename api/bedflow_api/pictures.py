"""Small pictures of use against what there is, as shapes a template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bedflow_api.briefing.fairness import NOT_TOLD, GroupRow, GroupTable
from bedflow_api.briefing.places import HourRow, PlaceRow
from bedflow_api.briefing.words import counted, day_words, hours

HEADROOM = 1.12
GAP = 0.22
"""Share of a day's width left empty between two bars."""


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a picture's plot, in picture units."""

    width: float
    height: float


GROUP_WIDTH, GROUP_HEIGHT = 320.0, 30.0
"""Width of a picture of groups, and height of a group in it: a line of words and a bar."""

SMALL = Size(210.0, 64.0)
LARGE = Size(420.0, 120.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A letter under a day, or a mark above it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars day by day against a line.

    Parameters
    ----------
    title
        Whom it is about.
    facts
        What it shows, in a sentence, for those who see it and those who do not.
    within, dear, beyond
        Bars as SVG paths: what there is room for, what is paid extra (surge places, overtime) and what
        is beyond every limit. Each is drawn with a pattern of its own.
    limit
        What there is, as the SVG path of a step line.
    days
        A letter for each day, below the plot.
    marks
        Numbers above the bars that go beyond a limit.
    """

    title: str
    facts: str
    size: Size
    within: str
    dear: str
    beyond: str
    limit: str
    days: tuple[Tick, ...]
    marks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class GroupBar:
    """A group's bar, and where the line stands that it is held against.

    Parameters
    ----------
    name
        The group, and its figures in a few words.
    y
        Top of the words.
    width, mark
        Length of the bar, and place of the line; 0 and None where nothing is told.
    """

    name: str
    y: float
    width: float
    mark: float | None


@dataclass(frozen=True, slots=True)
class GroupPicture:
    """A bar for each group, each against a line of its own."""

    title: str
    facts: str
    size: Size
    bars: tuple[GroupBar, ...]


@dataclass(frozen=True, slots=True)
class _Bar:
    """A day: three heights on one another, and the limit they are held against."""

    day: date
    within: float
    dear: float
    beyond: float
    limit: float
    mark: str


def places_picture(row: PlaceRow, size: Size) -> Picture:
    """Draw people against places."""
    bars = [
        _Bar(
            day=day.day,
            within=day.occupied - day.surge - day.over,
            dear=day.surge,
            beyond=day.over,
            limit=day.beds,
            mark=str(day.over or ""),
        )
        for day in row.days
    ]
    return _picture(row.name, _place_facts(row), bars, size)


def hours_picture(row: HourRow, size: Size) -> Picture:
    """Draw hours used against hours there are."""
    bars = [
        _Bar(
            day=day.day,
            within=max(day.used - day.overtime, 0.0),
            dear=day.overtime,
            beyond=0.0,
            limit=day.hours + day.raised,
            mark="",
        )
        for day in row.days
    ]
    return _picture(row.name, _hour_facts(row), bars, size)


def groups_picture(table: GroupTable, *, most: float) -> GroupPicture:
    """Draw each group's waiting days a person, against those of first come first served.

    Parameters
    ----------
    most
        Days as long as the picture is wide, so that pictures side by side have one scale.
    """
    scale = GROUP_WIDTH / (most or 1.0)
    return GroupPicture(
        title=table.title,
        facts="; ".join(_group_words(row) for row in table.rows),
        size=Size(GROUP_WIDTH, GROUP_HEIGHT * len(table.rows)),
        bars=tuple(
            GroupBar(
                name=_group_words(row),
                y=at * GROUP_HEIGHT,
                width=scale * (row.plan_days or 0.0),
                mark=None if row.first_come_days is None else scale * row.first_come_days,
            )
            for at, row in enumerate(table.rows)
        ),
    )


def _group_words(row: GroupRow) -> str:
    days, usual = row.mean_days
    if row.plan_days is None and row.first_come_days is None:
        return f"{row.name}: not told"
    return f"{row.name}: {_or_not_told(days)}, first come {_or_not_told(usual)}"


def _or_not_told(figure: str) -> str:
    return "not told" if figure == NOT_TOLD else figure


def _place_facts(row: PlaceRow) -> str:
    today = row.days[0]
    fullest = max(row.days, key=lambda day: (day.over, day.surge, day.occupied - day.beds))
    parts = [f"Today {today.occupied} of {today.beds}"]
    if fullest is not today:
        parts.append(f"fullest {day_words(fullest.day)}: {fullest.occupied} of {fullest.beds}")
    if fullest.over:
        parts.append(f"{counted(fullest.over, 'person', 'people')} beyond")
    return ", ".join(parts)


def _hour_facts(row: HourRow) -> str:
    today = row.days[0]
    parts = [f"Today {hours(today.used)} of {hours(today.hours + today.raised)} h"]
    if row.overtime > 0:
        parts.append(f"{hours(row.overtime)} h overtime in all")
    raised = sum(day.raised for day in row.days)
    if raised > 0:
        parts.append(f"{hours(raised)} h promised beyond the hours there are")
    return ", ".join(parts)


def _picture(title: str, facts: str, bars: Sequence[_Bar], size: Size) -> Picture:
    most = max((max(bar.within + bar.dear + bar.beyond, bar.limit) for bar in bars), default=0.0)
    scale = size.height / (most * HEADROOM or 1.0)
    step = size.width / max(len(bars), 1)
    # A number stands above both its bar and the line, so that neither runs through it.
    tops = [size.height - scale * max(bar.within + bar.dear + bar.beyond, bar.limit) for bar in bars]
    return Picture(
        title=title,
        facts=facts,
        size=size,
        within=_bars([0.0] * len(bars), [bar.within for bar in bars], size, scale=scale),
        dear=_bars([bar.within for bar in bars], [bar.dear for bar in bars], size, scale=scale),
        beyond=_bars(
            [bar.within + bar.dear for bar in bars], [bar.beyond for bar in bars], size, scale=scale
        ),
        limit=_step_line([size.height - scale * bar.limit for bar in bars], step),
        days=tuple(Tick((t + 0.5) * step, size.height, f"{bar.day:%a}"[0]) for t, bar in enumerate(bars)),
        marks=tuple(Tick((t + 0.5) * step, tops[t], bar.mark) for t, bar in enumerate(bars) if bar.mark),
    )


def _bars(bases: Sequence[float], heights: Sequence[float], size: Size, *, scale: float) -> str:
    step = size.width / max(len(heights), 1)
    width = step * (1 - GAP)
    return "".join(
        f"M{t * step + step * GAP / 2:.1f} {size.height - scale * base:.1f}"
        f"h{width:.1f}v{-scale * height:.1f}h{-width:.1f}z"
        for t, (base, height) in enumerate(zip(bases, heights, strict=True))
        if height > 0
    )


def _step_line(levels: Sequence[float], step: float) -> str:
    parts = [f"{'L' if t else 'M'}{t * step:.1f} {level:.1f}h{step:.1f}" for t, level in enumerate(levels)]
    return "".join(parts)
