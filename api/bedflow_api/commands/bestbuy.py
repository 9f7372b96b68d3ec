"""``bedflow bestbuy``: which mix of options is worth its price."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain import Snapshot
from bedflow.ingest import read_snapshot
from bedflow.whatif.bestbuy import GOALS, MOST_PLANS, BestBuy, Bought, Goal, best_buy
from bedflow.whatif.bestbuy_options import options_document
from bedflow.whatif.sweep_point import Effort, program_version
from bedflow.whatif.sweep_reading import read_options
from bedflow_api.briefing.sweep import gap_words
from bedflow_api.briefing.words import counted, pounds
from bedflow_api.commands.sweep import figures_document
from bedflow_api.doors import bad_input_refused, say, say_json, tell
from bedflow_api.effort_options import check_since, effort_options
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.mixes_picture import mixes_picture, mixes_svg
from bedflow_api.policy_options import with_policy
from bedflow_api.sweep_rows import mixes_table, mixes_tables
from bedflow_api.table_files import checked_folders, csv_text, write_parquet_tables
from bedflow_api.tables import printed, table_of
from bedflow_api.trials_line import trials_told
from bedflow_api.writing import check_writable, write_whole

MOST_ROWS = 12
MOST_COLUMNS = 4
"""With more options than this a mix is said in words."""

STOPPING = b"\nStopping after the plan under way; press Ctrl-C again to stop at once.\n"

SHORT_NAMES = {"over_capacity": "over_days", "surge": "surge_days", "isolation": "isolation_breaches"}
"""Targets by the names that prices have."""

GOAL_WORDS = {
    "people_waiting": "people who wait",
    "waiting_days": "waiting days",
    "acute_waiting_days": "waiting days in acute units",
    "longest_wait": "days in the longest wait",
    "mean_wait": "waiting days a person",
    "surge_days": "surge place-days",
    "over_days": "place-days in corridor care",
    "isolation_breaches": "isolation place-days too many",
    "acute_bed_days": "acute bed-days",
    "overtime_hours": "hours of overtime",
}

_HELP = f"""Find the mix of options with the least total of plan and price, within a budget or to a target.

OPTIONS is a TOML file of options; each has changes as a scenario has them, for one of it, a price a day
or once, and how many there can be at most.

\b
Examples:
  bedflow bestbuy district.json options.toml --budget 20000 --svg mixes.svg
  bedflow bestbuy district.json options.toml --target over_capacity=0 --since 2026-11-30
  bedflow bestbuy district.json options.toml --target longest_wait=2 --budget 50000 --json

A target is a figure that is to be so much at most: {", ".join((*SHORT_NAMES, *GOALS[:5]))}.
It is held against the plan that bedflow would make, which makes the total least and not the target.

What the plans' prices say is worth most for its money is bought first and each purchase proved by
planning; then whatever the bounds leave room for is planned too.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


def _goal(_context: click.Context, _option: click.Parameter, given: str | None) -> Goal | None:
    if given is None:
        return None
    name, _, text = given.partition("=")
    figure = SHORT_NAMES.get(name.strip(), name.strip())
    if figure not in GOALS:
        raise click.BadParameter(f"expected one of {', '.join((*SHORT_NAMES, *GOALS))}")
    try:
        at_most = float(text)
    except ValueError:
        at_most = math.nan
    if not (math.isfinite(at_most) and at_most >= 0):
        raise click.BadParameter("expected a number of 0 or more after =, such as over_capacity=0")
    return Goal(figure, at_most)


def _budget(_context: click.Context, _option: click.Parameter, given: float | None) -> float | None:
    if given is not None and not (math.isfinite(given) and given >= 0):
        raise click.BadParameter("expected pounds, 0 or more")
    return given


