"""``bedflow ledger``: who pays for a plan and who gains, and what each would plan for its own books."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.compare import NO_ORGANISATION
from bedflow.domain import Plan, Snapshot
from bedflow.finance import Financed, financed
from bedflow.ingest import read_snapshot
from bedflow.ledger import (
    FIXED_SHARE,
    MODES,
    Mode,
    modes_of,
    organisations_of,
    read_terms,
)
from bedflow.waterfall import plan as plan_district
from bedflow_api.bars_picture import bars_svg
from bedflow_api.briefing.ledger import GainTable, LedgerBriefing, PenTable, brief_ledger
from bedflow_api.doors import bad_input_refused, say, say_json, tell
from bedflow_api.exit_codes import DONE
from bedflow_api.interrupt import interruptible
from bedflow_api.ledger_picture import ledger_picture
from bedflow_api.ledger_rows import ledger_document, ledger_tables
from bedflow_api.policy_options import with_policy
from bedflow_api.progress_line import progress_told
from bedflow_api.standing_plan import SECONDS, check_plan_options, standing_plan, standing_plan_options
from bedflow_api.table_files import Folders, checked_folders, write_csv_tables, write_parquet_tables
from bedflow_api.tables import printed, table_of
from bedflow_api.writing import check_writable, write_whole

ALL = "all"

_HELP = """Show who pays for a plan and who gains: every organisation's books, under each financing mode.

The costs and the harm of all organisations are the plan's total to the penny. Sums that are not given
are agreed on this plan, at its costs. With --pen an organisation plans for its own books, harm to
patients kept; its plan is laid beside the shared one at true costs, with the payment that would make
the shared plan its choice. --time-limit and --effort then hold for each of these plans too.

\b
Examples:
  bedflow ledger district.json --plan plan.json
  bedflow ledger district.json --plan plan.json --mode block --pen all --svg books.svg
  bedflow ledger district.json --effort 20 --pen city-council --json
  bedflow ledger district.json --plan plan.json --terms terms.toml --csv books
  bedflow ledger district.json --plan plan.json --mode payment_by_results
      --term payment_by_results.long_stay_day=400 --pen general-hospital

