"""The page's sections on what else one might plan with."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import prose
from benchmarks.extent import GAPS
from benchmarks.goals import ratio
from benchmarks.pictures import SOLVERS
from benchmarks.results import Record, Results
from benchmarks.words import NOTHING, percent, pounds, seconds, table, times

USES = {
    "pounds": "pounds, all told",
    "acute_bed_days": "acute bed-days",
    "acute_waiting_days": "of these, days of waiting",
    "waiting_days": "days of waiting anywhere",
    "care_days": "days on which care goes forward",
    "home_days": "days at home with support",
    "surge_bed_days": "extra (surge) bed-days",
    "over_days": "days in a place that is not there (corridor)",
    "overtime_hours": "hours of overtime",
    "moves": "moves between units",
}


def peers(results: Results) -> Iterator[str]:
    records = results.of("peers")
    if not records:
        return
    yield "## Beside other solvers"
    yield prose.PEERS
    for beds in sorted({one["asked"]["beds"] for one in records}):
        here = [one for one in records if one["asked"]["beds"] == beds]
        yield f"### {beds:,} beds"
        yield table(
            ("solver", "threads", "allowed", "rows", "columns", "nonzeros", "model built in", "memory"),
            [_allowed_row(one) for one in here],
        )
        to = [f"to {100 * gap:g} %" for gap in GAPS]
        yield table(
            ("solver", "first plan", *to, "plan", "bound", "gap", "after", "remark"),
            [_search_row(one) for one in here],
        )
        yield from _ratios(here)


def _name(one: Record) -> str:
    return SOLVERS[one["task"]][0]


def _allowed_row(one: Record) -> tuple[object, ...]:
    if "failed" in one:
        return (_name(one), *[NOTHING] * 7)
    allowed = one["allowed"]
    size = [f"{allowed[part]:,}" if part in allowed else NOTHING for part in ("rows", "columns", "nonzeros")]
    limit, memory = seconds(allowed.get("seconds")), f"{one['peak_mb']:,.0f} MB"
    return (
        _name(one), allowed["threads"], limit, *size, seconds(one["build_seconds"]), memory
    )  # fmt: skip


def _search_row(one: Record) -> tuple[object, ...]:
    if "failed" in one:
        return (_name(one), *[NOTHING] * (len(GAPS) + 5), one["failed"])
    first = next((at for at, objective, _ in one["points"] if objective is not None), None)
    reached = one.get("seconds_to_gap", {})
    return (
        _name(one), seconds(first), *(seconds(reached.get(f"{gap:g}")) for gap in GAPS),
        pounds(one["objective"]), pounds(one["bound"]), percent(one["gap"] if one["objective"] else None),
        seconds(one["seconds"]), one["remark"] or one["status"],
    )  # fmt: skip


def _ratios(here: list[Record]) -> Iterator[str]:
    sound = {one["task"]: one for one in here if "failed" not in one}
    if "engine" not in sound:
        return
    yield prose.RATIOS
    rows = []
    for solver in ("highs", "cp_sat", "textbook"):
        if solver in sound:
            found = [ratio(sound["engine"], sound[solver], gap) for gap in GAPS]
            rows.append((SOLVERS[solver][0], *(times(value, at_least=least) for value, least in found)))
    yield table(("solver", *(f"to {100 * gap:g} %" for gap in GAPS)), rows)


def city(results: Results) -> Iterator[str]:
    sound = {one["task"]: one for one in results.sound("city")}
    if not {"engine_in_use", "first_come"} <= set(sound):
        return
    joint, usual = sound["engine_in_use"], sound["first_come"]
    yield "## A city's morning: joint plan against first come first served"
    yield prose.CITY.format(
        beds=joint["asked"]["beds"],
        seed=joint["asked"]["seed"],
        patients=joint["patients"],
        limit=joint["asked"]["time_limit"],
        gap=percent(joint["gap"]),
        remark=usual["remark"],
    )
    rows = []
    for key, name in USES.items():
        before, after = usual["use"][key], joint["use"][key]
        share = f"{100 * (after - before) / before:+.1f} %" if before else NOTHING
        rows.append((name, f"{before:,.0f}", f"{after:,.0f}", f"{after - before:+,.0f}", share))
    yield table(("over the horizon", "first come first served", "joint plan", "difference", ""), rows)
