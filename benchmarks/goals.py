"""What the engine is to reach, and whether a run shows that it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.results import Record, Results
from benchmarks.words import percent, seconds, spread, times

ALIKE = 2e-6
"""Relative distance at which two proven optima count as equal: both searches stop at a gap of 1e-6."""

REGION_BEDS, REGION_GAP, REGION_SECONDS, REGION_MB = 5000, 0.02, 120.0, 4096.0
AGAIN_BEDS, AGAIN_SECONDS = 600, 1.0
SMALL_BEDS, FEWEST_PROVEN = 24, 20
RIVAL_BEDS, RIVAL_GAP, RIVAL_TIMES = 60, 0.01, 50.0
MOST_EXPONENT = 1.15
FEWEST_SIZES = 3
"""Sizes needed before an exponent is fitted."""

RIVALS = {"highs": "HiGHS", "cp_sat": "CP-SAT"}


@dataclass(frozen=True)
class Goal:
    """A case, what is to be reached, what was measured, and whether that is enough; None: not measured."""

    case: str
    aim: str
    measured: str
    reached: bool | None


def goals(results: Results) -> list[Goal]:
    """Hold a run against everything that is to be reached."""
    return [
        _gap_in(results, beds=120, gap=0.01, most=2.0),
        _gap_in(results, beds=600, gap=0.015, most=5.0),
        _gap_in(results, beds=600, gap=0.01, most=20.0),
        _gap_in(results, beds=1200, gap=0.015, most=15.0),
        _region(results),
        _again(results),
        _small(results),
        *(_rival(results, solver) for solver in RIVALS),
        _still_solving(results),
        _growth(results),
    ]


def _not_measured(case: str, aim: str) -> Goal:
    return Goal(case, aim, "not measured in this run", None)


def _gap_in(results: Results, *, beds: int, gap: float, most: float) -> Goal:
    case = f"{beds:,} beds"
    aim = f"a plan proven within {100 * gap:g} % in {most:g} s"
    records = [one for one in results.sound("phases", "plan") if one["beds"] == beds]
    if not records:
        return _not_measured(case, aim)
    reached = [one["seconds_to_gap"][f"{gap:g}"] for one in records]
    here = [value for value in reached if value is not None]
    text = f"{spread(here)} ({_districts(len(here))})" if here else ""
    if len(here) < len(records):
        worst = max(one["gap"] for one in records)
        longest = max(one["seconds"] for one in records)
        others = _districts(len(records) - len(here))
        missed = f"not reached in {others}: {percent(worst)} after {seconds(longest)}"
        text = f"{text}; {missed}" if text else missed
    return Goal(case, aim, text, len(here) == len(records) and max(here) <= most)


def _districts(number: int) -> str:
    return f"{number} district{'' if number == 1 else 's'}"


def _region(results: Results) -> Goal:
    case = f"region, {REGION_BEDS:,} beds"
    aim = f"within {100 * REGION_GAP:g} % in {REGION_SECONDS:g} s, in less than 4 GB"
    record = next((one for one in results.of("scaling") if one["asked"]["beds"] == REGION_BEDS), None)
    if record is None:
        return _not_measured(case, aim)
    if "failed" in record:
        return Goal(case, aim, record["failed"], reached=False)
    took, memory = record["seconds_to_gap"][f"{REGION_GAP:g}"], record["peak_mb"]
    text = (
        f"{seconds(took)}"
        if took is not None
        else f"{percent(record['gap'])} after {seconds(record['seconds'])}"
    )
    reached = took is not None and took <= REGION_SECONDS and memory < REGION_MB
    return Goal(case, aim, f"{text}, {memory / 1024:.2f} GB; {record['patients']:,} patients", reached)


def _again(results: Results) -> Goal:
    case = f"one change planned again, {AGAIN_BEDS} beds (lock, closure, lost team)"
    aim = "in 1 s to a gap no worse than the standing plan's + 0.2 %"
    records = [one for one in results.sound("phases", "plan again") if one["beds"] == AGAIN_BEDS]
    if not records:
        return _not_measured(case, aim)
    told = [f"{one['change'].replace('_', ' ')} {_goal_time(one)}" for one in records]
    took = [one["seconds_to_goal"] for one in records]
    return Goal(case, aim, ", ".join(told), all(one is not None and one <= AGAIN_SECONDS for one in took))


def _goal_time(record: Record) -> str:
    if record["seconds_to_goal"] is not None:
        return seconds(record["seconds_to_goal"])
    return f"not in {seconds(record['seconds'])} ({percent(record['gap'])})"


def verdict(record: Record) -> str:
    """Say how the engine's plan of a small district stands to the optimum of the whole model."""
    highs = record["highs"]
    if "failed" in record or "failed" in highs:
        return "a search failed"
    proven = highs["status"] == "optimal"
    alike = highs["objective"] is not None and (
        abs(record["objective"] - highs["objective"]) <= ALIKE * abs(highs["objective"])
    )
    if proven:
        return "equal" if alike else "above" if record["objective"] > highs["objective"] else "below"
    if record["status"] == "optimal":
        return "proven by the engine alone"
    return "alike, proven by neither" if alike else "proven by neither"


