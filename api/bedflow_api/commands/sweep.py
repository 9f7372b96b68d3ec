"""``bedflow sweep``: a grid of scenarios, planned on many cores or machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from bedflow.domain import Snapshot
from bedflow.ingest import read_snapshot
from bedflow.whatif.frontier import Frontier, frontiers
from bedflow.whatif.grid import Grid, grid_document
from bedflow.whatif.sweep import Sweep, Swept
from bedflow.whatif.sweep import sweep as sweep_grid
from bedflow.whatif.sweep_figures import Figures
from bedflow.whatif.sweep_point import Effort, OtherVersion, program_version
from bedflow.whatif.sweep_reading import fact_of, read_grid
from bedflow.whatif.sweep_run import WorkersLost
from bedflow.whatif.sweep_shorthand import NotALever, lever_document
from bedflow.whatif.sweep_workers import IN_PROCESS, Workers, processes
from bedflow_api.briefing.sweep import FrontierBriefing, SweepBriefing, brief_sweep
from bedflow_api.briefing.words import counted
from bedflow_api.doors import Refused, bad_input_refused, say, say_json, tell
from bedflow_api.effort_options import check_since, effort_options
from bedflow_api.exit_codes import DONE, STOPPED
from bedflow_api.frontier_picture import frontier_picture, frontier_svg
from bedflow_api.interrupt import interruptible
from bedflow_api.policy_options import with_policy
from bedflow_api.standing_plan import above_zero
from bedflow_api.sweep_rows import points_table, points_tables
from bedflow_api.table_files import checked_folders, csv_text, write_parquet_tables
from bedflow_api.tables import printed, table_of
from bedflow_api.trials_line import trials_told
from bedflow_api.writing import check_writable, write_whole

MOST_WORKERS = 1024

STOPPING = (
    b"\nFinishing the points under way; press Ctrl-C again to stop at once. Both can be gone on from.\n"
)

_HELP = """Plan a grid of scenarios: every combination of some levers' values, with cost against capacity.

GRID is a TOML file of levers; each has changes as a scenario has them, whose amounts are multiplied by
each of its values, and may have a price. Levers can be given in one line instead, with --add and --scale.
Levers with a price are capacity; the others are conditions, each with a frontier of its own.

\b
Examples:
  bedflow sweep district.json --add "beds of P2-B=0,10,20,30@150"
  bedflow sweep district.json grid.toml --results points.jsonl --workers 4
  bedflow sweep district.json grid.toml --results points.jsonl --time-limit 600
  bedflow sweep district.json grid.toml --results points.jsonl --scheduler tcp://10.0.0.7:8786
  bedflow sweep district.json --add "beds of P2-B=0,20@150" --scale "demand=0.9,1,1.1" --svg cost.svg

Points are planned by effort, so that they come out the same wherever and however often they are planned.
With --results each is kept as soon as it is done: after Ctrl-C, a lost worker or a power cut the same
command goes on from there.

