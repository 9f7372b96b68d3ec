"""How many arrivals each forecast patient of a plan stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bedflow.domain import ForecastStream, Snapshot


def arrivals_each_stands_for(snapshot: Snapshot) -> dict[str, float]:
    """Share the mean of each stream out among the whole patients it is planned with.

    The patients of a day share the mean of that day and of the days before it on which nobody was made;
    what comes after the last is the last day's. A stream that makes nobody within the horizon counts
    with nobody, here as in the plan.

    Returns
    -------
    dict
        Mean arrivals by id of the forecast patient.
    """
    stands_for: dict[str, float] = {}
    for stream in snapshot.arrivals:
        made = [(patient.id, patient.arrives) for patient in stream.patients(snapshot.days)]
        on = Counter(arrives for _, arrives in made if arrives is not None)
        mean = _shared(stream, snapshot.days, on)
        stands_for |= {name: mean[arrives] / on[arrives] for name, arrives in made if arrives is not None}
    return stands_for


def _shared(stream: ForecastStream, days: Sequence[date], on: Counter[date]) -> dict[date, float]:
    mean: dict[date, float] = {}
    waiting, last = 0.0, None
    for day in days:
        waiting += stream.mean_on(day)
        if on[day]:
            mean[day], waiting, last = waiting, 0.0, day
    if last is not None:
        mean[last] += waiting
    return mean
