"""The options of commands that plan many districts, by effort so that every run gives the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from bedflow.domain import Snapshot
from bedflow.whatif.sweep_point import Effort

Command = TypeVar("Command", bound=Callable[..., Any])


def _day(_context: click.Context, _option: click.Parameter, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("expected a date like 2026-11-23") from None


def effort_options(command: Command) -> Command:
    """Add the options ``effort``, ``base_effort``, ``seed`` and ``since``."""
    default = Effort()
    for option in (
        click.option(
            "--since",
            callback=_day,
            metavar="DATE",
            help="Count waits, surge and corridor care from this day of the plan on.",
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help="Seed of the search."
        ),
        click.option(
            "--base-effort",
            type=click.IntRange(1),
            default=default.base,
            show_default=True,
            metavar="N",
            help="Rounds of search for the district as it is, from which every plan goes on.",
        ),
        click.option(
            "--effort",
            type=click.IntRange(1),
            default=default.point,
            show_default=True,
            metavar="N",
            help="Rounds of search for each plan; more decides smaller differences.",
        ),
    ):
        command = option(command)
    return command


def check_since(district: Snapshot, since: date | None) -> None:
    """Refuse a day that the plans will not have.

    Raises
    ------
    click.BadParameter
        With the days there are.
    """
    if since is not None and since not in district.days:
        expected = f"expected a day of the plan, {district.days[0]} to {district.days[-1]}"
        raise click.BadParameter(expected, param_hint="'--since'")
