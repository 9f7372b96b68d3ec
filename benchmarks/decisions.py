"""A lock, a refusal and a closure, planned again: how fast, how near the best, and how many people change.

Run as ``python -m benchmarks.decisions [SECONDS]``; SECONDS is the time for the plan that stands, and a
quarter of it is given to each plan from scratch. Prints the tables of docs/guides/decisions.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bedflow.check import check_plan
from bedflow.decide import changed_patients, decided
from bedflow.domain import FORECAST_PREFIX, Decision, DecisionKind, Move, Plan, Snapshot, UnitOverride
from bedflow.ingest import read_snapshot
from bedflow.still import plan_still
from bedflow.waterfall import plan

CITY = Path(__file__).parents[1] / "examples" / "city" / "snapshot.json"
STANDING_SECONDS = 20.0
FREE_SECONDS = 1.0
OF_EACH = 6
FROM_SCRATCH = 2
"""Of each kind of change, how many are also planned from scratch."""
SOON = 3
CLOSED_DAYS = 4
ANY_PRICE = 1e9
"""What changing one more patient has to save so that nobody is changed who need not be."""


@dataclass(frozen=True)
class Change:
    """Something that happens at the bed meeting."""

    kind: str
    what: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Answer:
    """How one way of planning answered a change; ``work`` is seconds of one processor."""

    way: str
    seconds: float
    work: float
    objective: float
    gap: float
    soon: int
    changed: int
    keeps_the_rules: bool


def changes(snapshot: Snapshot, standing: Plan) -> Iterator[Change]:
    """Give locks and refusals of today's first moves, and closures of community hospitals to arrivals."""
    moves = [move for move in standing.moves if _is_known(move) and move.date == snapshot.first_day]
    for move in moves[:OF_EACH]:
        yield _deciding(snapshot, standing, DecisionKind.STAY, move)
    for move in moves[OF_EACH : 2 * OF_EACH]:
        yield _deciding(snapshot, standing, DecisionKind.REFUSE, move)
    base = decided(snapshot, standing, [])
    hospitals = [unit.id for unit in snapshot.units if unit.setting == "community_hospital"]
    for hospital in hospitals[:OF_EACH]:
        yield Change("closure", f"{hospital} takes nobody for {CLOSED_DAYS} days", _closed(base, hospital))


def _is_known(move: Move) -> bool:
    return move.from_ is not None and not move.patient.startswith(FORECAST_PREFIX)


def _deciding(snapshot: Snapshot, standing: Plan, kind: DecisionKind, move: Move) -> Change:
    unit = move.to if kind is DecisionKind.REFUSE else None
    at = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision(kind=kind, patient=move.patient, unit=unit, by="benchmark", at=at)
    name = "lock" if kind is DecisionKind.STAY else "refusal"
    what = f"{move.patient} not to {move.to}" if unit else f"{move.patient} stays in {move.from_} today"
    return Change(name, what, decided(snapshot, standing, [decision]))


def _closed(snapshot: Snapshot, hospital: str) -> Snapshot:
    days = snapshot.days[:CLOSED_DAYS]
    shut = tuple(UnitOverride(date=day, daily_intake=0) for day in days)
    units = tuple(
        unit.model_copy(
            update={"overrides": (*(one for one in unit.overrides if one.date not in days), *shut)}
        )
        if unit.id == hospital
        else unit
        for unit in snapshot.units
    )
    return snapshot.model_copy(update={"units": units})


def answers(change: Change, standing: Plan, *, scratch_seconds: float | None) -> Iterator[Answer]:
    """Plan a change again in every way that is compared."""
    after = change.snapshot
    unpriced = after.model_copy(update={"previous_plan": None})

    def answer(way: str, question: Snapshot, make: Callable[[], Plan]) -> Answer:
        began, worked = time.perf_counter(), time.process_time()
        made = make()
        seconds, work = time.perf_counter() - began, time.process_time() - worked
        return Answer(
            way=way,
            seconds=seconds,
            work=work,
            objective=made.objective,
            gap=made.gap,
            soon=changed_patients(standing, made, days=SOON),
            changed=changed_patients(standing, made),
            keeps_the_rules=check_plan(question, made).ok,
        )

    yield answer("still", after, lambda: plan_still(after, standing))
    yield answer("nobody else", after, lambda: plan_still(after, standing, worth=ANY_PRICE))
    yield answer("freely", after, lambda: plan(after, standing=standing, time_limit=FREE_SECONDS))
    if scratch_seconds is not None:
        yield answer("scratch, old plan priced", after, lambda: plan(after, time_limit=scratch_seconds))
        yield answer("scratch", unpriced, lambda: plan(unpriced, time_limit=scratch_seconds))


def main(seconds: float) -> int:
    """Print every answer, then what is typical of each way; 1 when a plan breaks a rule."""
    snapshot = read_snapshot(CITY)
    standing = plan(snapshot, time_limit=seconds)
    plan_still(snapshot, standing)  # Kernels are there before anything is timed.
    print(f"The plan that stands: {standing.objective:,.0f}, gap {standing.gap:.2%}, {seconds:g} s\n")
    print("| change | way | seconds | of one processor | total | gap | days 0-2 | at all |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    found: list[tuple[Change, Answer]] = []
    counts: dict[str, int] = {}
    for change in changes(snapshot, standing):
        counts[change.kind] = counts.get(change.kind, 0) + 1
        scratch = seconds / 4 if counts[change.kind] <= FROM_SCRATCH else None
        for answer in answers(change, standing, scratch_seconds=scratch):
            found.append((change, answer))
            print(f"| {change.kind}: {change.what} | {_cells(answer)} |", flush=True)
    _print_typical(found)
    return 0 if all(answer.keeps_the_rules for _, answer in found) else 1


def _cells(answer: Answer) -> str:
    return (
        f"{answer.way} | {answer.seconds:.2f} | {answer.work:.2f} | {answer.objective:,.0f} | "
        f"{answer.gap:.2%} | {answer.soon} | {answer.changed}"
    )


def _print_typical(found: list[tuple[Change, Answer]]) -> None:
    print(
        "\n| change | way | cases | seconds, median (most) | of one processor | total beside still |", end=""
    )
    print(" gap, most | days 0-2 | at all |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    calm = {change.what: answer.objective for change, answer in found if answer.way == "still"}
    for kind, way in dict.fromkeys((change.kind, answer.way) for change, answer in found):
        pairs = [(change, answer) for change, answer in found if (change.kind, answer.way) == (kind, way)]
        own = [answer for _, answer in pairs]
        times = [answer.seconds for answer in own]
        beyond = median(answer.objective - calm[change.what] for change, answer in pairs)
        print(
            f"| {kind} | {way} | {len(own)} | {median(times):.2f} ({max(times):.2f}) | "
            f"{median([answer.work for answer in own]):.2f} | {beyond:+,.0f} | "
            f"{max(answer.gap for answer in own):.2%} | {_spread([answer.soon for answer in own])} | "
            f"{_spread([answer.changed for answer in own])} |"
        )


def _spread(counts: list[int]) -> str:
    return f"{median(counts):g} ({min(counts)} to {max(counts)})"


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else STANDING_SECONDS))
