"""The page's sections on the engine itself: phase by phase, small districts, growth."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import prose
from benchmarks.extent import FIXED_GAP, GAPS
from benchmarks.goals import exponent, verdict
from benchmarks.results import Record, Results
from benchmarks.words import NOTHING, percent, pounds, seconds, table


def phases(results: Results) -> Iterator[str]:
    if "phases" not in results.parts:
        return
    yield "## The engine, phase by phase"
    yield prose.PHASES
    head = ("phase", "beds", "patients or classes", "rounds", "time", "objective", "bound", "gap")
    rows = []
    for phase in ("compile", "price", "bound"):
        for one in results.sound("phases", phase):
            size = one.get("patients", one.get("classes"))
            clock = one["clock"]
            rows.append(
                (
                    phase, one["beds"], f"{size:,}", clock["rounds"], seconds(clock["mean"]),
                    pounds(one["objective"]), pounds(one["bound"]), percent(one["gap"]),
                )
            )  # fmt: skip
    yield table(head, rows)
    yield from _plans(results)
    yield from _again(results)


def _plans(results: Results) -> Iterator[str]:
    yield "### Plan: time to a proven gap"
    shown = [gap for gap in GAPS if gap <= 0.02]
    rows = [
        (
            f"{one['beds']:,}", one["seed"], f"{one['patients']:,}", one["units"],
            *(seconds(one["seconds_to_gap"][f"{gap:g}"]) for gap in shown),
            percent(one["gap"]), seconds(one["seconds"]), pounds(one["objective"]), pounds(one["bound"]),
        )
        for one in results.sound("phases", "plan")
    ]  # fmt: skip
    to = [f"to {100 * gap:g} %" for gap in shown]
    yield table(("beds", "seed", "patients", "units", *to, "gap", "after", "objective", "bound"), rows)


def _again(results: Results) -> Iterator[str]:
    yield "### Plan again: one change, from the standing plan"
    yield prose.AGAIN
    rows = [
        (
            one["change"].replace("_", " "), one["beds"],
            percent(one["standing_gap"]), percent(one["goal_gap"]),
            seconds(one["compile_seconds"]), seconds(one["seconds_to_goal"]), percent(one["gap"]),
            seconds(one["from_nothing_seconds"]), pounds(one["objective"]), pounds(one["bound"]),
        )
        for one in results.sound("phases", "plan again")
    ]  # fmt: skip
    yield table(
        (
            "change", "beds", "standing gap", "goal", "compile", "time to goal", "gap", "from nothing",
            "objective", "bound",
        ),
        rows,
    )  # fmt: skip


def small(results: Results) -> Iterator[str]:
    records = results.of("small")
    if not records:
        return
    limits = (records[0]["asked"]["time_limit"], _limit(records[0]["highs"]))
    yield "## Small districts against the optimum of the whole model"
    yield prose.SMALL.format(
        number=len(records), beds=records[0]["asked"]["beds"], engine=limits[0], highs=limits[1]
    )
    head = ("seed", "patients", "HiGHS", "its gap", "time", "bedflow", "its gap", "time", "verdict")
    yield table(head, [_small_row(one) for one in records])


def _limit(record: Record) -> float:
    return float(record.get("allowed", {}).get("seconds", 0.0))


def _small_row(one: Record) -> tuple[object, ...]:
    if "failed" in one or "failed" in one["highs"]:
        told = one.get("failed") or one["highs"]["failed"]
        return (one["asked"]["seed"], *[NOTHING] * 7, told)
    highs = one["highs"]
    return (
        one["asked"]["seed"], one["patients"], pounds(highs["objective"]), percent(highs["gap"]),
        seconds(highs["seconds"]), pounds(one["objective"]), percent(one["gap"]), seconds(one["seconds"]),
        verdict(one),
    )  # fmt: skip


def growth(results: Results) -> Iterator[str]:
    records = results.of("scaling")
    if not records:
        return
    yield f"## Growth: time and memory to a gap of {100 * FIXED_GAP:g} %"
    to = f"to {100 * FIXED_GAP:g} %"
    head = ("beds", "patients", "classes", "units", "compile", to, "gap", "after", "peak memory")
    yield table(head, [_growth_row(one) for one in records])
    fitted = exponent(records, FIXED_GAP)
    if fitted is not None:
        yield prose.GROWTH.format(power=fitted[0], sizes=fitted[1])


def _growth_row(one: Record) -> tuple[object, ...]:
    if "failed" in one:
        return (f"{one['asked']['beds']:,}", *[NOTHING] * 7, one["failed"])
    return (
        f"{one['asked']['beds']:,}", f"{one['patients']:,}", f"{one['classes']:,}", one["units"],
        seconds(one["build_seconds"]), seconds(one["seconds_to_gap"][f"{FIXED_GAP:g}"]), percent(one["gap"]),
        seconds(one["seconds"]), f"{one['peak_mb']:,.0f} MB",
    )  # fmt: skip


def profile(results: Results) -> Iterator[str]:
    records = results.of("profile")
    sound = [one for one in records if "failed" not in one]
    if not sound:
        return
    yield "## Where the time goes"
    yield prose.PROFILE
    sizes = [f"{one['asked']['beds']:,} beds" for one in sound]
    longest = {step: 0.0 for one in sound for step in one["steps"]}
    for one in sound:
        for step, spent in one["steps"].items():
            longest[step] = max(longest[step], spent["seconds"])
    rows: list[tuple[object, ...]] = [
        ("search, by the clock", *(seconds(one["seconds"]) for one in sound)),
        ("gap", *(percent(one["gap"]) for one in sound)),
        ("units a class may use", *(f"{one['options_per_class']:.0f}" for one in sound)),
    ]
    rows += [
        (step, *(_spent(one, step) for one in sound))
        for step in sorted(longest, key=longest.get, reverse=True)
    ]
    yield table(("step", *sizes), rows)


def _spent(one: Record, step: str) -> str:
    spent = one["steps"].get(step)
    return NOTHING if spent is None else f"{seconds(spent['seconds'])} ({spent['calls']:,})"


def certificates(results: Results) -> Iterator[str]:
    for one in results.of("certificates"):
        if "failed" not in one:
            yield "## Certificates of very many small districts"
            yield prose.CERTIFICATES.format(**one, seed=one["asked"]["first_seed"])
