"""``bedflow value``: what one more place, intake slot or team hour is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain import Plan, Snapshot
from bedflow.explain.competing import MOST
from bedflow.explain.extra import Extra, ExtraKind
from bedflow.explain.value import (
    WEEK,
    WHOLE_DISTRICT,
    Priced,
    Worth,
    is_limited,
    price_of,
    prices_by_day,
    true_value,
    what_would_help,
)
from bedflow.ingest import read_snapshot
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.outcomes import gains_words, outcome_document, sure_words
from bedflow_api.briefing.words import certificate_words, day_words, pounds
from bedflow_api.doors import bad_input_refused, say, say_json, tell
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import check_plan_options, standing_plan, standing_plan_options
from bedflow_api.tables import printed, table_of
from bedflow_api.trials_line import trials_told

_HELP = f"""Show what one more place, intake slot, isolation place or team hour is worth.

Prices say it for every unit, team and day at once. What would help most this week is then proved by
planning again: the {MOST} people most concerned, with and without it, everybody else as planned (with
--true: everybody). Ordered by acute bed-days released, then by pounds.

\b
Examples:
  bedflow value district.json --plan plan.json
  bedflow value district.json --plan plan.json --top 5 --true
  bedflow value district.json --plan plan.json --what C01
  bedflow value district.json --plan plan.json --what north-physio --on 2026-11-25
  bedflow value district.json --effort 20 --json      plan first, reproducibly

Ctrl-C ends with what is proved so far.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""

_MORE = {
    ExtraKind.PLACE: "a place",
    ExtraKind.INTAKE: "an arrival",
    ExtraKind.ISOLATION: "an isolation place",
    ExtraKind.HOUR: "an hour",
}


