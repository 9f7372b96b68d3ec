"""What a plan costs, component by component, in the model page's terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bedflow.compile import Compiled
from bedflow.domain import Breakdown
from bedflow.itinerary import Stay, phase_next
from bedflow_solver import HOUR, NOT_COMPARED, WATCHED_DAYS, Result


def breakdown_of(compiled: Compiled, result: Result, itineraries: Sequence[Sequence[Stay]]) -> Breakdown:
    """Cost a plan by component, in pounds-equivalent."""
    totals = dict.fromkeys(Breakdown.model_fields, 0.0)
    for stays in itineraries:
        for stay in stays:
            for component, amount in _day_costs(compiled, stay):
                totals[component] += amount
    totals.update(_resource_costs(compiled, result))
    return Breakdown(**{name: round(amount, 6) for name, amount in totals.items()})


def _day_costs(compiled: Compiled, stay: Stay) -> Sequence[tuple[str, float]]:
    """Give what one day of one patient costs by itself."""
    problem, policy = compiled.problem, compiled.snapshot.policy
    c = problem.job_class[stay.job]
    unit = compiled.snapshot.units[stay.unit]
    costs = [
        ("care", unit.cost_per_day),
        ("mismatch", compiled.stay_cost(stay.job, stay.unit) - unit.cost_per_day),
    ]
    if stay.care:
        if phase_next(compiled.patients[stay.job], stay.done)[0].setting is not unit.setting:
            costs.append(("over_placement", policy.over_placement))
    else:
        factor = policy.wait_factor(int(problem.waited[c]) + stay.waited)
        costs.append(("waiting", float(problem.idle_harm[c]) * policy.wait_weight[unit.setting] * factor))
    if stay.moves_in and stay.before >= 0:
        costs.append(("transfers", policy.transfer))
    if stay.day < WATCHED_DAYS and problem.earlier[c, stay.day] not in (NOT_COMPARED, stay.unit):
        costs.append(("replan", policy.replan))
    return costs


def _resource_costs(compiled: Compiled, result: Result) -> dict[str, float]:
    """Give what is paid beyond beds, isolation beds and hours."""
    problem, policy, loads = result.problem, compiled.snapshot.policy, result.loads
    beyond = np.maximum(0, loads.seats - problem.seats)
    surge = np.minimum(beyond, problem.spare)
    isolating = np.maximum(0, loads.special - problem.special_seats)
    overtime = np.maximum(0, loads.hours - problem.pool_hours)
    return {
        "surge": float(surge.sum()) * policy.surge_bed,
        "over_capacity": float((beyond - surge).sum()) * policy.over_capacity,
        "isolation": float(isolating.sum()) * policy.isolation_breach,
        "overtime": float(overtime.sum()) / HOUR * policy.overtime_hour,
    }
