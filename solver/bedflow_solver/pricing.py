"""Price every class at once: the best courses under given prices, over threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bedflow_solver.course import Scratch, Tariff, best_course, make_scratch
from bedflow_solver.loads import Loads, Prices, add_course, linear_tariff, no_loads
from bedflow_solver.problem import Bools, Floats, Problem

Stations = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Courses:
    """One course for each class, or for each job.

    Attributes
    ----------
    stations
        Shape (n, D), int16; -1 where out of the system.
    actives
        Shape (n, D), bool.
    """

    stations: Stations
    actives: Bools

    def copy(self) -> Courses:
        """Give a copy that can be written to."""
        return Courses(self.stations.copy(), self.actives.copy())

    def __len__(self) -> int:
        return len(self.stations)


def empty_courses(number: int, days: int) -> Courses:
    """Give courses that are never in the system."""
    return Courses(np.full((number, days), -1, np.int16), np.zeros((number, days), np.bool_))


def no_courses(problem: Problem) -> Courses:
    """Give a course for each job that is never in the system, to be written to."""
    return empty_courses(problem.jobs, problem.days)


@njit(cache=True, nogil=True)
def price_classes(problem, tariff, first, step, scratch, values, stations, actives):  # type: ignore[no-untyped-def]
    """Price every ``step``-th class from ``first`` on."""
    for c in range(first, len(problem.first_day), step):
        values[c] = best_course(problem, tariff, c, scratch, stations[c], actives[c])


@njit(cache=True, nogil=True)
def add_all(problem, times, stations, actives, loads):  # type: ignore[no-untyped-def]
    """Add every class's course to the loads as often as the class has jobs."""
    for c in range(len(problem.first_day)):
        add_course(problem, c, stations[c], actives[c], times[c], loads)


@dataclass(slots=True)
class Pricer:
    """Prices all classes of one problem; keeps threads and working arrays from call to call.

    Each class is priced by itself, so the answer does not depend on the number of threads.
    """

    problem: Problem
    threads: int = field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)))
    _scratch: list[Scratch] = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._scratch = [make_scratch(self.problem) for _ in range(self.threads)]
        self._pool = ThreadPoolExecutor(self.threads)

    def best(
        self, tariff: Tariff, *, first: int = 0, every: int = 1, within: Problem | None = None
    ) -> tuple[Floats, Courses]:
        """Find each class's cheapest course under a tariff.

        Parameters
        ----------
        first, every
            Price only every so manieth class, from one on; the others stay out of the system.
        within
            The same question with fewer options; what courses cost in it is then no bound.

        Returns
        -------
        The costs, shape (C,), rows' charges included, and the courses.
        """
        classes = self.problem.classes
        problem = self.problem if within is None else within
        values = np.empty(classes)
        courses = empty_courses(classes, problem.days)

        def work(part: int) -> None:
            price_classes(
                problem,
                tariff,
                first + every * part,
                every * self.threads,
                self._scratch[part],
                values,
                courses.stations,
                courses.actives,
            )

        if classes < 50 or self.threads == 1:
            price_classes(
                problem,
                tariff,
                first,
                every,
                self._scratch[0],
                values,
                courses.stations,
                courses.actives,
            )
        else:
            _all_done(self._pool, work, self.threads)
        return values, courses

    def at(self, prices: Prices, *, within: Problem | None = None) -> tuple[Floats, Courses, Loads]:
        """Find each class's cheapest course at row prices, and what all jobs together then use.

        Parameters
        ----------
        within
            As in :meth:`best`.
        """
        values, courses = self.best(linear_tariff(self.problem, prices), within=within)
        loads = no_loads(self.problem)
        add_all(self.problem, self.problem.members, courses.stations, courses.actives, loads)
        return values, courses, loads

    def sample(self, prices: Prices, *, first: int, every: int, within: Problem | None = None) -> Loads:
        """Estimate what all jobs together use at row prices, from every so manieth class.

        Parameters
        ----------
        first, every, within
            As in :meth:`best`.
        """
        tariff = linear_tariff(self.problem, prices)
        _values, courses = self.best(tariff, first=first, every=every, within=within)
        loads = no_loads(self.problem)
        add_all(self.problem, self.problem.members * every, courses.stations, courses.actives, loads)
        return loads

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


def _all_done(pool: ThreadPoolExecutor, work: Callable[[int], None], parts: int) -> None:
    for done in [pool.submit(work, part) for part in range(parts)]:
        done.result()