def _day(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("expected a date like 2026-11-23") from None


@click.command(help=_HELP, short_help="What one more is worth.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N", help="How many."
)
@click.option("--true", "whole", is_flag=True, help="Plan the whole district again for each; slower.")
@click.option("--what", metavar="UNIT|TEAM", help="One unit or team, by id or name.")
@click.option(
    "--on", "day", callback=_day, metavar="DATE", help="With --what: on one day, not all days of the week."
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@standing_plan_options
def command(
    snapshot: str,
    *,
    top: int,
    whole: bool,
    what: str | None,
    day: date | None,
    settings: tuple[str, ...],
    as_json: bool,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Show what one more is worth."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    if day is not None and what is None:
        raise click.UsageError("--on says the day of --what; give both")
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        asked = None if what is None else _asked(district, what, day)
        made = standing_plan(district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet)
    most = WHOLE_DISTRICT if whole else MOST
    with interruptible() as interruption, trials_told("what would help", quiet=quiet) as told:
        found = (
            what_would_help(district, made, top=top, most=most, told=told, interrupted=interruption.asked)
            if asked is None
            else _worth_of(district, made, asked, most=most, told=told, interrupted=interruption.asked)
        )
    prices = _shown_prices(made, asked)
    if as_json:
        say_json(_document(made, prices, found))
    else:
        say(printed(_sections(district, made, prices[:top], found)))
    if interruption.asked():
        tell("Stopped: this is what was proved so far.")
        return STOPPED
    return DONE


def _asked(district: Snapshot, what: str, day: date | None) -> tuple[Extra, ...]:
    """Give the extras of one unit or team."""
    if day is not None and day not in district.days:
        raise click.BadParameter(
            f"expected a day of the plan, {district.days[0]} to {district.days[-1]}", param_hint="'--on'"
        )
    dates = district.days[:WEEK] if day is None else (day,)
    teams = [team.id for team in district.teams if what in (team.id, team.name)]
    units = [unit.id for unit in district.units if what in (unit.id, unit.name)]
    if len(teams) + len(units) != 1:
        raise click.BadParameter(_not_one(district, what, len(teams) + len(units)), param_hint="'--what'")
    if teams:
        return (Extra(ExtraKind.HOUR, teams[0], dates),)
    kinds = (kind for kind in ExtraKind if kind is not ExtraKind.HOUR)
    extras = (Extra(kind, units[0], dates) for kind in kinds)
    return tuple(extra for extra in extras if is_limited(district, extra))


def _not_one(district: Snapshot, what: str, found: int) -> str:
    if found:
        return f"several units or teams are called {what}; give the id"
    units = [name for unit in district.units for name in (unit.id, unit.label)]
    teams = [name for team in district.teams for name in (team.id, team.label)]
    near = get_close_matches(what, [*units, *teams], n=1)
    return f"no unit or team is called {what}" + (f"; did you mean {near[0]}?" if near else "")


def _worth_of(
    district: Snapshot,
    made: Plan,
    asked: Sequence[Extra],
    *,
    most: int | None,
    told: Callable[[int, int], None],
    interrupted: Callable[[], bool],
) -> tuple[Worth, ...]:
    found: list[Worth] = []
    for extra in asked:
        if interrupted():
            break
        told(len(found), len(asked))
        outcome = true_value(district, made, extra, most=most, interrupted=interrupted)
        found.append(Worth(extra, price_of(made, extra), outcome))
    return tuple(found)


def _shown_prices(made: Plan, asked: Sequence[Extra] | None) -> tuple[Priced, ...]:
    prices = prices_by_day(made)
    if asked is None:
        return prices
    dates = {(extra.kind, extra.name): extra.dates for extra in asked}
    return tuple(
        one for one in prices if one.extra.dates[0] in dates.get((one.extra.kind, one.extra.name), ())
    )


def _sections(
    district: Snapshot, made: Plan, prices: Sequence[Priced], found: Sequence[Worth]
) -> Iterable[RenderableType]:
    names = Names.of(district)
    yield Text(f"The plan comes to {pounds(made.objective)} and is {certificate_words(made)}.")
    if found:
        yield _helpful(names, found)
    elif not prices:
        yield Text("Nothing is short: by its prices one more of anything saves nothing.")
    if prices:
        yield _priced(names, prices)


def _helpful(names: Names, found: Sequence[Worth]) -> RenderableType:
    dates = found[0].extra.dates
    when = (
        day_words(dates[0])
        if len(dates) == 1
        else f"every day, {day_words(dates[0])} to {day_words(dates[-1])}"
    )
    table = table_of(
        f"What one more would release, {when}",
        ("", "At", "One more"),
        numbers=("Acute days", "Waiting", "Pounds", "Proven", "Price"),
    )
    for number, worth in enumerate(found, 1):
        outcome = worth.outcome
        table.add_row(
            str(number),
            _where(names, worth.extra),
            _MORE[worth.extra.kind],
            str(outcome.acute_days),
            str(outcome.waiting_days),
            pounds(outcome.pounds),
            sure_words(outcome),
            pounds(worth.price),
        )
    gains = [
        Text(f"  {number}  {gains_words(worth.outcome)}")
        for number, worth in enumerate(found, 1)
        if worth.outcome.earlier
    ]
    if not gains:
        return Group(table, Text("Nobody would wait less."))
    return Group(table, Text("Who would wait less", style="bold"), *gains)


def _priced(names: Names, prices: Sequence[Priced]) -> RenderableType:
    table = table_of("Dearest by price", ("Day", "At", "One more"), numbers=("Price",))
    for one in prices:
        table.add_row(
            day_words(one.extra.dates[0]),
            _where(names, one.extra),
            _MORE[one.extra.kind],
            pounds(one.price),
        )
    return table


def _where(names: Names, extra: Extra) -> str:
    return names.team(extra.name) if extra.kind is ExtraKind.HOUR else names.unit(extra.name)


def _document(made: Plan, prices: Sequence[Priced], found: Sequence[Worth]) -> dict[str, Any]:
    return {
        "objective": made.objective,
        "bound": made.bound,
        "worth": [
            {**_extra_document(one.extra), "price": one.price, **outcome_document(one.outcome)}
            for one in found
        ],
        "prices": [{**_extra_document(one.extra), "price": one.price} for one in prices],
    }


def _extra_document(extra: Extra) -> dict[str, Any]:
    resource = "team" if extra.kind is ExtraKind.HOUR else "unit"
    return {
        "one_more": extra.kind.value,
        resource: extra.name,
        "dates": [day.isoformat() for day in extra.dates],
    }
