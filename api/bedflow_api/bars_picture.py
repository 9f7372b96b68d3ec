"""Figures as bars, in a picture that is complete in one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from bedflow_api.page import environment

TEMPLATE = "bars.svg"
WIDTH = 520.0
LINE, ROW, BETWEEN = 16.0, 28.0, 14.0
LETTERS = 78
"""So many letters of a title stand in a line."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to draw: its name, the number, and the number as the tables say it."""

    name: str
    number: float
    said: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one kind, drawn to one scale; changes go from a middle line, less to the left.

    Parameters
    ----------
    most
        The number that the longest bar stands for; None: that of the largest figure.
    more_is_worse
        Whether what is above 0 has the colour of a loss, and not what is below.
    """

    title: str
    figures: tuple[Figure, ...]
    are_changes: bool = False
    most: float | None = None
    more_is_worse: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its words above it."""

    words: str
    y: float
    x: float
    width: float
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one kind of figures under their title, and the line they start from."""

    titles: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    start: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class BarsPicture:
    """Exactly what the template uses."""

    titles: tuple[tuple[float, str], ...]
    title: str
    facts: str
    width: float
    height: float
    panels: tuple[Panel, ...]


def bars_picture(title: str, kinds: Sequence[Figures]) -> BarsPicture:
    """Draw kinds of figures one below the other."""
    titles = _titles(title, 0.0)
    panels = tuple(_panels(kinds, LINE * len(titles) + BETWEEN))
    last = panels[-1] if panels else None
    return BarsPicture(
        titles=titles,
        title=title,
        facts="; ".join(f"{kind.title}: {', '.join(map(_words, kind.figures))}" for kind in kinds),
        width=WIDTH,
        height=LINE * len(titles) if last is None else last.top + last.height,
        panels=panels,
    )


def bars_svg(picture: BarsPicture) -> str:
    """Write the picture as an SVG file."""
    return environment().get_template(TEMPLATE).render(it=picture) + "\n"


def _panels(kinds: Sequence[Figures], y: float) -> Iterator[Panel]:
    for kind in kinds:
        titles = _titles(kind.title, y)
        top = y + LINE * len(titles)
        start = WIDTH / 2 if kind.are_changes else 0.0
        yield Panel(titles, tuple(_bars(kind, start, top)), start, top, ROW * len(kind.figures))
        y = top + ROW * len(kind.figures) + BETWEEN


def _bars(kind: Figures, start: float, top: float) -> Iterator[Bar]:
    most = kind.most or max((abs(figure.number) for figure in kind.figures), default=0.0) or 1.0
    for row, figure in enumerate(kind.figures):
        length = (WIDTH - start) * abs(figure.number) / most
        is_less = figure.number < 0
        x = start - length if is_less else start
        yield Bar(_words(figure), top + ROW * row, x, length, is_less is not kind.more_is_worse)


def _words(figure: Figure) -> str:
    return f"{figure.name} {figure.said}"


def _titles(title: str, y: float) -> tuple[tuple[float, str], ...]:
    return tuple((y + LINE * row, line) for row, line in enumerate(wrap(title, LETTERS)))
