"""Planning again as a bed meeting wants it: whoever must change changes, everybody else is left alone."""

from __future__ import annotations

import time
from dataclasses import replace

from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver import WATCHED_DAYS, solve_still


def worth_of_a_change(snapshot: Snapshot) -> float:
    """Give what changing one more patient's course has to save, where nobody says otherwise.

    It is what the policy asks for a change on each of the days 0 to 2.
    """
    return snapshot.policy.replan * WATCHED_DAYS


def plan_still(snapshot: Snapshot, standing: Plan, *, worth: float | None = None, seed: int = 0) -> Plan:
    """Plan again after a change, and leave alone whom the change does not touch.

    Parameters
    ----------
    snapshot
        The district after the change.
    standing
        The plan that stood, of the same morning; on another morning nobody's course still holds.
    worth
        Pounds-equivalent that changing one more patient's course has to save; absent:
        :func:`worth_of_a_change`.
    seed
        Seed of the search, for the record.

    Raises
    ------
    bedflow_solver.NoCourseError
        When, under a changed policy, a patient has no course on which they can wait.
    """
    began = time.perf_counter()
    price = worth_of_a_change(snapshot) if worth is None else worth
    compiled = compile_snapshot(snapshot)
    result = solve_still(compiled.problem, start_from(standing, compiled), worth=price, seed=seed)
    return read_back(compiled, replace(result, seconds=time.perf_counter() - began), seed=seed)
