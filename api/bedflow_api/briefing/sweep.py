"""A sweep in words: one table for each frontier, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bedflow.domain import OPTIMAL_GAP, Snapshot
from bedflow.whatif.frontier import Frontier, capacity_of, frontiers
from bedflow.whatif.grid import Grid
from bedflow.whatif.sweep import Sweep, Swept
from bedflow_api.briefing.words import counted, percent_at_most, pounds

MOST_ROWS = 24
"""A table with more points than this shows the best at each amount of capacity only."""


@dataclass(frozen=True)
class PointRow:
    """A point as a row."""

    values: tuple[str, ...]
    capacity: str
    plan: str
    both: str
    waiting_days: str
    people: str
    over: str
    gap: str
    marks: str


@dataclass(frozen=True)
class FrontierBriefing:
    """A frontier in words.

    Parameters
    ----------
    title
        Under which conditions.
    levers
        Headings of the values of a row: the levers that are capacity.
    left_out
        How many points the rows do not show.
    """

    title: str
    levers: tuple[str, ...]
    rows: tuple[PointRow, ...]
    left_out: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class SweepBriefing:
    """A sweep in words."""

    title: str
    state: str
    frontiers: tuple[FrontierBriefing, ...]
    refused: tuple[str, ...]


def brief_sweep(snapshot: Snapshot, sweep: Sweep) -> SweepBriefing:
    """Put a sweep in words."""
    grid = sweep.grid
    done = f"{len(sweep.points)} of {counted(grid.size, 'point')} done"
    days = counted(len(snapshot.days), "day")
    return SweepBriefing(
        title=grid.question or grid.name,
        state=f"{done}; {days}, from {snapshot.first_day.isoformat()}",
        frontiers=tuple(_brief_frontier(grid, frontier) for frontier in frontiers(sweep)),
        refused=tuple(
            f"{swept.point.words}: cannot be. {swept.refused}" for swept in sweep.points if swept.refused
        ),
    )


def gap_words(gap: float) -> str:
    """Say a gap in a narrow column."""
    return "proven" if gap <= OPTIMAL_GAP else percent_at_most(gap)


def condition_words(frontier: Frontier) -> str:
    """Say the conditions of a frontier, such as ``demand 1.1``."""
    return ", ".join(f"{name} {value:g}" for name, value in frontier.conditions)


def _brief_frontier(grid: Grid, frontier: Frontier) -> FrontierBriefing:
    shown = frontier.points if len(frontier.points) <= MOST_ROWS else _worth_showing(frontier)
    conditions = condition_words(frontier)
    return FrontierBriefing(
        title=f"Cost against capacity, {conditions}" if conditions else "Cost against capacity",
        levers=tuple(lever.name for lever in grid.levers if lever.name not in dict(frontier.conditions)),
        rows=tuple(_row(frontier, swept) for swept in shown),
        left_out=len(frontier.points) - len(shown),
        sentences=tuple(_sentences(grid, frontier)),
    )


def _worth_showing(frontier: Frontier) -> tuple[Swept, ...]:
    chosen = {id(swept) for swept in (*frontier.best, frontier.least, frontier.fewest_waits)}
    return tuple(swept for swept in frontier.points if id(swept) in chosen)


def _row(frontier: Frontier, swept: Swept) -> PointRow:
    figures = swept.figures
    if figures is None:
        raise ValueError(f"{swept.point.words} could not be planned")
    return PointRow(
        values=tuple(
            f"{value:g}" for name, value in swept.point.levels if name not in dict(frontier.conditions)
        ),
        capacity=pounds(swept.capacity_cost),
        plan=pounds(figures.objective),
        both=pounds(swept.total),
        waiting_days=f"{figures.waiting_days:,}",
        people=f"{figures.people_waiting:,}",
        over=f"{figures.over_days:,}",
        gap=gap_words(figures.gap),
        marks=", ".join(_marks(frontier, swept)),
    )


def _marks(frontier: Frontier, swept: Swept) -> Sequence[str]:
    named = ((frontier.least, "least"), (frontier.knee, "knee"), (frontier.fewest_waits, "fewest"))
    return [mark for marked, mark in named if marked is swept]


def _sentences(grid: Grid, frontier: Frontier) -> Sequence[str]:
    least, fewest = frontier.least, frontier.fewest_waits
    said = [f"Least in all: {least.point.words}, {pounds(least.total)}. {_still_waiting(least)}"]
    if frontier.undecided:
        others = counted(len(frontier.undecided), "other point")
        said.append(f"The proofs leave open whether one of {others} costs less; more --effort decides more.")
    if fewest is not least:
        said.append(
            f"The fewest waiting days: {fewest.point.words}. {_still_waiting(fewest)} "
            f"That costs {pounds(frontier.cost_of_fewest_waits)} more in all."
        )
    if frontier.knee is not None:
        more = pounds(capacity_of(grid, frontier.knee)) if grid.is_priced else frontier.knee.point.words
        said.append(f"Knee: {more} of capacity; up to there each step saves more than on average.")
    return said


def _still_waiting(swept: Swept) -> str:
    if swept.figures is None or not swept.figures.people_waiting:
        return "Nobody waits."
    people = counted(swept.figures.people_waiting, "person waits", "people wait")
    return f"{people} still, {counted(swept.figures.waiting_days, 'day')} together."
