"""The exact optimum of a small district, by a model that nobody could mistake for the engine.

Every patient is a path through (day, progress, unit) and everything that patients share is a row;
CP-SAT proves the best sum. Costs and hours are scaled to whole numbers without rounding, so the
optimum is the model page's and not a neighbour of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from ortools.sat.python import cp_model

from bedflow.domain import Plan, Snapshot
from tests.oracle_district import District, Person, Step, exact
from tests.oracle_price import Chosen, Raises, Usage, price, usage

__all__ = ["Chosen", "Oracle", "Raises", "Usage", "best_plan", "least_raises", "price", "raises_of", "usage"]

LARGEST = 10**15
"""Largest sum CP-SAT is trusted with; generated numbers have few decimals and stay far below."""


@dataclass(frozen=True)
class Oracle:
    """The proven best plan.

    Parameters
    ----------
    raises
        The raises for locks that the plan was made under.
    least_raise_total
        Least total (transfers plus hours) with which the locked patients alone can obey.
    raises_are_unique
        Whether no other raises have that least total; when false the choice is open, and a plan
        is to be compared under its own raises.
    """

    objective: float
    courses: dict[str, Chosen]
    breakdown: dict[str, float]
    raises: Raises
    least_raise_total: float
    raises_are_unique: bool


def best_plan(snapshot: Snapshot, raises: Raises | None = None, *, workers: int = 1) -> Oracle:
    """Find the best valid plan and prove it.

    Parameters
    ----------
    raises
        Raises for locks to plan under; absent: some of the least ones.
    """
    district = District(snapshot)
    least, unique = least_raises(district, workers=workers)
    used = least if raises is None else raises
    courses = _best_courses(district, used, workers=workers)
    breakdown = price(snapshot, courses, used)
    return Oracle(
        objective=sum(breakdown.values()),
        courses=courses,
        breakdown=breakdown,
        raises=used,
        least_raise_total=float(least.total),
        raises_are_unique=unique,
    )


def raises_of(plan: Plan, snapshot: Snapshot) -> Raises:
    """Read from a plan what it added to limits for locks (and not for commitments)."""
    district = District(snapshot)
    committed = district.commitment_raises()
    hours: dict[tuple[str, int], Fraction] = {}
    intake: dict[tuple[str, int], int] = defaultdict(int)
    for team in plan.teams:
        key = (team.team, district.day_number[team.date])
        extra = Fraction(repr(team.raised)) - committed.get(key, Fraction(0))
        if extra > Fraction(1, 10**6):
            hours[key] = extra.limit_denominator(10**6)
    for alert in plan.alerts:
        if alert.unit is not None:
            intake[alert.unit, district.day_number[alert.date]] += round(alert.short)
    return Raises(hours, intake)


# ---- paths


class _Paths:
    """One CP-SAT model with a path per patient, and what the steps of a day take."""

    def __init__(self, district: District, people: Iterable[Person]) -> None:
        self.district = district
        self.model = cp_model.CpModel()
        self.steps: dict[str, list[tuple[Step, Any]]] = {}
        self.people = {person.id: person for person in people}
        for person in self.people.values():
            self._add(person)

    def _add(self, person: Person) -> None:
        flow_in, flow_out = defaultdict(list), defaultdict(list)
        steps: list[tuple[Step, Any]] = []
        for t, layer in enumerate(self.district.layers(person)):
            for step in layer:
                taken = self.model.new_bool_var("")
                steps.append((step, taken))
                flow_out[t, step.before].append(taken)
                flow_in[t + 1, step.after].append(taken)
        self.model.add_exactly_one(flow_out[person.start, self.district.first_stand(person)])
        for (t, stand), arriving in flow_in.items():
            if t < self.district.horizon and not self.district.is_done(person, stand):
                self.model.add(sum(arriving) == sum(flow_out[t, stand]))
        self.steps[person.id] = steps

    def each(self) -> Iterable[tuple[Person, Step, Any]]:
        for name, steps in self.steps.items():
            for step, taken in steps:
                yield self.people[name], step, taken

    def solve(self, *, workers: int) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        assert status == cp_model.OPTIMAL, f"the oracle is not proven: {solver.status_name(status)}"
        return solver

    def rows(self, scale: int) -> tuple[dict[Any, list[Any]], dict[Any, list[Any]]]:
        """What steps take: hours by (team, day), scaled; transfers by (unit, day)."""
        hours, transfers = defaultdict(list), defaultdict(list)
        for _, step, taken in self.each():
            for team, needed in step.hours.items():
                hours[team, step.day].append(_whole(needed, scale) * taken)
            if step.arrives:
                transfers[step.unit, step.day].append(taken)
        return hours, transfers


def _whole(amount: Fraction, scale: int) -> int:
    scaled = amount * scale
    assert scaled.denominator == 1, "a number with too many decimals"
    return scaled.numerator


def _hours_scale(district: District, raises: Raises) -> int:
    amounts = [hours for person in district.people for layer in district.layers(person)
               for step in layer for hours in step.hours.values()]  # fmt: skip
    for team in district.teams.values():
        for t in range(district.horizon):
            amounts += [district.team_hours(team, "hours", t), district.team_hours(team, "overtime", t)]
    return lcm(
        1, *(a.denominator for a in [*amounts, *district.committed().values(), *raises.hours.values()])
    )


# ---- locks


def least_raises(district: District, *, workers: int = 1) -> tuple[Raises, bool]:
    """Find the least raises with which the locked patients alone obey, and whether they are the only ones."""
    locked = [person for person in district.people if person.locks]
    if not locked:
        return Raises(), True
    scale = _hours_scale(district, Raises())
    paths = _Paths(district, locked)
    hours, transfers = paths.rows(scale)
    others = district.committed(without=frozenset(person.id for person in locked))
    free = district.commitment_raises()
    more: dict[tuple[str, str, int], Any] = {}
    for (name, t), terms in hours.items():
        team = district.teams[name]
        limit = district.team_hours(team, "hours", t) + district.team_hours(team, "overtime", t)
        room = _whole(limit + free.get((name, t), Fraction(0)) - others.get((name, t), Fraction(0)), scale)
        more["hours", name, t] = paths.model.new_int_var(0, LARGEST // scale, "")
        paths.model.add(sum(terms) <= room + more["hours", name, t])
    for (name, t), taken in transfers.items():
        intake = district.limit(district.units[name], "daily_intake", t)
        if intake is not None:
            more["intake", name, t] = paths.model.new_int_var(0, len(taken), "")
            paths.model.add(sum(taken) <= intake + more["intake", name, t])
    total = sum(var * (scale if kind == "intake" else 1) for (kind, _, _), var in more.items())
    paths.model.minimize(total)
    solver = paths.solve(workers=workers)
    found = {key: solver.value(var) for key, var in more.items()}
    raises = Raises(
        {(n, t): Fraction(v, scale) for (kind, n, t), v in found.items() if kind == "hours" and v},
        {(n, t): v for (kind, n, t), v in found.items() if kind == "intake" and v},
    )
    if not raises.total:
        return raises, True
    paths.model.add(total <= round(solver.objective_value))
    return raises, not _has_other_raises(paths.model, more, found)


def _has_other_raises(model: cp_model.CpModel, more: Mapping[Any, Any], found: Mapping[Any, int]) -> bool:
    model.clear_objective()  # type: ignore[no-untyped-call]
    above = []
    for key, var in more.items():
        above.append(model.new_bool_var(""))
        model.add(var >= found[key] + 1).only_enforce_if(above[-1])
    model.add_bool_or(above)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE)
    return status != cp_model.INFEASIBLE


# ---- the whole plan


def _best_courses(district: District, raises: Raises, *, workers: int) -> dict[str, Chosen]:
    scale = _hours_scale(district, raises)
    paths = _Paths(district, district.people)
    hours, transfers = paths.rows(scale)
    costs: list[tuple[Fraction, Any]] = [(step.cost, taken) for _, step, taken in paths.each()]
    costs += _price_places(paths)
    costs += _price_hours(paths, hours, raises, scale=scale)
    for (name, t), taken in transfers.items():
        intake = district.limit(district.units[name], "daily_intake", t)
        if intake is not None:
            paths.model.add(sum(taken) <= intake + raises.intake.get((name, t), 0))
    money = lcm(1, *(price_.denominator for price_, _ in costs))
    assert money * max((price_ for price_, _ in costs), default=0) < LARGEST, "too many decimals to be exact"
    paths.model.minimize(sum(_whole(price_, money) * var for price_, var in costs))
    solver = paths.solve(workers=workers)
    return {
        name: _course(district, [step for step, taken in steps if solver.value(taken)])
        for name, steps in paths.steps.items()
    }


def _price_places(paths: _Paths) -> list[tuple[Fraction, Any]]:
    district, model, policy = paths.district, paths.model, paths.district.policy
    present, isolating = defaultdict(list), defaultdict(list)
    for person, step, taken in paths.each():
        present[step.unit, step.day].append(taken)
        if person.facts.isolation:
            isolating[step.unit, step.day].append(taken)
    costs = []
    for (name, t), taken in present.items():
        beds = district.limit(district.units[name], "beds", t) or 0
        surge = district.limit(district.units[name], "surge", t) or 0
        in_surge = model.new_int_var(0, surge, "")
        over = model.new_int_var(0, len(taken), "")
        model.add(sum(taken) <= beds + in_surge + over)
        surge_is_full = model.new_bool_var("")  # surge places go first, dear or not
        model.add(in_surge >= surge).only_enforce_if(surge_is_full)
        model.add(over == 0).only_enforce_if(surge_is_full.negated())
        costs += [(exact(policy.surge_bed), in_surge), (exact(policy.over_capacity), over)]
    for (name, t), taken in isolating.items():
        places = district.limit(district.units[name], "isolation_beds", t)
        if places is not None:
            breach = model.new_int_var(0, len(taken), "")
            model.add(sum(taken) <= places + breach)
            costs.append((exact(policy.isolation_breach), breach))
    return costs


def _price_hours(
    paths: _Paths, hours: Mapping[Any, list[Any]], raises: Raises, *, scale: int
) -> list[tuple[Fraction, Any]]:
    district, costs = paths.district, []
    free = district.commitment_raises()
    for (name, t), terms in hours.items():
        team = district.teams[name]
        limit = district.team_hours(team, "hours", t)
        limit += free.get((name, t), Fraction(0)) + raises.hours.get((name, t), Fraction(0))
        overtime = paths.model.new_int_var(0, _whole(district.team_hours(team, "overtime", t), scale), "")
        paths.model.add(sum(terms) <= _whole(limit, scale) + overtime)
        costs.append((exact(district.policy.overtime_hour) / scale, overtime))
    return costs


def _course(district: District, steps: list[Step]) -> Chosen:
    units: list[str | None] = [None] * district.horizon
    care: list[bool | None] = [None] * district.horizon
    for step in steps:
        units[step.day], care[step.day] = step.unit, step.care
    return tuple(units), tuple(care)
