"""Write the page of benchmarks from the records of a run: python -m benchmarks.report [records] [page]."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import prose
from benchmarks.engine_sections import certificates, growth, phases, profile, small
from benchmarks.extent import FIXED_GAP
from benchmarks.goals import goals
from benchmarks.peer_sections import city, peers
from benchmarks.pictures import draw
from benchmarks.results import PARTS, Record, Results, read_results
from benchmarks.words import NOTHING, table

ROOT = Path(__file__).parents[1]
RECORDS, PAGE = ROOT / "benchmarks" / "results", ROOT / "docs" / "benchmarks.md"

MARKS = {True: "yes", False: "**no**", None: NOTHING}


def main(arguments: list[str]) -> None:
    """Read the records and write page and pictures."""
    records = Path(arguments[0]) if arguments else RECORDS
    page = Path(arguments[1]) if len(arguments) > 1 else PAGE
    results = read_results(records)
    if not results.parts:
        sys.exit(f"no records in {records}: run make bench first")
    pictures = draw(results, page.parent / "pictures")
    page.write_text("\n\n".join(write_page(results, pictures)) + "\n", encoding="utf-8")
    print(f"written: {page}")


def write_page(results: Results, pictures: list[str]) -> Iterator[str]:
    """Write the page, block by block."""
    yield "# Benchmarks"
    yield prose.HEAD
    yield from _with_what(results)
    yield "## What is to be reached"
    yield table(
        ("case", "to be reached", "measured", "reached"),
        [(one.case, one.aim, one.measured, MARKS[one.reached]) for one in goals(results)],
        words=4,
    )
    yield from _pictures(pictures)
    yield from phases(results)
    yield from small(results)
    yield from peers(results)
    yield from city(results)
    yield from growth(results)
    yield from profile(results)
    yield from certificates(results)
    yield "## Again"
    yield prose.AGAIN_YOURSELF


def _with_what(results: Results) -> Iterator[str]:
    machines = {str(sorted(content["machine_info"].items())): content for content in results.parts.values()}
    lines = []
    for content in machines.values():
        one = content["machine_info"]
        versions = ", ".join(f"{name} {number}" for name, number in one["versions"].items())
        lines.append(
            f"Machine: {one['processor']}, {one['cores']} cores, {one['memory_gb']:g} GB, {one['system']}. "
            f"Python {one['python']}; {versions} (HiGHS as it comes with OR-Tools)."
        )
    yield "\n\n".join(lines)
    head = ("part", "measured", "of commit", "extent", "first seed")
    yield table(head, [_stamp(part, content) for part, content in results.parts.items()], words=4)
    absent = [part for part in PARTS if part not in results.parts]
    if absent:
        yield f'Not measured yet: {", ".join(absent)} (`make bench PARTS="{" ".join(absent)}"`).'


def _stamp(part: str, content: Record) -> tuple[object, ...]:
    commit, extent = content["commit_info"], content["extent"]
    changes = " and changes" if commit["dirty"] else ""
    of = f"{str(commit['id'])[:9]}{changes}"
    return part, content["datetime"][:10], of, extent["name"], extent["first_seed"]


def _pictures(pictures: list[str]) -> Iterator[str]:
    told = {
        "bench-gap.svg": "The proven gap against seconds of search, for each solver on the same question",
        "bench-growth.svg": f"Seconds to a gap of {100 * FIXED_GAP:g} % against patients",
    }
    for name in pictures:
        yield f"![{told[name]}](pictures/{name})"


if __name__ == "__main__":
    main(sys.argv[1:])
