"""The best buy: which mix of options is worth its price, within a budget or to reach a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bedflow.domain import Plan, Scenario, Snapshot
from bedflow.ingest import BadInput
from bedflow.waterfall import plan
from bedflow.whatif.apply import applied
from bedflow.whatif.bestbuy_gain import gain
from bedflow.whatif.bestbuy_options import Mix, Options
from bedflow.whatif.bestbuy_search import SAME, Shop, Tried, by_prices, prove
from bedflow.whatif.sweep_figures import COUNTED_FROM, Figures, figures_of
from bedflow.whatif.sweep_point import Effort

GOALS = (*COUNTED_FROM, "isolation_breaches", "acute_bed_days", "overtime_hours")
"""The figures that a target can be about."""

MOST_PLANS = 100


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: a figure that is to be so much at most."""

    figure: str
    at_most: float

    def distance(self, figures: Figures) -> float:
        """Say how far figures are from it; 0 when they reach it."""
        return max(0.0, float(getattr(figures, self.figure)) - self.at_most)


@dataclass(frozen=True, slots=True)
class Bought:
    """A mix, what it costs, and what its plan comes to.

    Parameters
    ----------
    spend
        What the mix costs over the days of the plan, in pounds.
    reaches
        Whether the plan reaches the target; True without one.
    """

    mix: Mix
    spend: float
    figures: Figures
    reaches: bool

    @property
    def total(self) -> float:
        """Total of the plan and the price of the mix."""
        return self.figures.objective + self.spend

    @property
    def at_least(self) -> float:
        """What the mix is proven to cost at least, plan and price."""
        return self.figures.bound + self.spend


@dataclass(frozen=True, slots=True)
class BestBuy:
    """What is best to buy.

    Parameters
    ----------
    nothing
        The plan when nothing is bought.
    by_prices
        The mix that the plans' prices led to.
    best
        The best mix that serves; None when none was found that reaches the target.
    at_least
        What every mix that serves is proven to cost at least, plan and price, in pounds-equivalent.
    tried
        Every mix that was planned, in that order.
    """

    options: Options
    budget: float | None
    goal: Goal | None
    nothing: Bought
    by_prices: Bought
    best: Bought | None
    at_least: float
    tried: tuple[Bought, ...]

    @property
    def is_proven(self) -> bool:
        """Whether no other mix can be better by more than half a penny."""
        return self.best is not None and self.at_least >= self.best.total - SAME

    @property
    def saving(self) -> float:
        """What the best mix saves, its price paid; below 0 when reaching the target costs."""
        return 0.0 if self.best is None else self.nothing.total - self.best.total

    @property
    def is_decided(self) -> bool:
        """Whether the saving is larger than what the gaps of the two plans leave open."""
        if self.best is None:
            return False
        left_open = (self.nothing.total - self.nothing.at_least) + (self.best.total - self.best.at_least)
        return abs(self.saving) >= left_open - SAME


