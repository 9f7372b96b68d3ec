"""The walk of one morning in one line: snapshot, problem, result, plan."""

from __future__ import annotations

from collections.abc import Callable

from bedflow.care_first import care_first
from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import Progress, solve

__all__ = ["Progress", "plan"]


def plan(
    snapshot: Snapshot,
    *,
    time_limit: float | None = 5.0,
    effort: int | None = None,
    gap: float = 0.0,
    seed: int = 0,
    standing: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Plan:
    """Plan a morning: the best plan found, and the proof of how far from the best it is at most.

    Parameters
    ----------
    snapshot
        A snapshot without faults, as :func:`bedflow.ingest.read_snapshot` gives it.
    time_limit
        Seconds of solving; not used when ``effort`` is given.
    effort
        Rounds of search; the same snapshot, seed and effort give the same plan on any machine.
    gap
        Relative gap at which to stop.
    seed
        Seed of the search.
    standing
        A plan of this district to go on from: after a lock, a closure, an arrival, a changed price.
        The answer is quick and keeps what it can; ``previous_plan`` in the snapshot is what prices
        changes for the people concerned.
    progress
        Called from time to time with where the search stands.
    interrupted
        Polled; when it says so the best plan so far is given.

    Raises
    ------
    bedflow_solver.NoCourseError
        When, under a changed policy, a patient has no course on which they can wait.
    """
    compiled = compile_snapshot(snapshot)
    result = solve(
        compiled.problem,
        time_limit=time_limit,
        effort=effort,
        gap=gap,
        seed=seed,
        start=None if standing is None else start_from(standing, compiled),
        progress=progress,
        interrupted=interrupted,
    )
    return read_back(compiled, care_first(result), seed=seed)
