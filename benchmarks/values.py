"""Prices against values by planning again: every pair, and how alike the two rankings are.

Run as ``python -m benchmarks.values`` (some minutes), or with ``--quick`` for the small districts alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scipy.stats import spearmanr

from bedflow.domain import Plan, Snapshot
from bedflow.explain.competing import MOST
from bedflow.explain.value import WHOLE_DISTRICT, Priced, Worth, prices_by_day, prices_of_the_week, true_value
from bedflow.waterfall import plan
from benchmarks.cases import CITY_BEDS, CITY_SEED, snapshot

TOP = 10


@dataclass(frozen=True)
class Case:
    """A district, how long it is planned, and how many people are planned again for each value."""

    name: str
    beds: int
    seed: int
    effort: int
    most: int | None = MOST


SMALL = (
    Case("24 beds, seed 1", 24, 1, 40),
    Case("24 beds, seed 1, everybody planned again", 24, 1, 40, WHOLE_DISTRICT),
    Case("24 beds, seed 2", 24, 2, 40),
    Case("24 beds, seed 2, everybody planned again", 24, 2, 40, WHOLE_DISTRICT),
)
LARGE = (
    Case("120 beds, seed 1", 120, 1, 40),
    Case("city, 600 beds", CITY_BEDS, CITY_SEED, 20),
)


def main(cases: Sequence[Case]) -> None:
    """Measure and print."""
    for case in cases:
        district = snapshot(case.beds, case.seed)
        planned = plan(district, effort=case.effort)
        print(f"\n## {case.name}: plan within {100 * planned.gap:.2f} %")
        _compare("one more on every day of the first week", district, planned, _week(planned), case)
        _compare("one more on one day", district, planned, prices_by_day(planned)[:TOP], case)


def _week(planned: Plan) -> Sequence[Priced]:
    return [one for one in prices_of_the_week(planned)[:TOP] if one.price > 0]


def _compare(what: str, district: Snapshot, planned: Plan, priced: Sequence[Priced], case: Case) -> None:
    began = time.perf_counter()
    pairs = list(_pairs(district, planned, priced, case.most))
    seconds = time.perf_counter() - began
    print(f"\n### {what}\n\n| one more | at | price | planned again | proven | acute days | waiting days |")
    print("|---|---|---:|---:|---|---:|---:|")
    for worth in pairs:
        outcome = worth.outcome
        print(
            f"| {worth.extra.kind.value} | {_where(worth)} | {worth.price:,.0f} | {outcome.pounds:,.0f} "
            f"| {outcome.low:,.0f} to {outcome.high:,.0f} | {outcome.acute_days} | {outcome.waiting_days} |"
        )
    prices, values = [one.price for one in pairs], [one.outcome.pounds for one in pairs]
    print(f"\nRank correlation (Spearman) {_rank_correlation(prices, values)}; {seconds:.0f} s.", flush=True)


def _pairs(district: Snapshot, planned: Plan, priced: Sequence[Priced], most: int | None) -> Iterator[Worth]:
    for one in priced:
        yield Worth(one.extra, one.price, true_value(district, planned, one.extra, most=most))


def _where(worth: Worth) -> str:
    dates = worth.extra.dates
    return worth.extra.name if len(dates) > 1 else f"{worth.extra.name}, {dates[0]:%a %d %b}"


def _rank_correlation(prices: Sequence[float], values: Sequence[float]) -> str:
    if len(set(prices)) < 2 or len(set(values)) < 2:
        return "is not defined: all alike"
    return f"{float(spearmanr(prices, values).statistic):.2f}"


if __name__ == "__main__":
    main(SMALL if "--quick" in sys.argv[1:] else (*SMALL, *LARGE))