Exit codes: 0 done, 2 bad input, 3 stopped by the user.
"""


@click.command(help=_HELP, short_help="Plan a grid of scenarios.")
@click.argument("snapshot", metavar="SNAPSHOT")
@click.argument("grid_file", metavar="[GRID]", required=False)
@click.option("--add", "added", metavar="LEVER", multiple=True, help="A lever that adds; repeatable.")
@click.option("--scale", "scaled", metavar="LEVER", multiple=True, help="A lever that multiplies.")
@click.option("--results", metavar="FILE", help="Keep each point here, and plan none that is here already.")
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    metavar="N",
    help="Processes on this machine, of one thread each.  [default: plan in this process]",
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Plan on the workers of a Dask cluster.")
@click.option(
    "--time-limit",
    type=float,
    callback=above_zero,
    metavar="S",
    help="Begin no point after so many seconds; the coarser grid comes first.",
)
@effort_options
@click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="Another price for this run; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each point, with every figure.")
@click.option("--parquet", metavar="DIR", help="Write points.parquet into a folder; needs pyarrow.")
@click.option("--svg", metavar="FILE", help="Write the picture of cost against capacity.")
@click.option("--quiet", is_flag=True, help="Say nothing of the progress.")
def command(
    snapshot: str,
    grid_file: str | None,
    *,
    added: tuple[str, ...],
    scaled: tuple[str, ...],
    results: str | None,
    workers: int | None,
    scheduler: str | None,
    time_limit: float | None,
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
    """Plan a grid."""
    _check_together(grid_file, added + scaled, workers=workers, scheduler=scheduler, forms=(as_json, as_csv))
    results_file, picture_file = _checked_places(snapshot, grid_file, results, svg)
    folders = checked_folders(parquet=parquet)
    by = _workers(workers, scheduler)
    efforts = Effort(base=base_effort, point=effort, seed=seed)
    with bad_input_refused(as_json=as_json):
        district = with_policy(read_snapshot(snapshot), settings)
        check_since(district, since)
        grid = _grid(district, grid_file, added, scaled)
        with interruptible(STOPPING) as interruption, trials_told("points", quiet=quiet) as told:
            try:
                found = sweep_grid(
                    district,
                    grid,
                    effort=efforts,
                    since=since,
                    results=results_file,
                    workers=by,
                    time_limit=time_limit,
                    told=told,
                    interrupted=interruption.asked,
                )
            except (WorkersLost, OtherVersion, OSError) as failed:
                raise Refused(_failure(failed, results)) from None
    if as_json:
        say_json(_document(district, found, efforts))
    elif as_csv:
        say(csv_text(points_table(found)))
    else:
        say(printed(_sections(brief_sweep(district, found))))
    if folders.parquet is not None:
        write_parquet_tables(points_tables(found), folders.parquet)
    if picture_file is not None and (picture := frontier_picture(found)) is not None:
        write_whole(picture_file, frontier_svg(picture))
    if not found.complete:
        tell(_how_to_go_on(found, results))
    return STOPPED if interruption.asked() else DONE


def _check_together(
    grid_file: str | None,
    levers: tuple[str, ...],
    *,
    workers: int | None,
    scheduler: str | None,
    forms: tuple[bool, bool],
) -> None:
    if (grid_file is None) is not bool(levers):
        raise click.UsageError("give either a GRID file, or levers with --add and --scale")
    if workers is not None and scheduler is not None:
        raise click.UsageError("--workers and --scheduler are two ways to plan; give one of them")
    if all(forms):
        raise click.UsageError("--json and --csv are two forms of the results; give one of them")


def _checked_places(
    snapshot: str, grid_file: str | None, results: str | None, svg: str | None
) -> tuple[Path | None, Path | None]:
    read = tuple(Path(name) for name in (snapshot, grid_file) if name not in (None, "-"))
    results_file = None if results is None else Path(results)
    picture_file = None if svg is None else Path(svg)
    if results_file is not None:
        check_writable(results_file, not_among=read)
    if picture_file is not None:
        check_writable(picture_file, not_among=read if results_file is None else (*read, results_file))
    return results_file, picture_file


def _workers(count: int | None, scheduler: str | None) -> Workers:
    if scheduler is not None:
        try:
            on_cluster = import_module("bedflow.whatif.sweep_dask")
        except ModuleNotFoundError:
            raise Refused("--scheduler needs Dask; install it with: pip install 'bedflow[dask]'") from None
        cluster: Workers = on_cluster.dask_cluster(scheduler)
        return cluster
    return IN_PROCESS if count is None else processes(count)


def _grid(district: Snapshot, grid_file: str | None, added: Iterable[str], scaled: Iterable[str]) -> Grid:
    if grid_file is not None:
        return read_grid(grid_file)
    levers = [
        *(_lever(district, line, do="add") for line in added),
        *(_lever(district, line, do="scale") for line in scaled),
    ]
    return fact_of({"levers": levers}, Grid, name="levers")


def _lever(district: Snapshot, line: str, *, do: str) -> dict[str, Any]:
    try:
        return lever_document(line, district, do=do)
    except NotALever as told:
        raise click.BadParameter(str(told), param_hint=f"'--{do}'") from None


def _failure(failed: Exception, results: str | None) -> str:
    kept = "" if results is None else f" What is done is kept in {results}; the same command goes on."
    return f"{failed}.{kept}"


def _how_to_go_on(found: Sweep, results: str | None) -> str:
    missing = counted(found.grid.size - len(found.points), "point")
    how = "the same command goes on from there" if results else "with --results FILE it can be gone on from"
    return f"Stopped with {missing} to go: {how}."


def _sections(briefing: SweepBriefing) -> Iterable[RenderableType]:
    yield Group(Text(briefing.title, style="bold"), Text(briefing.state))
    for frontier in briefing.frontiers:
        yield _table(frontier)
        yield Group(*(Text(sentence) for sentence in frontier.sentences))
    if briefing.refused:
        yield Group(Text("Could not be planned", style="bold"), *(Text(f"  {it}") for it in briefing.refused))


def _table(frontier: FrontierBriefing) -> RenderableType:
    table = table_of(
        frontier.title,
        (),
        numbers=(*frontier.levers, "Capacity", "Plan", "Both", "Days waited", "People", "Over", "Gap"),
    )
    table.add_column("")
    for row in frontier.rows:
        cells = (row.capacity, row.plan, row.both, row.waiting_days, row.people, row.over, row.gap)
        table.add_row(*row.values, *cells, row.marks)
    if frontier.left_out:
        table.caption = f"{counted(frontier.left_out, 'point')} more with as much capacity and a larger total"
    return table


def _document(district: Snapshot, found: Sweep, effort: Effort) -> dict[str, Any]:
    return {
        "snapshot_sha256": district.sha256,
        "version": program_version(),
        "effort": {"base": effort.base, "point": effort.point, "seed": effort.seed},
        "grid": grid_document(found.grid),
        "complete": found.complete,
        "planned": found.planned,
        "points": [_point_document(swept) for swept in found.points],
        "frontiers": [_frontier_document(frontier) for frontier in frontiers(found)],
    }


def _point_document(swept: Swept) -> dict[str, Any]:
    return {
        "values": swept.point.values,
        "capacity_cost": swept.capacity_cost,
        "total": None if swept.figures is None else swept.total,
        "figures": None if swept.figures is None else figures_document(swept.figures),
        "refused": swept.refused,
    }


def figures_document(figures: Figures) -> dict[str, Any]:
    """Give figures as JSON says them."""
    return figures.model_dump(mode="json", by_alias=True)


def _frontier_document(frontier: Frontier) -> dict[str, Any]:
    return {
        "conditions": dict(frontier.conditions),
        "best": [swept.point.values for swept in frontier.best],
        "knee": None if frontier.knee is None else frontier.knee.point.values,
        "least": frontier.least.point.values,
        "undecided": [swept.point.values for swept in frontier.undecided],
        "fewest_waits": frontier.fewest_waits.point.values,
        "cost_of_fewest_waits": frontier.cost_of_fewest_waits,
    }
