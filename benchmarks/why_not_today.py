"""Why not today, held to its word: `python -m benchmarks.why_not_today`.

Patients who wait today are drawn from the city, the BNSSG morning and generated districts until so many
have a smallest change named. Each change is made and each half of one, by other code than named it, and
the patient is planned again around the others; then the whole district is planned freely with the change.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from random import Random

from bedflow.around import around
from bedflow.domain import Snapshot
from bedflow.explain.asked import Asked
from bedflow.explain.change import WhyNot, smallest_change, with_extras
from bedflow.explain.extra import Extra, ExtraKind
from bedflow.ingest import read_snapshot
from bedflow.sample import sample_district
from bedflow.waterfall import plan

EXAMPLES = Path(__file__).parents[1] / "examples"
GENERATED = ((60, 3), (90, 4), (120, 5), (150, 6))
"""Beds and seed of the generated districts."""


@dataclass
class Tally:
    """What was found in one district."""

    asked: int = 0
    named: int = 0
    moved: int = 0
    half_moved: int = 0
    none_named: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    free: int = 0
    free_moved: int = 0
    free_others: int = 0
    free_unchanged: int = 0
    free_seconds: list[float] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def districts() -> Iterator[tuple[str, Snapshot]]:
    """Give the districts by name."""
    for name in ("city", "bnssg"):
        yield name, read_snapshot(str(EXAMPLES / name / "snapshot.json"))
    for beds, seed in GENERATED:
        yield f"generated, {beds} beds", sample_district(beds=beds, seed=seed)


def waiting_today(asked: Asked, random: Random) -> list[str]:
    """Give who waits on day 0, in random order."""
    today = asked.snapshot.first_day
    waiting = [
        name for name, days in asked.occupied.days.items() if days[0].date == today and not days[0].care
    ]
    random.shuffle(waiting)
    return waiting


def half(extras: Sequence[Extra]) -> list[Extra]:
    """Halve a change: half the hours, and of whole numbers half rounded down."""
    halved = [
        (extra, extra.amount / 2 if extra.kind is ExtraKind.HOUR else extra.amount // 2) for extra in extras
    ]
    return [Extra(extra.kind, extra.name, extra.dates, amount) for extra, amount in halved if amount > 0]


def moves_with(asked: Asked, patient: str, extras: Sequence[Extra]) -> bool:
    """Say whether a patient's care goes forward on day 0 with more of something, the others standing."""
    changed = with_extras(asked.snapshot, extras)
    left = around(changed, asked.plan, patients=[patient], occupied=asked.occupied)
    return bool(plan(left, effort=3, seed=1).courses[0].care[0])


def ask(asked: Asked, patient: str, tally: Tally, *, free_effort: int | None) -> None:
    """Ask for one patient and count what is found."""
    begun = time.perf_counter()
    why = smallest_change(asked.snapshot, asked.plan, patient, asked=asked, free_effort=None)
    tally.seconds.append(time.perf_counter() - begun)
    tally.asked += 1
    if why.change is None:
        tally.none_named[str(why.hindrance.kind if why.hindrance else "")] += 1
        return
    tally.named += 1
    tally.moved += moves_with(asked, patient, why.change.extras)
    tally.half_moved += moves_with(asked, patient, half(why.change.extras))
    if free_effort is not None:
        _ask_freely(asked, why, tally, free_effort)


def _ask_freely(asked: Asked, why: WhyNot, tally: Tally, effort: int) -> None:
    begun = time.perf_counter()
    free = smallest_change(asked.snapshot, asked.plan, why.patient, asked=asked, free_effort=effort).free
    tally.free_seconds.append(time.perf_counter() - begun)
    if free is None:
        return
    tally.free += 1
    tally.free_moved += free.moves
    tally.free_others += bool(free.instead) and not free.moves
    tally.free_unchanged += free.moves_unchanged


def measure(*, patients: int, free: int, effort: int, seed: int) -> dict[str, Tally]:
    """Draw patients from all districts in turn until so many have a change named."""
    random, tallies, queues = Random(seed), {}, []
    for name, snapshot in districts():
        asked = Asked(snapshot, plan(snapshot, effort=effort))
        tallies[name] = Tally()
        queues.append([(name, asked, patient) for patient in waiting_today(asked, random)])
    turns = (turn for turns in zip_longest(*queues) for turn in turns if turn is not None)
    for name, asked, patient in turns:
        if sum(tally.named for tally in tallies.values()) >= patients:
            break
        freely = sum(tally.free for tally in tallies.values()) < free
        ask(asked, patient, tallies[name], free_effort=1 if freely else None)
    return tallies


KINDS = ("not_before", "locked", "no_unit", "cheaper_to_wait", "as_good_now")


def lines(tallies: dict[str, Tally]) -> Iterator[str]:
    """Write what was found as two tables."""
    rows = {**tallies, "**all**": sum(tallies.values(), Tally())}
    head = "| district | asked | change named | moves them | half moves them | date bars | lock | no unit "
    yield head + "| waiting cheaper | as good now | seconds, mean | most |"
    yield "|---|" + "---:|" * 11
    for name, tally in rows.items():
        none = " | ".join(str(tally.none_named[kind]) for kind in KINDS)
        seconds = f"{_mean(tally.seconds):.2f} | {max(tally.seconds, default=0):.2f}"
        counts = f"{tally.asked} | {tally.named} | {tally.moved} | {tally.half_moved}"
        yield f"| {name} | {counts} | {none} | {seconds} |"
    yield ""
    yield "| district | planned freely | moves them too | others get it | move without it | seconds, mean |"
    yield "|---|" + "---:|" * 5
    for name, tally in rows.items():
        counts = f"{tally.free} | {tally.free_moved} | {tally.free_others} | {tally.free_unchanged}"
        yield f"| {name} | {counts} | {_mean(tally.free_seconds):.1f} |"


def _mean(seconds: Sequence[float]) -> float:
    return sum(seconds) / len(seconds) if seconds else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200, help="changes to name")
    parser.add_argument(
        "--free", type=int, default=200, help="changes also planned freely, the whole district"
    )
    parser.add_argument("--effort", type=int, default=20, help="rounds of search for the standing plans")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draw")
    chosen = parser.parse_args()
    print("\n".join(lines(measure(**vars(chosen)))))


if __name__ == "__main__":
    main()
