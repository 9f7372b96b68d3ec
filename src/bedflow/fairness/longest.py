"""Whoever waits longest, with what each of their waits is for and why."""

from __future__ import annotations

from dataclasses import dataclass

from bedflow.domain import FORECAST_PREFIX, Plan, Snapshot, Wait


@dataclass(frozen=True, slots=True)
class LongestWaiter:
    """The known patient who will have waited longest, of those who wait in the plan.

    Attributes
    ----------
    so_far, planned
        Days waited before this morning, and waiting days in the plan.
    waits
        Each wait of the plan by date: in which unit, for which care, and what stands in the way.
    """

    patient: str
    so_far: int
    planned: int
    waits: tuple[Wait, ...]


def longest_waiter(snapshot: Snapshot, plan: Plan) -> LongestWaiter | None:
    """Name the longest waiter of a plan; of several, the first by name. None when nobody waits."""
    so_far = {patient.id: patient.waiting_days for patient in snapshot.patients}
    waits: dict[str, list[Wait]] = {}
    for wait in plan.waits:
        if not wait.patient.startswith(FORECAST_PREFIX):
            waits.setdefault(wait.patient, []).append(wait)
    if not waits:
        return None
    planned = {name: sum(wait.days for wait in of_one) for name, of_one in waits.items()}
    longest = min(waits, key=lambda name: (-so_far[name] - planned[name], name))
    return LongestWaiter(
        patient=longest,
        so_far=so_far[longest],
        planned=planned[longest],
        waits=tuple(sorted(waits[longest], key=lambda wait: wait.from_)),
    )