def best_buy(
    snapshot: Snapshot,
    options: Options,
    *,
    budget: float | None = None,
    goal: Goal | None = None,
    since: date | None = None,
    effort: Effort | None = None,
    most_plans: int = MOST_PLANS,
    told: Callable[[int, int], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> BestBuy:
    """Find the mix with the least total of plan and price, within a budget and reaching a target.

    First what the prices of the latest plan say is worth most for its money is bought one by one, each
    purchase proved by planning; then, wherever the bounds leave room for something better, that is
    planned too. The same snapshot, options and effort give the same answer.

    Parameters
    ----------
    budget
        What the mix may cost over the days of the plan, in pounds; None: whatever pays.
    goal
        What the plan is to reach; None: nothing.
    since
        First day on which the target counts, for the figures that are counted day by day.
    effort
        How much planning each mix gets; absent: the default.
    most_plans
        How many mixes to plan at most.
    told
        Called before each plan with how many are done and how many there are at most.
    interrupted
        Polled; when it says so the best so far is given.

    Raises
    ------
    BadInput
        When an option names what the district does not have.
    """
    _check_options(snapshot, options)
    planning = _Planning(
        snapshot,
        options,
        goal=goal,
        since=since,
        effort=effort or Effort(),
        most_plans=most_plans,
        told=told,
        interrupted=interrupted,
    )
    shop = planning.shop(budget)
    start = planning.tried(options.nothing)
    if start is None:
        raise ValueError("the district as it is can always be planned")
    led = by_prices(shop, start)
    serving = [one for one in (start, led) if one.serves]
    best, at_least = prove(shop, min(serving, key=lambda one: one.total, default=None))
    bought = planning.bought
    return BestBuy(
        options=options,
        budget=budget,
        goal=goal,
        nothing=bought[options.nothing],
        by_prices=bought[led.mix],
        best=None if best is None else bought[best.mix],
        at_least=at_least,
        tried=tuple(bought.values()),
    )


def _check_options(snapshot: Snapshot, options: Options) -> None:
    for option in options.options:
        applied(snapshot, Scenario(name=option.name, changes=option.times(1)))


class _Planning:
    """The mixes planned so far, each going on from the plan of the district as it is."""

    def __init__(
        self,
        snapshot: Snapshot,
        options: Options,
        *,
        goal: Goal | None,
        since: date | None,
        effort: Effort,
        most_plans: int,
        told: Callable[[int, int], None] | None,
        interrupted: Callable[[], bool] | None,
    ) -> None:
        self._snapshot, self._options, self._goal, self._since = snapshot, options, goal, since
        self._effort, self._most, self._told, self._interrupted = effort, most_plans, told, interrupted
        self._base = plan(snapshot, effort=effort.base, seed=effort.seed)
        self._budget: float | None = None
        self._known: dict[Mix, Tried | None] = {}
        self.bought: dict[Mix, Bought] = {}

    def shop(self, budget: float | None) -> Shop:
        """Give what the search needs to know."""
        self._budget = budget
        return Shop(
            most=self._options.everything,
            cost=self._cost,
            affordable=self._is_affordable,
            only_more=self._only_more(),
            tried=self.tried,
            stopping=self._stopping,
        )

    def tried(self, mix: Mix) -> Tried | None:
        """Plan a mix, once; None when the district cannot be so."""
        if mix not in self._known:
            if self._told is not None:
                self._told(len(self._known), self._most)
            self._known[mix] = self._plan(mix)
        return self._known[mix]

    def _stopping(self) -> bool:
        return len(self._known) >= self._most or (self._interrupted is not None and self._interrupted())

    def _cost(self, mix: Mix) -> float:
        return self._options.cost(mix, self._snapshot.days)

    def _is_affordable(self, mix: Mix) -> bool:
        return self._budget is None or self._cost(mix) <= self._budget + SAME

    def _only_more(self) -> tuple[bool, ...]:
        """Say of each option whether more of it never makes a plan dearer.

        Where locks raise limits, which of them are raised may change with what there is, and with it
        what is valid: nothing is concluded then.
        """
        if any(alert.locks for alert in self._base.alerts):
            return (False,) * len(self._options.options)
        return tuple(
            gain(self._snapshot, self._with((option.name, 1))).only_more
            and gain(self._with((option.name, 1)), self._with((option.name, option.most))).only_more
            for option in self._options.options
        )

    def _with(self, *bought: tuple[str, int]) -> Snapshot:
        counts = dict(bought)
        mix = tuple(counts.get(option.name, 0) for option in self._options.options)
        return self._district(mix)

    def _district(self, mix: Mix) -> Snapshot:
        return applied(self._snapshot, self._options.scenario(mix))

    def _plan(self, mix: Mix) -> Tried | None:
        try:
            district = self._district(mix)
        except BadInput:
            return None
        made = plan(district, effort=self._effort.point, seed=self._effort.seed, standing=self._base)
        figures = figures_of(district, made, since=self._since)
        distance = 0.0 if self._goal is None else self._goal.distance(figures)
        bought = self.bought[mix] = Bought(mix, self._cost(mix), figures, reaches=distance == 0)
        return Tried(
            mix=mix,
            total=bought.total,
            at_least=bought.at_least,
            serves=bought.reaches and self._is_affordable(mix),
            distance=distance,
            worth=self._worth(mix, district, made),
        )

    def _worth(self, mix: Mix, district: Snapshot, made: Plan) -> tuple[float, ...]:
        """Price one more of each option by a plan; what has no price is worth nothing here."""
        worth: list[float] = []
        for place, option in enumerate(self._options.options):
            more = (*mix[:place], mix[place] + 1, *mix[place + 1 :])
            if more[place] > option.most:
                worth.append(0.0)
                continue
            try:
                worth.append(gain(district, self._district(more)).priced(made))
            except BadInput:
                worth.append(0.0)
        return tuple(worth)
