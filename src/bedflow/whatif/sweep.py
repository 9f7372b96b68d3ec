"""A sweep: every point of a grid planned once, wherever there is somebody to plan it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bedflow.domain import Plan, Scenario, Snapshot
from bedflow.waterfall import plan
from bedflow.whatif.apply import applied
from bedflow.whatif.grid import Grid, Point
from bedflow.whatif.results_file import Kept, append_result, read_results
from bedflow.whatif.sweep_figures import Figures
from bedflow.whatif.sweep_point import Answer, Effort, Task, key_of, packed, plan_point, task_of
from bedflow.whatif.sweep_run import carry_out
from bedflow.whatif.sweep_workers import IN_PROCESS, Workers


@dataclass(frozen=True)
class Swept:
    """A point that is done.

    Parameters
    ----------
    capacity_cost
        What the capacity of the point costs over the days of the plan, in pounds.
    figures
        What its plan comes to; None when it could not be planned.
    refused
        Why it could not be planned.
    """

    point: Point
    capacity_cost: float
    figures: Figures | None
    refused: str | None = None

    @property
    def total(self) -> float:
        """Total of the plan and the cost of the capacity.

        Raises
        ------
        ValueError
            When the point could not be planned.
        """
        if self.figures is None:
            raise ValueError(f"{self.point.words} could not be planned")
        return self.figures.objective + self.capacity_cost


@dataclass(frozen=True)
class Sweep:
    """What a sweep found, in the order of the grid.

    Parameters
    ----------
    points
        The points that are done.
    complete
        Whether that is all of them.
    planned
        How many were planned now; the others were in the results file.
    """

    grid: Grid
    points: tuple[Swept, ...]
    complete: bool
    planned: int

    @property
    def possible(self) -> tuple[Swept, ...]:
        """The points that could be planned."""
        return tuple(swept for swept in self.points if swept.figures is not None)


def check_grid(snapshot: Snapshot, grid: Grid) -> None:
    """Hold every value of every lever against a district, one at a time.

    Raises
    ------
    BadInput
        When a lever names what the district does not have.
    """
    for lever in grid.levers:
        changes = lever.times(next((value for value in lever.values if value), lever.values[0]))
        applied(snapshot, Scenario(name=lever.name, changes=changes))


def sweep(
    snapshot: Snapshot,
    grid: Grid,
    *,
    effort: Effort | None = None,
    since: date | None = None,
    results: Path | None = None,
    workers: Workers = IN_PROCESS,
    time_limit: float | None = None,
    told: Callable[[int, int], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Sweep:
    """Plan every point of a grid, and keep each as soon as it is done.

    The district as it is is planned first, and each point goes on from that plan. The same snapshot,
    grid and effort give the same figures, on any workers and in however many runs.

    Parameters
    ----------
    effort
        How much planning each point gets; absent: the default.
    since
        First day on which waits and places beyond beds count.
    results
        A file to keep the points in; those it has already are not planned again.
    workers
        Who plans.
    time_limit
        Seconds after which no more points are begun.
    told
        Called with how many points are done and how many there are.
    interrupted
        Polled; when it says so no more points are begun.

    Raises
    ------
    BadInput
        When a lever names what the district does not have, or the file holds something else.
    bedflow.whatif.sweep_run.WorkersLost
        When workers are lost again and again; what is done is kept.
    """
    check_grid(snapshot, grid)
    effort = Effort() if effort is None else effort
    run = _Run(snapshot, grid, effort, since, results)
    before = run.done
    tell = told or (lambda _done, _of: None)
    stopping = _stopping(time_limit, interrupted)
    tell(before, grid.size)

    def finished(key: str, answer: Answer) -> None:
        run.keep(key, answer)
        tell(run.done, grid.size)

    if not run.is_complete and not stopping():
        carry_out(plan_point, run.tasks(), workers=workers, finished=finished, stopping=stopping)
    return Sweep(grid, run.swept(), run.is_complete, run.done - before)


def base_plan(snapshot: Snapshot, effort: Effort) -> Plan:
    """Plan the district as it is, as the points of a sweep go on from it."""
    return plan(snapshot, effort=effort.base, seed=effort.seed)


def _stopping(time_limit: float | None, interrupted: Callable[[], bool] | None) -> Callable[[], bool]:
    end = None if time_limit is None else time.monotonic() + time_limit

    def stopping() -> bool:
        return (end is not None and time.monotonic() >= end) or (interrupted is not None and interrupted())

    return stopping


class _Run:
    """The points of a sweep: which are done, and which are not."""

    def __init__(
        self, snapshot: Snapshot, grid: Grid, effort: Effort, since: date | None, results: Path | None
    ) -> None:
        self._snapshot, self._grid, self._effort, self._since = snapshot, grid, effort, since
        self._results = results
        sha256 = snapshot.sha256
        # Two points may make the same changes; they have one key, and are planned once.
        self._keys = {
            point: key_of(sha256, grid.scenario(point), effort, since=since) for point in grid.coarse_first()
        }
        found = {} if results is None else read_results(results)
        self._kept: dict[str, Kept] = {key: found[key] for key in self._keys.values() if key in found}

    @property
    def done(self) -> int:
        return sum(key in self._kept for key in self._keys.values())

    @property
    def is_complete(self) -> bool:
        return self.done == self._grid.size

    def tasks(self) -> dict[str, Task]:
        """Give what is missing, the coarser grid first."""
        district = packed(self._snapshot.to_document())
        standing = packed(base_plan(self._snapshot, self._effort).model_dump(mode="json", by_alias=True))
        return {
            key: task_of(
                district, standing, self._grid.scenario(point), effort=self._effort, since=self._since
            )
            for point, key in self._keys.items()
            if key not in self._kept
        }

    def keep(self, key: str, answer: Answer) -> None:
        figures = (
            {"refused": answer.refused}
            if answer.figures is None
            else answer.figures.model_dump(mode="json", by_alias=True)
        )
        values = next(point.values for point, own in self._keys.items() if own == key)
        kept = Kept(key, values, figures, round(answer.seconds, 3))
        if self._results is not None:
            append_result(self._results, kept)
        self._kept[key] = kept

    def swept(self) -> tuple[Swept, ...]:
        """Give what is done, in the order of the grid."""
        return tuple(
            self._swept(point, self._kept[key])
            for point in self._grid.points()
            if (key := self._keys[point]) in self._kept
        )

    def _swept(self, point: Point, kept: Kept) -> Swept:
        cost = self._grid.cost(point, self._snapshot.days)
        refused = kept.figures.get("refused")
        figures = None if refused is not None else Figures.model_validate(kept.figures)
        return Swept(point, cost, figures, refused)