@click.command(help=_HELP, short_help="What is best to buy.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("options_file", metavar="OPTIONS")
@click.option(
    "--budget",
    type=float,
    callback=_budget,
    metavar="POUNDS",
    help="What the mix may cost over the days of the plan.",
)
@click.option("--target", "goal", callback=_goal, metavar="FIGURE=N", help="What is to be N at most.")
@click.option(
    "--plans",
    type=click.IntRange(1),
    default=MOST_PLANS,
    show_default=True,
    metavar="N",
    help="How many mixes to plan at most.",
)
@effort_options
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="Another price for this run; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each mix planned, with every figure.")
@click.option("--parquet", metavar="DIR", help="Write mixes.parquet into a folder; needs pyarrow.")
@click.option("--svg", metavar="FILE", help="Write the picture of the mixes: price against total.")
@click.option("--quiet", is_flag=True, help="Say nothing of the progress.")
def command(
    snapshot: str,
    options_file: str,
    *,
    budget: float | None,
    goal: Goal | None,
    plans: int,
    effort: int,
    base_effort: int,
    seed: int,
    since: date | None,
    settings: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    parquet: str | None,
    svg: str | None,
    quiet: bool,
) -> int:
    """Find the best buy."""
    if budget is None and goal is None:
        raise click.UsageError("give a --budget, a --target or both")
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms of the results; give one of them")
    folders = checked_folders(parquet=parquet)
    picture_file = None if svg is None else Path(svg)
    if picture_file is not None:
        check_writable(
            picture_file, not_among=tuple(Path(name) for name in (snapshot, options_file) if name != "-")
        )
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        check_since(district, since)
        options = read_options(options_file)
        with interruptible(STOPPING) as interruption, trials_told("mixes, at most", quiet=quiet) as told:
            found = best_buy(
                district,
                options,
                budget=budget,
                goal=goal,
                since=since,
                effort=Effort(base=base_effort, point=effort, seed=seed),
                most_plans=plans,
                told=told,
                interrupted=interruption.asked,
            )
    if as_json:
        say_json(_document(district, found))
    elif as_csv:
        say(csv_text(mixes_table(found)))
    else:
        say(printed(_sections(district, found)))
    if folders.parquet is not None:
        write_parquet_tables(mixes_tables(found), folders.parquet)
    if picture_file is not None:
        write_whole(picture_file, mixes_svg(mixes_picture(found)))
    if interruption.asked():
        tell("Stopped: this is the best found so far.")
        return STOPPED
    return DONE


def _sections(district: Snapshot, found: BestBuy) -> Iterable[RenderableType]:
    title = found.options.question or found.options.name
    days = counted(len(district.days), "day")
    yield Group(Text(title, style="bold"), Text(f"{_asked(found)}; {days}, from {district.first_day}"))
    yield Group(*(Text(sentence) for sentence in _answer(found, district.days)))
    yield _table(found)


def _asked(found: BestBuy) -> str:
    parts = [] if found.budget is None else [f"Budget {pounds(found.budget)}"]
    if found.goal is not None:
        parts.append(f"at most {found.goal.at_most:g} {GOAL_WORDS[found.goal.figure]}")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _answer(found: BestBuy, days: Sequence[date]) -> Iterable[str]:
    best = found.best
    if best is None:
        nearest = min(found.tried, key=lambda bought: _figure(found, bought))
        yield (
            f"None of the {counted(len(found.tried), 'mix', 'mixes')} planned reaches the target. "
            f"Nearest: {found.options.words(nearest.mix)}, {_figure(found, nearest):g}."
        )
        return
    yield f"Buy {found.options.words(best.mix)}: {pounds(best.spend)}."
    if best.mix != found.nothing.mix:
        change = "saves" if found.saving >= 0 else "costs"
        unsure = "" if found.is_decided else " (undecided: less than the gaps of the two plans)"
        yield f"In all that {change} {pounds(abs(found.saving))}, the price paid{unsure}."
    if _pays_for_nothing(found, days):
        yield "The budget pays for none of the options."
    elif found.is_proven:
        yield f"Proven: no other mix costs less in all; {len(found.tried)} were planned."
    elif math.isfinite(found.at_least):
        yield (
            f"Another mix could cost {pounds(best.total - found.at_least)} less at most; "
            f"{len(found.tried)} were planned. More --effort and --plans say more."
        )
    else:
        yield f"Not proven: {len(found.tried)} mixes were planned. More --plans say more."


