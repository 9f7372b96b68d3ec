"""Price against total of the mixes that were planned, as a picture that is complete in one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from bedflow.whatif.bestbuy import BestBuy, Bought
from bedflow_api.briefing.words import pounds
from bedflow_api.frontier_picture import BELOW, HEIGHT, WIDTH, Axis, Mark, Scale
from bedflow_api.page import environment

TEMPLATE = "mixes.svg"
LEFT_OF_WORDS = 0.8
"""Words below a dot further right than this share of the width end at it."""
LETTERS = 88
"""So many letters of a sentence stand in a line."""
LEGEND = "Each dot is a mix that was planned; hollow: beyond the budget, or misses the target."


@dataclass(frozen=True, slots=True)
class Dot:
    """A mix; hollow when it misses the target or the budget does not pay for it."""

    x: float
    y: float
    serves: bool


@dataclass(frozen=True, slots=True)
class MixesPicture:
    """Exactly what the template uses."""

    title: str
    facts: str
    width: float
    height: float
    across: Axis
    up: Axis
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    budget: float | None
    turn: float
    lines: tuple[str, ...]


def mixes_picture(found: BestBuy) -> MixesPicture:
    """Draw every mix that was planned, with the best of them, and nothing, named."""
    across = Scale([bought.spend for bought in found.tried], WIDTH, rises=False)
    up = Scale([bought.total for bought in found.tried], HEIGHT, rises=True)
    budget = None if found.budget is None else across(found.budget)
    facts = "; ".join(_facts(found))
    return MixesPicture(
        title=found.options.question or found.options.name,
        facts=facts,
        width=WIDTH,
        height=HEIGHT,
        across=Axis("price of the mix, pounds", across.ticks()),
        up=Axis("plan and price, pounds-equivalent", up.ticks()),
        dots=tuple(Dot(across(it.spend), up(it.total), _serves(found, it)) for it in found.tried),
        marks=tuple(
            Mark(across(it.spend), up(it.total), f"{name}: {pounds(it.total)}", BELOW)
            for name, it in _named(found)
        ),
        budget=budget if budget is not None and 0 <= budget <= WIDTH else None,
        turn=WIDTH * LEFT_OF_WORDS,
        lines=(*wrap(f"{facts[:1].upper()}{facts[1:]}.", LETTERS), LEGEND),
    )


def mixes_svg(picture: MixesPicture) -> str:
    """Write the picture as an SVG file."""
    return environment().get_template(TEMPLATE).render(it=picture) + "\n"


def _serves(found: BestBuy, bought: Bought) -> bool:
    return bought.reaches and (found.budget is None or bought.spend <= found.budget)


def _named(found: BestBuy) -> Iterator[tuple[str, Bought]]:
    if found.best is not None:
        yield "best", found.best
    if found.best is None or found.best.mix != found.nothing.mix:
        yield "nothing", found.nothing


def _facts(found: BestBuy) -> Iterator[str]:
    if found.best is None:
        yield "no mix that was planned reaches the target"
        return
    words, total = found.options.words(found.best.mix), pounds(found.best.total)
    yield f"best: {words}, at a price of {pounds(found.best.spend)}, {total} with the plan"
    yield f"nothing: {pounds(found.nothing.total)}"
