"""What would happen as things are: each service serves its own queue, first come first served."""

from __future__ import annotations

from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot
from bedflow.plan import read_back
from bedflow.standing import start_from
from bedflow_solver.first_come import first_come_result

__all__ = ["status_quo"]


def status_quo(snapshot: Snapshot, *, beside: Plan | None = None) -> Plan:
    """Plan a morning the way services do that each serve their own queue, to hold a plan against.

    Every morning the longest waiter is looked at first and takes a free place that gives the care that
    is next, where there are a bed, an intake slot and the hours; otherwise they wait where they are.
    Nobody looks ahead or makes way for another. Locks are obeyed. Teams work overtime by choice or only
    where care cannot be put off, whichever of the two comes out cheaper.

    Parameters
    ----------
    snapshot
        A snapshot without faults, as :func:`bedflow.ingest.read_snapshot` gives it.
    beside
        A plan of the same snapshot: its bound and prices hold for every plan of it, and save working
        out a bound here, which takes longer and is weaker.

    Returns
    -------
    A plan that keeps every rule, with the same certificate as any other: how far from the best possible
    plan the status quo is at most.

    Raises
    ------
    ValueError
        When ``beside`` is a plan of another snapshot, whose bound says nothing about this one.
    bedflow_solver.NoCourseError
        When, under a changed policy, a patient has no course on which they can wait.
    """
    compiled = compile_snapshot(snapshot)
    if beside is None:
        return read_back(compiled, first_come_result(compiled.problem), seed=0)
    if beside.snapshot_sha256 != snapshot.sha256:
        raise ValueError("the plan to stand beside is of another snapshot; plan this one first")
    proof = (beside.bound, start_from(beside, compiled).prices)
    return read_back(compiled, first_come_result(compiled.problem, proof=proof), seed=0)
