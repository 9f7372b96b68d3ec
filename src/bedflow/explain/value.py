"""What one more is worth: a place, an intake slot, an isolation place or a team hour.

Prices say it at once, for every unit, team and day, but at the margin of a plan in fractions; planning
again says it for whole people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from bedflow.around import around
from bedflow.diary import teams_of
from bedflow.domain import BecauseKind, Plan, Snapshot
from bedflow.explain.competing import MOST, Competing
from bedflow.explain.extra import Extra, ExtraKind, UnitRow, relief, standing_with, with_extra
from bedflow.explain.trial import EFFORT, Outcome, try_out
from bedflow.waterfall import plan as plan_district

WEEK = 7
"""Days on which there is one more, in the list of what would help most."""

WHOLE_DISTRICT = None
"""In place of a number of people: plan everybody again."""

_NAMED_BY = {
    BecauseKind.PLACES: ExtraKind.PLACE,
    BecauseKind.INTAKE: ExtraKind.INTAKE,
    BecauseKind.TEAM: ExtraKind.HOUR,
}


@dataclass(frozen=True, slots=True)
class Priced:
    """One more of something and its price: what it would save at the margin, in pounds-equivalent."""

    extra: Extra
    price: float


@dataclass(frozen=True, slots=True)
class Worth:
    """One more of something: what the prices say, and what planning again says."""

    extra: Extra
    price: float
    outcome: Outcome


def prices_by_day(plan: Plan) -> tuple[Priced, ...]:
    """Give the price of one more of everything on each day, dearest first; what is worth nothing is left out.

    Parameters
    ----------
    plan
        A plan with its prices.
    """
    found = [Priced(extra, price) for extra, price in _prices(plan) if price > 0]
    return tuple(sorted(found, key=lambda one: (-one.price, one.extra.dates, one.extra.name)))


def _prices(plan: Plan) -> Iterator[tuple[Extra, float]]:
    for row in plan.units:
        yield Extra(ExtraKind.PLACE, row.unit, (row.date,)), row.price
        yield Extra(ExtraKind.INTAKE, row.unit, (row.date,)), row.intake_price
        yield Extra(ExtraKind.ISOLATION, row.unit, (row.date,)), row.isolation_price
    for team in plan.teams:
        yield Extra(ExtraKind.HOUR, team.team, (team.date,)), team.price


def price_of(plan: Plan, extra: Extra) -> float:
    """Add up the prices of an extra over its days, in pounds-equivalent."""
    total = sum(
        price
        for one, price in _prices(plan)
        if (one.kind, one.name) == (extra.kind, extra.name) and one.dates[0] in extra.dates
    )
    return round(total * extra.amount, 2)


def prices_of_the_week(plan: Plan) -> tuple[Priced, ...]:
    """Give the price of one more of everything on every day of the first week, dearest first."""
    week = plan.days[:WEEK]
    sums: dict[tuple[ExtraKind, str], float] = {}
    for extra, price in _prices(plan):
        if extra.dates[0] in week:
            sums[extra.kind, extra.name] = sums.get((extra.kind, extra.name), 0.0) + price
    found = [Priced(Extra(kind, name, week), round(price, 2)) for (kind, name), price in sums.items()]
    return tuple(sorted(found, key=lambda one: (-one.price, one.extra.kind, one.extra.name)))


def true_value(
    snapshot: Snapshot,
    plan: Plan,
    extra: Extra,
    *,
    most: int | None = MOST,
    effort: int = EFFORT,
    interrupted: Callable[[], bool] | None = None,
) -> Outcome:
    """Say what one more of something is worth, by planning again with and without it.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    extra
        What there would be one more of.
    most
        How many of the people who compete for it are planned again, around the others;
        ``WHOLE_DISTRICT``: everybody.
    effort
        Rounds of search of each planning.
    interrupted
        Polled; when it says so what is found by then is compared.

    Raises
    ------
    KeyError
        When the district has no such unit or team.
    """
    with_it = with_extra(snapshot, extra)
    if most is WHOLE_DISTRICT:
        return try_out(snapshot, with_it, standing=plan, effort=effort, interrupted=interrupted)
    return _true_value_around(Competing.of(snapshot, plan), extra, most, effort, interrupted)


def _true_value_around(
    competing: Competing, extra: Extra, most: int, effort: int, interrupted: Callable[[], bool] | None
) -> Outcome:
    snapshot, plan = competing.snapshot, competing.plan
    if extra.kind is ExtraKind.HOUR:
        people = competing.for_team(extra.name, extra.dates, most=most)
    else:
        people = competing.for_units({extra.name}, extra.dates, most=most)
    own = _used_by(competing, people, extra)
    return try_out(
        around(snapshot, plan, patients=people),
        around(with_extra(snapshot, extra), standing_with(plan, extra), patients=people),
        standing=plan,
        relief=relief(snapshot, plan, extra, own=own),
        effort=effort,
        interrupted=interrupted,
    )


def _used_by(competing: Competing, people: Collection[str], extra: Extra) -> dict[UnitRow, float]:
    """Give what some people use by day of what there would be one more of."""
    team_of = teams_of(competing.snapshot)
    used: Counter[UnitRow] = Counter()
    own: dict[UnitRow, float] = {}
    for patient in people:
        for day in competing.diaries.get(patient, ()):
            if extra.kind is ExtraKind.HOUR:
                hours = day.team_hours(team_of).get(extra.name, 0.0)
                own[extra.name, day.date] = own.get((extra.name, day.date), 0.0) + hours
            elif day.unit == extra.name:
                used[day.unit, day.date] += extra.kind is not ExtraKind.ISOLATION or day.patient.isolation
    return own or dict(used)


def what_would_help(
    snapshot: Snapshot,
    plan: Plan,
    *,
    top: int = 10,
    most: int | None = MOST,
    effort: int = EFFORT,
    told: Callable[[int, int], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> tuple[Worth, ...]:
    """Say what would help most this week: bed-days released first, then pounds.

    One more place for the week, one more intake slot each day, one more hour each day: those that the
    prices or the reasons of waits point at are proved by planning again.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    top
        How many to try.
    most
        How many people are planned again for each; ``WHOLE_DISTRICT``: everybody.
    effort
        Rounds of search of each planning.
    told
        Called before each with how many are done and how many there are.
    interrupted
        Polled; when it says so the list is of what is done by then.
    """
    shortlist = _shortlist(snapshot, plan, top)
    if most is WHOLE_DISTRICT:
        # Everything below is measured against this plan: the better it is, the less its faults count.
        plan = plan_district(snapshot, effort=effort, standing=plan, interrupted=interrupted)
    competing = Competing.of(snapshot, plan)
    found: list[Worth] = []
    for number, priced in enumerate(shortlist):
        if interrupted is not None and interrupted():
            break
        if told is not None:
            told(number, len(shortlist))
        if most is WHOLE_DISTRICT:
            with_it = with_extra(snapshot, priced.extra)
            outcome = try_out(snapshot, with_it, standing=plan, effort=effort, interrupted=interrupted)
        else:
            outcome = _true_value_around(competing, priced.extra, most, effort, interrupted)
        found.append(Worth(priced.extra, priced.price, outcome))
    return tuple(sorted(found, key=_helps_most))


def _helps_most(worth: Worth) -> tuple[float, ...]:
    return (-worth.outcome.acute_days, -worth.outcome.pounds, -worth.price)


def _shortlist(snapshot: Snapshot, plan: Plan, top: int) -> tuple[Priced, ...]:
    """Take what is dearest, and for a third of the list what most waiting days name.

    Prices alone miss what is worth nothing in fractions and something in whole places.
    """
    ranked = [one for one in prices_of_the_week(plan) if is_limited(snapshot, one.extra)]
    named = _named_in_waits(plan)
    dearest = [one for one in ranked if one.price > 0][: top - top // 3]
    others = [one for one in ranked if one not in dearest]
    others.sort(key=lambda one: (-named[one.extra.kind, one.extra.name], -one.price))
    worthwhile = (one for one in others if one.price > 0 or named[one.extra.kind, one.extra.name])
    return (*dearest, *list(worthwhile)[: top - len(dearest)])


def is_limited(snapshot: Snapshot, extra: Extra) -> bool:
    """Say whether there is a limit to have one more of."""
    if extra.kind in (ExtraKind.PLACE, ExtraKind.HOUR):
        return True
    unit = next(unit for unit in snapshot.units if unit.id == extra.name)
    limits = unit.daily_intake if extra.kind is ExtraKind.INTAKE else unit.isolation_beds
    return limits is not None or bool(unit.overrides)


def _named_in_waits(plan: Plan) -> Counter[tuple[ExtraKind, str]]:
    """Count the waiting days of the waits that name each unit's places or intake, and each team."""
    named: Counter[tuple[ExtraKind, str]] = Counter()
    for wait in plan.waits:
        resources = {
            (_NAMED_BY[because.kind], because.unit or because.team or "")
            for because in wait.because
            if because.kind in _NAMED_BY
        }
        named.update(dict.fromkeys(resources, wait.days))
    return named
