"""The best buy: what paper says, and the same as planning every mix."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from bedflow.domain import Snapshot
from bedflow.ingest import BadInput
from bedflow.waterfall import plan
from bedflow.whatif.apply import applied
from bedflow.whatif.bestbuy import BestBuy, Goal, best_buy
from bedflow.whatif.bestbuy_gain import gain
from bedflow.whatif.bestbuy_options import Options
from bedflow.whatif.sweep_figures import figures_of
from bedflow.whatif.sweep_point import Effort
from bedflow.whatif.sweep_reading import fact_of
from tests import paper
from tests.districts import random_district

PROOF = Effort(base=100, point=100)
TINY = {"patients": 4, "units": 4, "days": 4, "teams": 2, "streams": 0, "locks": 0.0, "odd_phases": 0.0}


def option(name: str, price: float, most: int, **change: Any) -> dict[str, Any]:
    return {"name": name, "price": price, "most": most, "changes": [{"do": "add", "amount": 1, **change}]}


def options(*given: dict[str, Any]) -> Options:
    return fact_of({"options": given}, Options, name="options")


def queue(people: int) -> Snapshot:
    """Make a ward from which one person a day can go home, each with two hours of nursing a day of four."""
    going = paper.phase("home_support", nursing=2)
    waiting = [paper.person(f"p{number}", going, unit="W") for number in range(people)]
    return paper.district(3, [paper.WARD, {**paper.HOME, "daily_intake": 1}], waiting, teams=[paper.team(4)])


SLOT = option("slot", 30, 2, what="daily_intake", of={"unit": "H"})
HOUR = option("hour", 45, 4, what="hours", of={"team": "T"})


def every_mix(
    district: Snapshot, given: Options, *, budget: float | None = None, goal: Goal | None = None
) -> float | None:
    """Plan every mix that can be paid for; the least total of plan and price of those that reach the goal."""
    totals = []
    for mix in product(*(range(each.most + 1) for each in given.options)):
        price = given.cost(mix, district.days)
        if budget is not None and price > budget:
            continue
        changed = applied(district, given.scenario(mix))
        made = plan(changed, effort=PROOF.point)
        assert made.status == "optimal"
        if goal is None or not goal.distance(figures_of(changed, made)):
            totals.append(made.objective + price)
    return min(totals, default=None)


def total_of(found: BestBuy) -> float | None:
    return None if found.best is None else found.best.total


def test_a_slot_that_spares_a_days_wait_is_bought_and_a_dear_one_is_not() -> None:
    # Ann and Bob are ready; one may go home today, the other waits a day: 400 + 180 instead of 100.
    going = paper.phase("home_support")
    district = paper.district(
        3, [paper.WARD, {**paper.HOME, "daily_intake": 1}], [paper.ann("W", going), paper.bob("W", going)]
    )
    today = {"what": "daily_intake", "of": {"unit": "H"}, "from": paper.MONDAY, "to": paper.MONDAY}
    cheap = best_buy(district, options(option("slot", 479, 3, **today)), budget=5000, effort=PROOF)
    assert cheap.best is not None
    assert (cheap.best.mix, cheap.best.spend, cheap.saving, cheap.is_proven) == ((1,), 479, 1, True)
    dear = best_buy(district, options(option("slot", 481, 3, **today)), budget=5000, effort=PROOF)
    assert dear.best is not None
    assert (dear.best.mix, dear.saving, dear.is_proven) == ((0,), 0, True)


def test_nothing_beyond_the_budget_is_bought() -> None:
    found = best_buy(queue(4), options(SLOT, HOUR), budget=90, effort=PROOF)
    assert found.best is not None
    assert found.best.spend <= 90
    assert found.best.total == every_mix(queue(4), options(SLOT, HOUR), budget=90)


@pytest.mark.parametrize("budget", [0, 200, 400, None])
def test_budget_on_paper_gives_what_planning_every_mix_gives(budget: float | None) -> None:
    found = best_buy(queue(4), options(SLOT, HOUR), budget=budget, effort=PROOF)
    assert found.is_proven
    assert total_of(found) == pytest.approx(every_mix(queue(4), options(SLOT, HOUR), budget=budget))


@pytest.mark.parametrize(
    "goal",
    [Goal("longest_wait", 1), Goal("waiting_days", 3), Goal("mean_wait", 0.5), Goal("longest_wait", 0)],
)
def test_least_cost_way_to_a_target_is_that_of_every_mix(goal: Goal) -> None:
    found = best_buy(queue(4), options(SLOT, HOUR), goal=goal, effort=PROOF)
    expected = every_mix(queue(4), options(SLOT, HOUR), goal=goal)
    assert total_of(found) == (None if expected is None else pytest.approx(expected))


def test_nobody_in_corridor_care_costs_what_a_bed_costs() -> None:
    # Three people in a ward of two for two days: the third is 2,000 a day, a bed 300.
    people = [paper.person(f"p{number}", paper.phase("acute", 9), unit="W") for number in range(3)]
    district = paper.district(2, [{**paper.WARD, "beds": 2}], people)
    given = options(option("bed", 300, 3, what="beds", of={"unit": "W"}))
    found = best_buy(district, given, goal=Goal("over_days", 0), effort=PROOF)
    assert found.best is not None
    assert (found.best.mix, found.best.spend, found.saving) == ((1,), 600, 4000 - 600)


def test_target_can_count_from_a_later_day() -> None:
    people = [paper.person(f"p{number}", paper.phase("acute", 1), unit="W") for number in range(3)]
    district = paper.district(2, [{**paper.WARD, "beds": 2}], people, policy={"over_capacity": 1})
    given = options(option("bed", 300, 3, what="beds", of={"unit": "W"}))
    tomorrow = district.days[1]
    assert total_of(best_buy(district, given, goal=Goal("over_days", 0), effort=PROOF)) == 3 * 400 + 600
    later = best_buy(district, given, goal=Goal("over_days", 0), since=tomorrow, effort=PROOF)
    assert later.best is not None
    assert later.best.mix == (0,)


def test_closing_a_ward_is_an_option_that_is_not_only_more() -> None:
    closing = {"name": "close", "price_once": 1, "changes": [{"do": "close", "of": {"unit": "S"}}]}
    district = paper.district(2, [paper.WARD, paper.STEP], [paper.ann("W", paper.phase("step_down", 9))])
    given = options(option("bed", 5, 1, what="beds", of={"unit": "S"}), closing)
    found = best_buy(district, given, budget=100, effort=PROOF)
    assert found.is_proven
    assert total_of(found) == every_mix(district, given, budget=100)
    assert not gain(district, applied(district, given.scenario((0, 1)))).only_more


@pytest.mark.parametrize("seed", range(6))
def test_random_districts_give_what_planning_every_mix_gives(seed: int) -> None:
    district = random_district(seed, **TINY)
    units = [unit.id for unit in district.units]
    given = options(
        option("first", 40, 2, what="beds", of={"unit": units[0]}),
        option("second", 15, 1, what="beds", of={"unit": units[-1]}),
        option("slot", 20, 1, what="daily_intake", of={"unit": units[-1]}),
    )
    found = best_buy(district, given, budget=300, effort=PROOF)
    assert found.is_proven
    assert total_of(found) == pytest.approx(every_mix(district, given, budget=300), abs=0.01)


def test_what_only_more_is() -> None:
    district = queue(2)
    one_hour = applied(district, options(HOUR).scenario((1,)))
    found = gain(district, one_hour)
    assert found.only_more
    assert [(extra.kind.value, extra.name, extra.amount) for extra in found.extras] == [("hour", "T", 1)]
    assert not gain(one_hour, district).only_more


def test_option_for_a_unit_that_is_not_there_is_bad_input() -> None:
    given = options(option("bed", 1, 1, what="beds", of={"unit": "nowhere"}))
    with pytest.raises(BadInput, match="bed"):
        best_buy(queue(1), given, budget=1, effort=PROOF)


def test_what_cannot_be_done_twice_is_bought_once_at_most() -> None:
    closing = {"name": "close", "most": 2, "changes": [{"do": "close", "of": {"unit": "S"}}]}
    with pytest.raises(BadInput, match="close cannot be done more than once"):
        options(closing)
