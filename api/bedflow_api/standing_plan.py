"""The plan a command speaks of: read from a file and held against its snapshot, or made on the spot."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bedflow.check import check_plan
from bedflow.domain import Plan, Snapshot
from bedflow.ingest import BadInput, Fault, read_plan
from bedflow.waterfall import plan as plan_district
from bedflow_api.doors import tell
from bedflow_api.interrupt import interruptible
from bedflow_api.progress_line import progress_told

SECONDS = 5.0

Command = TypeVar("Command", bound=Callable[..., Any])


def above_zero(_context: click.Context, _option: click.Parameter, seconds: float | None) -> float | None:
    """Refuse a number of seconds that is none, as the callback of an option."""
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0):
        raise click.BadParameter("expected a number of seconds above 0, such as 5 or 0.5")
    return seconds


def standing_plan_options(command: Command) -> Command:
    """Add the options that say which plan is meant: ``plan_file``, ``time_limit``, ``effort``, ``quiet``."""
    for option in (
        click.option("--quiet", is_flag=True, help="Say nothing of the progress."),
        click.option(
            "--effort",
            type=click.IntRange(1),
            metavar="N",
            help="Rounds of search instead of time, when no plan is given: reproducible.",
        ),
        click.option(
            "--time-limit",
            type=float,
            callback=above_zero,
            metavar="S",
            help=f"Seconds of planning when no plan is given.  [default: {SECONDS:g}]",
        ),
        click.option(
            "--plan", "plan_file", metavar="PLAN", help="The plan of this snapshot; without it, plan first."
        ),
    ):
        command = option(command)
    return command


def check_plan_options(
    snapshot: str, *, plan_file: str | None, time_limit: float | None, effort: int | None
) -> None:
    """Refuse options that contradict each other before anything is read.

    Raises
    ------
    click.UsageError
        With the two that do.
    """
    if time_limit is not None and effort is not None:
        raise click.UsageError("--time-limit and --effort are two ways to stop; give one of them")
    if snapshot == plan_file == "-":
        raise click.UsageError("only one of SNAPSHOT and --plan can come from standard input")


def standing_plan(
    district: Snapshot,
    *,
    plan_file: str | None,
    time_limit: float | None = None,
    effort: int | None = None,
    quiet: bool = False,
) -> Plan:
    """Give the plan of a snapshot: the one in a file, or one made now.

    Ctrl-C while it is made ends planning with the best plan so far.

    Parameters
    ----------
    plan_file
        The plan document, or ``-``; None: plan now.
    time_limit, effort
        When to stop planning; without either after five seconds.
    quiet
        Whether to say nothing of the progress.

    Raises
    ------
    BadInput
        When the file holds no plan, the plan of another snapshot, or one that breaks a rule.
    """
    if plan_file is not None:
        return _read_for(district, plan_file)
    with interruptible() as interruption, progress_told(quiet=quiet) as told:
        made = plan_district(
            district,
            time_limit=(time_limit or SECONDS) if effort is None else None,
            effort=effort,
            progress=told,
            interrupted=interruption.asked,
        )
    if interruption.asked():
        tell("Going on with the best plan found so far.")
    return made


def _read_for(district: Snapshot, plan_file: str) -> Plan:
    read = read_plan(plan_file)
    if read.snapshot_sha256 != district.sha256:
        raise _refused(
            plan_file,
            "expected a plan of this snapshot; this one was made of another, or under other prices; "
            "bedflow plan makes one",
        )
    if not check_plan(district, read).ok:
        raise _refused(
            plan_file,
            "expected a plan that keeps every rule and has the right figures; bedflow check says what is not",
        )
    return read


def _refused(plan_file: str, expected: str) -> BadInput:
    name = "standard input" if plan_file == "-" else Path(plan_file).name or plan_file
    return BadInput([Fault(file=name, where="", field=None, expected=expected)])
