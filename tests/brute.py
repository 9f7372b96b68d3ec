"""The engine's arrays read slowly: every course there is, what it uses and costs, in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bedflow_solver import HOUR, NOT_COMPARED, WATCHED_DAYS, Problem
from bedflow_solver.loads import Loads, Prices

Course = tuple[tuple[int, ...], tuple[bool, ...]]
"""Station (-1 out of the system) and whether active, day by day."""


def every_course(problem: Problem, c: int) -> Iterator[Course]:
    """Give every course of a class."""
    first = int(problem.first_day[c])
    start = int(problem.present[c])
    for days in _from(problem, c, day=first, progress=0, before=start):
        padding = problem.days - first - len(days)
        stations = (-1,) * first + tuple(int(problem.option_station[o]) for o, _ in days) + (-1,) * padding
        yield stations, (False,) * first + tuple(acts for _, acts in days) + (False,) * padding


def _from(
    problem: Problem, c: int, *, day: int, progress: int, before: int
) -> Iterator[list[tuple[int, bool]]]:
    bound_from_here = int(problem.lifted_days[c]) >> day
    if progress == problem.needed[c] and bound_from_here:
        return
    if day == problem.days or progress == problem.needed[c]:
        yield []
        return
    for option in range(problem.option_from[c], problem.option_from[c + 1]):
        if not _may_be(problem, c, day=day, progress=progress, before=before, option=option):
            continue
        stage = int(problem.stage_from[c]) + progress
        kind, level = problem.stage_kind[stage], problem.station_level[problem.option_station[option]]
        ways = [False] if problem.idle[kind, level] else []
        if problem.active[kind, level] and day >= problem.stage_opens[stage]:
            ways.append(True)
        for acts in ways:
            for later in _from(problem, c, day=day + 1, progress=progress + acts, before=option):
                yield [(option, acts), *later]


def _may_be(problem: Problem, c: int, *, day: int, progress: int, before: int, option: int) -> bool:
    kind = problem.stage_kind[problem.stage_from[c] + progress]
    level = problem.station_level[problem.option_station[option]]
    if not int(problem.stay_days[option]) >> day & 1 or not problem.safe[kind, level]:
        return False
    if option == before:
        return True
    if not int(problem.enter_days[option]) >> day & 1:
        return False
    from_outside = before < 0
    lifted = int(problem.lifted_days[c]) >> day & 1
    if from_outside or lifted:
        return True
    here = problem.station_level[problem.option_station[before]]
    return bool(problem.enter[kind, level]) and (level >= here or not problem.safe[kind, here])


@dataclass(frozen=True)
class Usage:
    """What courses use of every row, by (station or pool, day); hours in billionths."""

    seats: Counter[tuple[int, int]]
    special: Counter[tuple[int, int]]
    entries: Counter[tuple[int, int]]
    hours: Counter[tuple[int, int]]


def usage(problem: Problem, courses: list[tuple[int, Course]]) -> Usage:
    """Count what courses, each with its class, use together."""
    use = Usage(Counter(), Counter(), Counter(), Counter())
    for c, (stations, actives) in courses:
        present = problem.present[c]
        before = problem.option_station[present] if present >= 0 else -1
        progress = 0
        for day, (station, acts) in enumerate(zip(stations, actives, strict=True)):
            if station < 0:
                continue
            use.seats[station, day] += 1
            use.special[station, day] += bool(problem.special[c])
            use.entries[station, day] += station != before
            before = station
            if acts:
                stage = problem.stage_from[c] + progress
                for entry in range(problem.work_from[stage], problem.work_from[stage + 1]):
                    pool = int(problem.pool_of[station, problem.work_discipline[entry]])
                    if pool >= 0:
                        use.hours[pool, day] += int(problem.work_amount[entry])
                progress += 1
    return use


def own_cost(problem: Problem, c: int, course: Course) -> float:
    """Add up what a course costs by itself."""
    cost, progress, idle = 0.0, 0, int(problem.waited[c])
    present = problem.present[c]
    before = problem.option_station[present] if present >= 0 else -1
    costs = {
        int(problem.option_station[o]): float(problem.stay_cost[o])
        for o in range(problem.option_from[c], problem.option_from[c + 1])
    }
    for day, (station, acts) in enumerate(zip(*course, strict=True)):
        if station < 0:
            continue
        cost += costs[station]
        cost += problem.move if before >= 0 and station != before else 0.0
        before = station
        if day < WATCHED_DAYS and problem.earlier[c, day] not in (NOT_COMPARED, station):
            cost += problem.change
        level = int(problem.station_level[station])
        if acts:
            right_level = problem.stage_kind[problem.stage_from[c] + progress] == level
            cost += 0.0 if right_level else problem.misplaced
            progress += 1
        else:
            growth = min(1 + problem.idle_growth * idle, problem.idle_growth_max)
            cost += float(problem.idle_harm[c]) * float(problem.idle_weight[level]) * growth
            idle += 1
    return cost


def rows_cost(problem: Problem, use: Usage) -> float:
    """Add up what is paid beyond free seats, special seats and hours."""
    cost = 0.0
    for (station, day), people in use.seats.items():
        beyond = max(0, people - int(problem.seats[station, day]))
        spare = min(beyond, int(problem.spare[station, day]))
        cost += spare * problem.spare_price + (beyond - spare) * problem.over_price
    for (station, day), people in use.special.items():
        cost += max(0, people - int(problem.special_seats[station, day])) * problem.special_price
    for (pool, day), hours in use.hours.items():
        cost += max(0, hours - int(problem.pool_hours[pool, day])) / HOUR * problem.overtime_price
    return cost


def charges(problem: Problem, prices: Prices, use: Usage) -> float:
    """Add up what prices charge for what is used."""
    return sum(
        float(price[row]) * amount
        for price, used in zip(prices, (use.seats, use.special, use.entries), strict=False)
        for row, amount in used.items()
    ) + sum(float(prices.hour[row]) * hours / HOUR for row, hours in use.hours.items())


def keeps_limits(problem: Problem, use: Usage) -> bool:
    """Say whether gates and pools are within what they never pass."""
    gates = all(entries <= problem.gate[row] for row, entries in use.entries.items())
    return gates and all(hours <= problem.pool_limit[row] for row, hours in use.hours.items())


def is_load(use: Usage, loads: Loads) -> bool:
    """Say whether loads are this use, no more and no less."""
    return all(
        {tuple(row): int(part[tuple(row)]) for row in zip(*part.nonzero(), strict=True)}
        == {row: amount for row, amount in counted.items() if amount}
        for part, counted in zip(loads, (use.seats, use.special, use.entries, use.hours), strict=True)
    )