Exit codes: 0 done, 2 bad input.
"""


def _share(_context: click.Context, _option: click.Parameter, given: float) -> float:
    # No comparison holds for what is not a number, so the range lets it through.
    if math.isnan(given):
        raise click.BadParameter("expected a number from 0 to 1")
    return given


@click.command(help=_HELP, short_help="Who pays, who gains.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "--mode",
    "names",
    type=click.Choice(tuple(MODES)),
    multiple=True,
    help="A financing mode; may be given more than once.  [default: every mode]",
)
@click.option(
    "--pen",
    "pens",
    metavar="ORGANISATION",
    multiple=True,
    help="An organisation that plans for its own books, or all; may be given more than once.",
)
@click.option("--terms", metavar="FILE", help="The sums of the modes (TOML, a table for each mode).")
@click.option(
    "--term",
    "given",
    metavar="MODE.NAME=VALUE",
    multiple=True,
    help="One sum, such as payment_by_results.tariff=3000; may be given more than once.",
)
@click.option(
    "--fixed-share",
    type=click.FloatRange(0, 1),
    callback=_share,
    default=FIXED_SHARE,
    show_default=True,
    help="Share of a bed's cost that is paid whether it is used or not.",
)
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="The policy the plan was made with."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option("--csv", metavar="DIR", help="Write modes, organisations, payments and pens as .csv.")
@click.option("--parquet", metavar="DIR", help="The same as Parquet files; needs pyarrow.")
@click.option("--svg", metavar="FILE", help="Write the picture of who pays and who gains.")
@standing_plan_options
def command(
    snapshot: str,
    *,
    names: tuple[str, ...],
    pens: tuple[str, ...],
    terms: str | None,
    given: tuple[str, ...],
    fixed_share: float,
    settings: tuple[str, ...],
    as_json: bool,
    csv: str | None,
    parquet: str | None,
    svg: str | None,
    plan_file: str | None,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> int:
    """Show who pays for a plan and who gains."""
    check_plan_options(snapshot, plan_file=plan_file, time_limit=time_limit, effort=effort)
    folders = checked_folders(csv=csv, parquet=parquet)
    picture_file = None if svg is None else Path(svg)
    if picture_file is not None:
        read = (Path(name) for name in (snapshot, plan_file, terms) if name and name != "-")
        check_writable(picture_file, not_among=tuple(read))
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        modes = _modes(district, terms, given)
        holders = _holders(district, pens)
        shared = standing_plan(
            district, plan_file=plan_file, time_limit=time_limit, effort=effort, quiet=quiet
        )
    found = _financed(
        district,
        shared,
        modes=[modes[name] for name in dict.fromkeys(names or MODES)],
        pens=holders,
        fixed_share=fixed_share,
        time_limit=time_limit,
        effort=effort,
        quiet=quiet,
    )
    _give(shared, found, folders, picture_file=picture_file, as_json=as_json)
    return DONE


def _give(
    shared: Plan,
    found: tuple[Financed, ...],
    folders: Folders,
    *,
    picture_file: Path | None,
    as_json: bool,
) -> None:
    """Print and write the books; when one of the places fails, the others still get them."""
    with ExitStack() as results:
        if folders.csv is not None:
            results.callback(write_csv_tables, ledger_tables(shared, found), folders.csv)
        if folders.parquet is not None:
            results.callback(write_parquet_tables, ledger_tables(shared, found), folders.parquet)
        if picture_file is not None:
            picture = ledger_picture(brief_ledger(shared, found))
            results.callback(write_whole, picture_file, bars_svg(picture))
        if as_json:
            results.callback(say_json, ledger_document(shared, found))
        else:
            results.callback(say, printed(_sections(brief_ledger(shared, found))))


def _financed(
    district: Snapshot,
    shared: Plan,
    *,
    modes: list[Mode],
    pens: tuple[str, ...],
    fixed_share: float,
    time_limit: float | None,
    effort: int | None,
    quiet: bool,
) -> tuple[Financed, ...]:
    with interruptible() as interruption, progress_told(quiet=quiet) as told:

        def planner(seen: Snapshot) -> Plan:
            return plan_district(
                seen,
                time_limit=(time_limit or SECONDS) if effort is None else None,
                effort=effort,
                standing=shared,
                progress=told,
                interrupted=interruption.asked,
            )

        found = financed(district, shared, modes=modes, pens=pens, planner=planner, fixed_share=fixed_share)
    if interruption.asked():
        tell("Going on with the best plans found so far.")
    return found


def _modes(district: Snapshot, terms: str | None, given: tuple[str, ...]) -> dict[str, Mode]:
    """Read the sums of all modes: those of the file, then those of the command line."""
    document: dict[str, Any] = {} if terms is None else read_terms(Path(terms))
    name = "--term" if terms is None else Path(terms).name
    for text in given:
        path, equals, value = text.partition("=")
        mode, dot, rest = path.strip().partition(".")
        if not (equals and dot and mode in MODES):
            raise click.BadParameter(
                f"expected MODE.NAME=VALUE with a mode of {', '.join(MODES)}", param_hint="'--term'"
            )
        field, inner, organisation = rest.partition(".")
        table = document[mode] if isinstance(document.get(mode), dict) else {}
        if inner:
            before = table.get(field)
            table = {
                **table,
                field: {**(before if isinstance(before, dict) else {}), organisation: _value(value)},
            }
        else:
            table = {**table, field: _value(value)}
        document = {**document, mode: table}
    return modes_of(document, snapshot=district, name=name)


def _value(text: str) -> float | int | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text.strip()


def _holders(district: Snapshot, pens: tuple[str, ...]) -> tuple[str, ...]:
    """Give the organisations that hold the pen.

    Raises
    ------
    click.BadParameter
        When nobody is called so.
    """
    known = tuple(name for name in organisations_of(district) if name != NO_ORGANISATION)
    if known and ALL in pens and ALL not in known:
        return known
    for pen in pens:
        if pen not in known:
            raise click.BadParameter(
                f"expected {ALL} or an organisation of this district: {', '.join(known) or 'it has none'}",
                param_hint="'--pen'",
            )
    return tuple(dict.fromkeys(pens))


def _sections(briefing: LedgerBriefing) -> Iterator[RenderableType]:
    yield Text.assemble(("Who pays, who gains\n", "bold"), briefing.headline)
    yield _costs(briefing)
    yield _books(briefing)
    for pens in briefing.pens:
        yield _pens(pens)
    for gains in briefing.gains:
        yield _gains(gains)
    if briefing.sentences:
        yield Text("\n".join(briefing.sentences))


def _costs(briefing: LedgerBriefing) -> RenderableType:
    table = table_of(
        "What it costs, and whom (pounds)",
        ("Organisation",),
        numbers=("Care\ndays", "Waiting\ndays", "Care", "Surge", "Over-\ntime", "Cost", "Harm", "Empty"),
    )
    for row in briefing.costs:
        style = "bold" if row is briefing.costs[-1] else None
        table.add_row(
            row.organisation,
            row.care_days,
            row.waiting_days,
            row.care,
            row.beyond_beds,
            row.overtime,
            row.cost,
            row.harm,
            row.stranded,
            style=style,
        )
    legend = (
        "Surge: places beyond the beds, of every kind. Harm: waiting and disruption, which no books see. "
        "Empty: the fixed part of what beds nobody is in cost, in addition."
    )
    return Group(table, Text(legend, style="dim"))


def _books(briefing: LedgerBriefing) -> RenderableType:
    numbers = ("Income", "Pays", "Cost", "Balance")
    table = table_of("Whose books say what (pounds)", ("Financing", "Organisation"), numbers=numbers)
    for row in briefing.books:
        table.add_row(row.mode, row.organisation, row.income, row.paid_on, row.cost, row.balance)
    return table


def _pens(pens: PenTable) -> RenderableType:
    numbers = ("Total", "More", "Acute days", "Waiting", "Its books", "Payment")
    table = table_of(pens.title, ("Who plans",), numbers=numbers)
    for row in pens.rows:
        figures = (row.total, row.more, row.acute_days, row.waiting_days, row.books_gain, row.payment)
        table.add_row(row.pen, *figures)
    return table


def _gains(gains: GainTable) -> RenderableType:
    table = table_of(gains.title, ("Balance",), numbers=("Shared plan", "Own plan", "Change"))
    for row in gains.rows:
        table.add_row(row.who, row.shared, row.own, row.change)
    return table
