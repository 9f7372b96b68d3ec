"""A difference smaller than the gaps: both plans are taken further until it is decided, or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bedflow.compare import certificate, verdict
from bedflow.domain import OPTIMAL_GAP, Plan, Snapshot, Status
from bedflow.waterfall import Progress, plan

FIRST_SECONDS = 2.0
"""Seconds for each plan in the first round; each further round takes twice as long."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A district and the best plan of it so far."""

    name: str
    snapshot: Snapshot
    plan: Plan


def is_decided(base: Planned, case: Planned) -> bool:
    """Say whether two totals differ by at least what the gaps leave open."""
    before, after = certificate(base.plan), certificate(case.plan)
    return verdict(before, after, days_before=base.plan.days, days_after=case.plan.days).decided


def decided_further(
    base: Planned,
    cases: Sequence[Planned],
    *,
    seconds: float,
    seed: int = 0,
    progress: Callable[[str, Progress], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> tuple[Planned, list[Planned]]:
    """Go on with the base and with every undecided case, round by round.

    Parameters
    ----------
    base, cases
        The district as it is, and the others.
    seconds
        Seconds in all.

    Returns
    -------
    tuple
        The base and the cases, each with a plan no worse and a proof no weaker than before.
    """
    latest, others = base, list(cases)
    until, share = time.monotonic() + seconds, FIRST_SECONDS

    def further(one: Planned, allowed: float) -> Planned:
        made = plan(
            one.snapshot,
            time_limit=allowed,
            seed=seed,
            standing=one.plan,
            progress=None if progress is None else lambda state: progress(one.name, state),
            interrupted=interrupted,
        )
        return replace(one, plan=better_of(one.plan, made))

    while open_ones := [k for k, case in enumerate(others) if not is_decided(latest, case)]:
        left = until - time.monotonic()
        if left <= 0 or (interrupted is not None and interrupted()):
            break
        allowed = min(share, left / (1 + len(open_ones)))
        latest = further(latest, allowed)
        for k in open_ones:
            others[k] = further(others[k], allowed)
        share *= 2
    return latest, others


def better_of(one: Plan, other: Plan) -> Plan:
    """Give the cheaper of two plans of a district, with the better proof of the two.

    A bound holds for every plan of the same snapshot.
    """
    best = other if other.objective < one.objective else one
    bound = min(max(one.bound, other.bound), best.objective)
    gap = (best.objective - bound) / best.objective if best.objective > 0 else 0.0
    status = Status.OPTIMAL if gap <= OPTIMAL_GAP else Status.FEASIBLE
    return best.model_copy(update={"bound": bound, "gap": gap, "status": status})
