"""The mixes of options worth planning: by prices first, then whatever could still be better."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, product
from math import prod

from bedflow.whatif.bestbuy_options import Mix

SAME = 0.005
"""Totals nearer than half a penny are the same."""

MOST_BOXES = 20_000
"""Ways to have the options that change more than limits; with more of them nothing is proved."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mix that was planned.

    Parameters
    ----------
    total
        Total of its plan and what it costs.
    at_least
        What that is proven to be at least.
    serves
        Whether it is within the budget and its plan reaches the target.
    distance
        How far its plan is from the target; 0 when it reaches it.
    worth
        What one more of each option is worth by the prices of its plan, in pounds.
    """

    mix: Mix
    total: float
    at_least: float
    serves: bool
    distance: float
    worth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """What can be bought, and how a mix is tried.

    Parameters
    ----------
    most
        How many of each option there are at most.
    cost
        What a mix costs.
    affordable
        Whether a mix is within the budget.
    only_more
        Of each option, whether more of it never makes a plan dearer.
    tried
        Plans a mix; None when the district cannot be so.
    stopping
        Says when to plan no more.
    """

    most: Mix
    cost: Callable[[Mix], float]
    affordable: Callable[[Mix], bool]
    only_more: tuple[bool, ...]
    tried: Callable[[Mix], Tried | None]
    stopping: Callable[[], bool]

    def one_more(self, mix: Mix, option: int) -> Mix:
        """Give a mix with one more of an option."""
        return (*mix[:option], mix[option] + 1, *mix[option + 1 :])

    @property
    def step_costs(self) -> tuple[float, ...]:
        """What one of each option costs."""
        nothing = (0,) * len(self.most)
        return tuple(self.cost(self.one_more(nothing, option)) for option in range(len(self.most)))


def by_prices(shop: Shop, start: Tried) -> Tried:
    """Buy one after the other what the prices of the latest plan say is worth most for its money.

    A purchase is kept when planning proves it right: the total falls, or the target comes nearer.
    """
    now = start
    while not shop.stopping():
        steps = (shop.tried(shop.one_more(now.mix, option)) for option in _promising(shop, now))
        better = next((step for step in steps if step is not None and _is_better(step, now)), None)
        if better is None:
            return now
        now = better
    return now


def _promising(shop: Shop, now: Tried) -> Iterator[int]:
    """Give the options worth their price, the best for their money first, until it is time to stop."""
    costs = shop.step_costs
    ranked = sorted(range(len(costs)), key=lambda option: -now.worth[option] / max(costs[option], 1e-9))
    for option in ranked:
        worth_it = now.worth[option] > costs[option] or (now.distance > 0 and now.worth[option] > 0)
        mix = shop.one_more(now.mix, option)
        if worth_it and mix[option] <= shop.most[option] and shop.affordable(mix) and not shop.stopping():
            yield option


def _is_better(step: Tried, now: Tried) -> bool:
    if step.distance != now.distance:
        return step.distance < now.distance
    return step.total < now.total - SAME


@dataclass(frozen=True, slots=True)
class _Box:
    """Mixes from one corner to the other.

    Parameters
    ----------
    plan_at_least
        What the plan of every one of them costs at least, apart from what is bought.
    at_least
        What each of them costs at least, plan and price.
    """

    low: Mix
    high: Mix
    plan_at_least: float
    at_least: float


def prove(shop: Shop, best: Tried | None) -> tuple[Tried | None, float]:
    """Look where something better could still be, until there is nowhere or it is time to stop.

    More of an option that is only more never makes a plan dearer, so what a box of mixes costs is at
    least the bound of the plan with all it allows, and the price of the least it allows.

    Parameters
    ----------
    best
        The best mix so far that serves; None: there is none.

    Returns
    -------
    The best mix found that serves, None when none does; and what every mix that serves costs at least.
    """
    ways = prod(1 if more else most + 1 for most, more in zip(shop.most, shop.only_more, strict=True))
    if ways > MOST_BOXES:
        return best, float("-inf")
    boxes = [(box.at_least, order, box) for order, box in enumerate(_first_boxes(shop))]
    heapq.heapify(boxes)
    order = count(len(boxes))
    # Every mix is in the end a box of its own, or in one that nothing better can be in.
    least_of_tried = float("inf")
    while boxes and not shop.stopping():
        at_least, _, box = boxes[0]
        if best is not None and at_least >= best.total - SAME:
            break
        heapq.heappop(boxes)
        corner = shop.tried(box.high)
        if corner is not None and corner.serves:
            if box.low == box.high:
                # What is proven of a plan with more holds of this one too.
                proven = max(corner.at_least, box.plan_at_least + shop.cost(box.high))
                least_of_tried = min(least_of_tried, proven)
            best = corner if best is None or corner.total < best.total - SAME else best
        for half in _halves(shop, box, corner):
            heapq.heappush(boxes, (half.at_least, next(order), half))
    still_open = min((at_least for at_least, *_ in boxes), default=float("inf"))
    return best, min(least_of_tried, still_open)


def _first_boxes(shop: Shop) -> Iterator[_Box]:
    """Give a box for each way to have the options that change more than limits."""
    ways = [
        [(0, most)] if only_more else [(number, number) for number in range(most + 1)]
        for most, only_more in zip(shop.most, shop.only_more, strict=True)
    ]
    for way in product(*ways):
        low, high = tuple(low for low, _ in way), tuple(high for _, high in way)
        if shop.affordable(low):
            yield _Box(low, _within_budget(shop, low, high), float("-inf"), float("-inf"))


def _halves(shop: Shop, box: _Box, corner: Tried | None) -> Iterator[_Box]:
    """Divide a box where most money is between its corners; a box of one mix is done."""
    costs = shop.step_costs
    spread = [(high - low) * (1 + cost) for low, high, cost in zip(box.low, box.high, costs, strict=True)]
    widest = max(range(len(spread)), key=lambda option: spread[option])
    if not spread[widest]:
        return
    middle = (box.low[widest] + box.high[widest]) // 2
    plan_at_least = box.plan_at_least
    if corner is not None:
        plan_at_least = max(plan_at_least, corner.at_least - shop.cost(box.high))
    for low_end, high_end in ((box.low[widest], middle), (middle + 1, box.high[widest])):
        low = (*box.low[:widest], low_end, *box.low[widest + 1 :])
        high = (*box.high[:widest], high_end, *box.high[widest + 1 :])
        if shop.affordable(low):
            at_least = max(box.at_least, plan_at_least + shop.cost(low))
            yield _Box(low, _within_budget(shop, low, high), plan_at_least, at_least)


def _within_budget(shop: Shop, low: Mix, high: Mix) -> Mix:
    """Take from the upper corner what cannot be paid with the least of everything else."""
    within: list[int] = []
    for option, (least, most) in enumerate(zip(low, high, strict=True)):
        number = most
        while number > least and not shop.affordable((*low[:option], number, *low[option + 1 :])):
            number -= 1
        within.append(number)
    return tuple(within)
