"""``bedflow plan``: who goes where and when."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from bedflow.domain import Plan, Snapshot
from bedflow.ingest import read_plan, read_snapshot
from bedflow.waterfall import plan as plan_district
from bedflow_api.briefing import brief
from bedflow_api.briefing.closer import closer_look
from bedflow_api.doors import bad_input_refused, json_text, say, say_json, tell
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.interrupt import interruptible
from bedflow_api.page import page
from bedflow_api.policy_options import with_policy
from bedflow_api.progress_line import progress_told
from bedflow_api.standing_plan import SECONDS, above_zero
from bedflow_api.tables import tables
from bedflow_api.writing import check_writable, write_whole

_HELP = f"""Plan who goes where and when, and say how far from the best possible plan it can be at most.

SNAPSHOT is a .json file, a folder of CSV files, or - for standard input. Without options it plans for
{SECONDS:g} seconds and prints tables.

\b
Examples:
  bedflow plan district.json
  bedflow plan district.json -o plan.json --html plan.html
  bedflow plan district.json --time-limit 60 --gap 0.005    stop when within 0.5 %
  bedflow plan district.json --effort 20 --json             the same plan every time
  bedflow plan changed.json --from plan.json --time-limit 1    plan again after a change
  bedflow plan district.json --set surge_bed=800 --set wait_weight.acute=1.2

Ctrl-C ends planning with the best plan so far.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Where the plan goes."""

    plan_file: Path | None
    page_file: Path | None
    as_json: bool


def _share(_context: click.Context, _option: click.Parameter, gap: float) -> float:
    if not 0 <= gap < 1:
        raise click.BadParameter("expected a share from 0 to below 1, such as 0.01 for 1 %")
    return gap


@click.command(help=_HELP, short_help="Plan a district.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.option(
    "-o", "--output", metavar="FILE", help="Write the plan (JSON) to a file; - is the same as --json."
)
@click.option(
    "--time-limit",
    type=float,
    callback=above_zero,
    metavar="S",
    help=f"Seconds of planning.  [default: {SECONDS:g}]",
)
@click.option(
    "--effort",
    type=click.IntRange(1),
    metavar="N",
    help="Rounds of search instead of time: reproducible. About 15 to 30 do what the default time does.",
)
@click.option(
    "--from",
    "standing",
    metavar="PLAN",
    help="Go on from a plan of this district, made before something changed: quicker, and keeps what it can.",
)
@click.option(
    "--gap",
    type=float,
    callback=_share,
    metavar="G",
    default=0.0,
    help="Stop at this gap, such as 0.01 for 1 %.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", default=0, help="Seed of the search.")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="Another price for this run; repeatable."
)
@click.option(
    "--json/--table", "as_json", default=False, help="Print the plan as JSON, or as tables (default)."
)
@click.option("--html", metavar="FILE", help="Write a page with pictures, complete in one file.")
@click.option("--quiet", is_flag=True, help="Say nothing of the progress.")
def command(
    snapshot: str,
    *,
    output: str | None,
    time_limit: float | None,
    effort: int | None,
    standing: str | None,
    gap: float,
    seed: int,
    settings: tuple[str, ...],
    as_json: bool,
    html: str | None,
    quiet: bool,
) -> int:
    """Plan a district."""
    if time_limit is not None and effort is not None:
        raise click.UsageError("--time-limit and --effort are two ways to stop; give one of them")
    outputs = _outputs(snapshot, output=output, html=html, as_json=as_json)
    with bad_input_refused():
        district = with_policy(read_snapshot(snapshot), settings)
        earlier = None if standing is None else read_plan(standing)
        with interruptible() as interruption, progress_told(quiet=quiet) as told:
            made = plan_district(
                district,
                time_limit=(time_limit or SECONDS) if effort is None else None,
                effort=effort,
                gap=gap,
                seed=seed,
                standing=earlier,
                progress=told,
                interrupted=interruption.asked,
            )
    _give(district, made, outputs)
    if interruption.asked():
        tell("Stopped: this is the best plan found so far.")
        return STOPPED
    return DONE


def _outputs(snapshot: str, *, output: str | None, html: str | None, as_json: bool) -> _Outputs:
    """Look at every place that will be written to before any work is done."""
    plan_file = None if output in (None, "-") else Path(str(output))
    page_file = None if html is None else Path(html)
    read = () if snapshot == "-" else (Path(snapshot),)
    if plan_file is not None:
        check_writable(plan_file, not_among=read)
    if page_file is not None:
        check_writable(page_file, not_among=read if plan_file is None else (*read, plan_file))
    return _Outputs(plan_file, page_file, as_json or output == "-")


def _give(district: Snapshot, made: Plan, outputs: _Outputs) -> None:
    """Print and write the plan; when one of the places fails, the others still get it."""
    document = made.model_dump(mode="json", by_alias=True)
    with ExitStack() as results:
        if outputs.plan_file is not None:
            results.callback(write_whole, outputs.plan_file, json_text(document))
        if outputs.as_json:
            results.callback(say_json, document)
        if outputs.as_json and outputs.page_file is None:
            return
        briefing = brief(district, made)
        if outputs.page_file is not None:
            results.callback(write_whole, outputs.page_file, page(briefing, closer_look(district, made)))
        if not outputs.as_json:
            results.callback(say, tables(briefing))