def _pays_for_nothing(found: BestBuy, days: Sequence[date]) -> bool:
    """Whether the budget is less than the price of one of anything, so that there is nothing to choose."""
    one_of_each = [option.cost(1, days) for option in found.options.options]
    return found.budget is not None and found.budget < min(one_of_each)


def _figure(found: BestBuy, bought: Bought) -> float:
    return 0.0 if found.goal is None else float(getattr(bought.figures, found.goal.figure))


def _table(found: BestBuy) -> RenderableType:
    goal = () if found.goal is None else ("Target",)
    names = [option.name for option in found.options.options]
    few = len(names) <= MOST_COLUMNS
    table = table_of(
        "What the best mixes come to",
        () if few else ("Buy",),
        numbers=(*(names if few else ()), "Price", "Plan", "Both", *goal, "Days waited", "Gap"),
    )
    table.add_column("")
    shown = _worth_showing(found)
    for bought in shown:
        figures = bought.figures
        reached = () if found.goal is None else (f"{_figure(found, bought):g}",)
        cells = (pounds(bought.spend), pounds(figures.objective), pounds(bought.total), *reached)
        counts = [str(count or "") for count in bought.mix] if few else [found.options.words(bought.mix)]
        waits = f"{figures.waiting_days:,}"
        table.add_row(*counts, *cells, waits, gap_words(figures.gap), _marks(found, bought))
    if len(shown) < len(found.tried):
        table.caption = f"{counted(len(found.tried) - len(shown), 'mix', 'mixes')} more with --csv"
    return table


def _worth_showing(found: BestBuy) -> list[Bought]:
    named = [one for one in (found.best, found.by_prices, found.nothing) if one is not None]
    serving = [one for one in found.tried if one.reaches and one not in named and _is_paid_for(found, one)]
    serving.sort(key=lambda bought: bought.total)
    shown = {bought.mix: bought for bought in (*named, *serving[: MOST_ROWS - len(named)])}
    return sorted(shown.values(), key=lambda bought: bought.total)


def _is_paid_for(found: BestBuy, bought: Bought) -> bool:
    return found.budget is None or bought.spend <= found.budget


def _marks(found: BestBuy, bought: Bought) -> str:
    named = [
        (found.best is not None and bought.mix == found.best.mix, "best"),
        (bought.mix == found.by_prices.mix, "by prices"),
        (not bought.reaches, "misses"),
    ]
    return ", ".join(mark for holds, mark in named if holds)


def _counts(found: BestBuy, bought: Bought) -> dict[str, int]:
    return {option.name: count for option, count in zip(found.options.options, bought.mix, strict=True)}


def _document(district: Snapshot, found: BestBuy) -> dict[str, Any]:
    return {
        "snapshot_sha256": district.sha256,
        "version": program_version(),
        "options": options_document(found.options),
        "budget": found.budget,
        "target": None
        if found.goal is None
        else {"figure": found.goal.figure, "at_most": found.goal.at_most},
        "best": None if found.best is None else _bought_document(found, found.best),
        "by_prices": _bought_document(found, found.by_prices),
        "nothing": _bought_document(found, found.nothing),
        "saving": found.saving,
        "decided": found.is_decided,
        "proven": found.is_proven,
        "at_least": found.at_least if math.isfinite(found.at_least) else None,
        "tried": [_bought_document(found, bought) for bought in found.tried],
    }


def _bought_document(found: BestBuy, bought: Bought) -> dict[str, Any]:
    return {
        "mix": _counts(found, bought),
        "price": bought.spend,
        "total": bought.total,
        "reaches": bought.reaches,
        "figures": figures_document(bought.figures),
    }