def _small(results: Results) -> Goal:
    case = f"every small case ({SMALL_BEDS} beds)"
    aim = f"the proven optimum of the whole model, on at least {FEWEST_PROVEN} districts"
    records = [one for one in results.of("small") if one["asked"]["beds"] == SMALL_BEDS]
    if not records:
        return _not_measured(case, aim)
    said = [verdict(one) for one in records]
    good = said.count("equal")
    proven = good + said.count("proven by the engine alone")
    wrong = [word for word in said if word in ("above", "below", "a search failed")]
    others = {word: said.count(word) for word in sorted(set(said) - {"equal"})}
    text = ", ".join([f"equal in {good} of {len(said)}", *(f"{word}: {n}" for word, n in others.items())])
    return Goal(case, aim, text, proven >= FEWEST_PROVEN and not wrong)


def ratio(engine: Record, peer: Record, gap: float) -> tuple[float | None, bool]:
    """Say how many times longer a peer took to a gap, and whether that is a least: it never got there.

    Seconds are of searching only: building the whole model is not held against a peer.
    """
    key = f"{gap:g}"
    own, other = engine["seconds_to_gap"][key], peer["seconds_to_gap"][key]
    if own is None:
        return None, False
    if other is None:
        return peer["seconds"] / max(own, 1e-3), True
    return other / max(own, 1e-3), False


def _search(results: Results, solver: str, beds: int) -> Record | None:
    searches = results.sound("peers")
    return next((one for one in searches if (one["task"], one["asked"]["beds"]) == (solver, beds)), None)


def _rival(results: Results, solver: str) -> Goal:
    name = RIVALS[solver]
    case = f"against {name} on the whole model, {RIVAL_BEDS} beds"
    aim = f"at least {RIVAL_TIMES:g} times faster to the same gap"
    engine, peer = _search(results, "engine", RIVAL_BEDS), _search(results, solver, RIVAL_BEDS)
    if engine is None or peer is None:
        return _not_measured(case, aim)
    value, least = ratio(engine, peer, RIVAL_GAP)
    if value is None:
        return Goal(case, aim, f"the engine proved no {100 * RIVAL_GAP:g} %", reached=False)
    text = f"{times(value, at_least=least)} times to {100 * RIVAL_GAP:g} %"
    own = seconds(engine["seconds_to_gap"][f"{RIVAL_GAP:g}"])
    other = (
        f"not in {seconds(peer['seconds'])}" if least else seconds(peer["seconds_to_gap"][f"{RIVAL_GAP:g}"])
    )
    return Goal(case, aim, f"{text} ({own} against {other})", value >= RIVAL_TIMES)


def _still_solving(results: Results) -> Goal:
    case, aim = "larger districts", "still solving where general solvers no longer do"
    searches = [one for one in results.of("peers") if one["task"] in ("engine", *RIVALS)]
    beds = max((one["asked"]["beds"] for one in searches), default=0)
    here = {one["task"]: one for one in searches if one["asked"]["beds"] == beds}
    if len(here) <= len(RIVALS) or beds <= RIVAL_BEDS:
        return _not_measured(case, aim)
    told = [f"{name}: {_state(here[solver])}" for solver, name in {"engine": "bedflow", **RIVALS}.items()]
    rivals = [here[solver] for solver in RIVALS]
    ahead = "failed" not in here["engine"] and all(
        "failed" in one or (one["gap"] or 0.0) > here["engine"]["gap"] for one in rivals
    )
    return Goal(case, aim, f"{beds} beds: " + "; ".join(told), ahead)


def _state(record: Record) -> str:
    if "failed" in record:
        return str(record["failed"])
    after = seconds(record["seconds"])
    if record["objective"] is None:
        return f"no plan after {after}"
    return f"{percent(record['gap'])} after {after}"


def exponent(records: Iterable[Record], gap: float) -> tuple[float, int] | None:
    """Fit seconds to a gap as a power of patients, least squares on logarithms; with how many sizes."""
    reached = [
        (one["patients"], one["seconds_to_gap"][f"{gap:g}"])
        for one in records
        if "failed" not in one and one["seconds_to_gap"][f"{gap:g}"]
    ]
    if len(reached) < FEWEST_SIZES:
        return None
    patients, took = np.log(np.array(reached, np.float64)).T
    return float(np.polyfit(patients, took, 1)[0]), len(reached)


def _growth(results: Results) -> Goal:
    case = "growth of time with patients, 120 to 5,000 beds"
    aim = f"exponent at most {MOST_EXPONENT:g}"
    records = results.of("scaling")
    fitted = exponent(records, REGION_GAP)
    whole = {120, REGION_BEDS} <= {one["asked"]["beds"] for one in records}
    if fitted is None or not whole:
        return _not_measured(case, aim)
    value, sizes = fitted
    return Goal(
        case, aim, f"{value:.2f} over {sizes} sizes", value <= MOST_EXPONENT and sizes == len(records)
    )
