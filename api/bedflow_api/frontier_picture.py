"""Cost against capacity as a picture that is complete in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from jinja2 import Environment, PackageLoader, StrictUndefined

from bedflow.whatif.frontier import Frontier, capacity_of, frontiers
from bedflow.whatif.sweep import Sweep, Swept
from bedflow_api.briefing.sweep import condition_words

TEMPLATE = "frontier.svg"
WIDTH, HEIGHT = 520.0, 260.0
MOST_TICKS = 6
HEADROOM = 0.06
ABOVE, BELOW = -8.0, 17.0

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#555555")
"""Okabe and Ito's, told apart with any colour vision; lines are told apart by their dashes too."""

DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")


Place = Callable[[Swept, float], tuple[float, float]]
"""Where a point stands at a cost."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside a point, so far below it, or above when that is less than 0."""

    x: float
    y: float
    text: str
    below: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A frontier: the plan's total and what is paid in all, as SVG paths, and what stands out."""

    name: str
    colour: str
    dash: str
    plan: str
    both: str
    dots: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Numbers along a side, with their places."""

    title: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class FrontierPicture:
    """Cost against capacity; the same place for everything in every drawing of the same sweep."""

    title: str
    facts: str
    width: float
    height: float
    across: Axis
    up: Axis
    curves: tuple[Curve, ...]
    both: bool


class Scale:
    """Numbers to places along a side that has room for all of them."""

    def __init__(self, numbers: Sequence[float], length: float, *, rises: bool) -> None:
        low, high = min(numbers), max(numbers)
        room = HEADROOM * (high - low or 1.0)
        self.low, self.high, self.length, self.rises = low - room, high + room, length, rises

    def __call__(self, number: float) -> float:
        """Give the place of a number."""
        share = (number - self.low) / (self.high - self.low)
        return self.length * (1 - share if self.rises else share)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Give round numbers with their places."""
        step = _round_step((self.high - self.low) / MOST_TICKS)
        first = -floor(-self.low / step)
        numbers = [step * k for k in range(first, floor(self.high / step) + 1)]
        return tuple((self(number), f"{number:,.10g}") for number in numbers)


def _round_step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least)


def frontier_picture(sweep: Sweep) -> FrontierPicture | None:
    """Draw every frontier of a sweep; None when no point could be planned."""
    found = frontiers(sweep)
    if not found:
        return None
    grid = sweep.grid
    points = [swept for frontier in found for swept in frontier.points]
    costs = [cost for swept in points for cost in (swept.total, swept.total - swept.capacity_cost)]
    across = Scale([capacity_of(grid, swept) for swept in points], WIDTH, rises=False)
    up = Scale(costs, HEIGHT, rises=True)

    def curve(place: int, frontier: Frontier) -> Curve:
        def at(swept: Swept, cost: float) -> tuple[float, float]:
            return across(capacity_of(grid, swept)), up(cost)

        return Curve(
            name=condition_words(frontier) or "plan",
            colour=COLOURS[place % len(COLOURS)],
            dash=DASHES[place % len(DASHES)],
            plan=_path([at(swept, swept.total - swept.capacity_cost) for swept in frontier.best]),
            both=_path([at(swept, swept.total) for swept in frontier.best]) if grid.is_priced else "",
            dots=tuple(at(swept, swept.total - swept.capacity_cost) for swept in frontier.points),
            marks=tuple(_marks(frontier, at, is_priced=grid.is_priced)),
        )

    return FrontierPicture(
        title=grid.question or grid.name,
        facts="; ".join(_facts(frontier) for frontier in found),
        width=WIDTH,
        height=HEIGHT,
        across=Axis("capacity, pounds" if grid.is_priced else grid.levers[0].name, across.ticks()),
        up=Axis("pounds-equivalent", up.ticks()),
        curves=tuple(curve(place, frontier) for place, frontier in enumerate(found)),
        both=grid.is_priced,
    )


def frontier_svg(picture: FrontierPicture) -> str:
    """Write the picture as an SVG file."""
    environment = Environment(
        loader=PackageLoader("bedflow_api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(it=picture) + "\n"


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if k else 'M'}{x:.1f} {y:.1f}" for k, (x, y) in enumerate(places))


def _marks(frontier: Frontier, at: Place, *, is_priced: bool) -> Iterator[Mark]:
    named = [(frontier.knee, "knee"), (frontier.fewest_waits, "fewest waits")]
    for swept, word in named:
        if swept is not None:
            yield Mark(*at(swept, swept.total - swept.capacity_cost), word, BELOW)
    if is_priced:
        yield Mark(*at(frontier.least, frontier.least.total), "least in all", ABOVE)


def _facts(frontier: Frontier) -> str:
    under = f"{condition_words(frontier)}: " if frontier.conditions else ""
    knee = "" if frontier.knee is None else f", knee at {frontier.knee.point.words}"
    return f"{under}least in all at {frontier.least.point.words}{knee}"
