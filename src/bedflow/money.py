"""What a plan costs, component by component, in the model page's terms.

Each component is defined once, for a patient's day, a unit's day or an hour of overtime; an engine's
answer and a plan document are costed by the same definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from bedflow.compile import Compiled
from bedflow.diary import PatientDay
from bedflow.domain import FORECAST_PREFIX, Breakdown, Patient, Snapshot
from bedflow.itinerary import Stay, phase_next
from bedflow.rules.mismatch import mismatch_cost
from bedflow_solver import HOUR, WATCHED_DAYS, Result

DECIMALS = 6
"""Digits to which the components of a plan are rounded."""


class Prices:
    """The prices of one snapshot: what a day of a patient costs, and what is paid beyond the limits.

    Parameters
    ----------
    snapshot
        The district, its policy and the plan that stood.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.policy = snapshot.policy
        self._units = {unit.id: unit for unit in snapshot.units}
        self._earlier = _earlier_units(snapshot)
        self._mismatch: dict[tuple[str, str], float] = {}

    def of_day(self, day: PatientDay) -> dict[str, float]:
        """Give what one day of one patient costs by itself, by component; absent: nothing."""
        policy, unit = self.policy, self._units[day.unit]
        costs = {"care": unit.cost_per_day}
        if (mismatch := self._mismatch_of(day.patient, day.unit)) > 0:
            costs["mismatch"] = mismatch
        if not day.care:
            harm = policy.harm_per_day(frailty=day.patient.frailty, given=day.patient.harm_per_day)
            factor = policy.wait_factor(day.patient.waiting_days + day.waited)
            costs["waiting"] = harm * policy.wait_weight[unit.setting] * factor
        elif day.phase.setting is not unit.setting:
            costs["over_placement"] = policy.over_placement
        if day.moves_in and day.before is not None:
            costs["transfers"] = policy.transfer
        if self._earlier.get((day.patient.id, day.date), day.unit) != day.unit:
            costs["replan"] = policy.replan
        return costs

    def beyond_places(self, *, surge: int, over: int, breaches: int) -> dict[str, float]:
        """Give what places beyond the beds cost.

        Parameters
        ----------
        surge
            Surge places used, on one day or on many.
        over
            People beyond beds and surge places.
        breaches
            People in isolation beyond the isolation places.
        """
        return {
            "surge": surge * self.policy.surge_bed,
            "over_capacity": over * self.policy.over_capacity,
            "isolation": breaches * self.policy.isolation_breach,
        }

    def overtime(self, hours: float) -> float:
        """Give what hours of overtime cost."""
        return hours * self.policy.overtime_hour

    def _mismatch_of(self, patient: Patient, unit: str) -> float:
        key = (patient.id, unit)
        if key not in self._mismatch:
            self._mismatch[key] = mismatch_cost(
                patient, self._units[unit], policy=self.policy, unit_by_id=self._units
            )
        return self._mismatch[key]


def breakdown_of(compiled: Compiled, result: Result, itineraries: Sequence[Sequence[Stay]]) -> Breakdown:
    """Cost the engine's answer by component, in pounds-equivalent."""
    prices = Prices(compiled.snapshot)
    totals = dict.fromkeys(Breakdown.model_fields, 0.0)
    for day in _days(compiled, itineraries):
        for component, amount in prices.of_day(day).items():
            totals[component] += amount
    problem, loads = result.problem, result.loads
    beyond = np.maximum(0, loads.seats - problem.seats)
    surge = np.minimum(beyond, problem.spare)
    breaches = np.maximum(0, loads.special - problem.special_seats)
    totals |= prices.beyond_places(
        surge=int(surge.sum()), over=int((beyond - surge).sum()), breaches=int(breaches.sum())
    )
    totals["overtime"] = prices.overtime(float(np.maximum(0, loads.hours - problem.pool_hours).sum()) / HOUR)
    return rounded(totals)


def rounded(totals: Mapping[str, float]) -> Breakdown:
    """Give sums by component as a plan says them."""
    return Breakdown(**{name: round(amount, DECIMALS) for name, amount in totals.items()})


def _days(compiled: Compiled, itineraries: Sequence[Sequence[Stay]]) -> Iterator[PatientDay]:
    units, dates = compiled.snapshot.units, compiled.snapshot.days
    for stays in itineraries:
        for stay in stays:
            patient = compiled.patients[stay.job]
            phase, care_day = phase_next(patient, stay.done)
            yield PatientDay(
                patient=patient,
                day=stay.day,
                date=dates[stay.day],
                unit=units[stay.unit].id,
                before=None if stay.before < 0 else units[stay.before].id,
                care=stay.care,
                phase=phase,
                care_day=care_day,
                waited=stay.waited,
            )


def _earlier_units(snapshot: Snapshot) -> dict[tuple[str, date], str]:
    """Read where the plan that stood has people on days 0 to 2; forecast people never count."""
    standing = snapshot.previous_plan
    if standing is None:
        return {}
    watched = set(snapshot.days[:WATCHED_DAYS])
    return {
        (course.patient, day): unit
        for course in standing.courses
        if not course.patient.startswith(FORECAST_PREFIX)
        for day, unit in zip(standing.days, course.units, strict=False)
        if unit is not None and day in watched
    }
