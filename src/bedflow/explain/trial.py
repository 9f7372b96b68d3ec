"""A change tried out: the same people planned with and without it, like with like.

A plan of a large district is a little off the best, by more than one place is worth. So both sides are
planned by the same effort, each going on from what the other found, until neither gets better: what is
left between them is due to the change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from bedflow.compile import planned_patients
from bedflow.domain import OPTIMAL_GAP, Plan, Setting, Snapshot
from bedflow.waterfall import plan as plan_district

EFFORT = 12
"""Rounds of search of each planning: a fraction of a second for a score of people."""

MOST_TURNS = 3
"""Times both sides are planned again from what has been found, while that betters either."""

POUND = 1.0
"""Totals that are known closer than this are called exact."""

PENNY = 0.005

_FOR_REPORTS = {"id", "age", "admitted", "destination"}


@dataclass(frozen=True, slots=True)
class Change:
    """What a change does to one patient; negative numbers are days more.

    Attributes
    ----------
    patient
        The patient's id.
    acute_days
        Days in an acute unit that are released.
    waiting_days
        Waiting days that are spared.
    """

    patient: str
    acute_days: int
    waiting_days: int

    @property
    def is_earlier(self) -> bool:
        """Whether the patient gains: fewer waiting days, or as many and fewer in an acute unit."""
        return (self.waiting_days, self.acute_days) > (0, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change brings among the people planned again.

    Attributes
    ----------
    pounds
        Pounds-equivalent saved.
    low, high
        The proven range of what is saved, everybody else kept as planned.
    acute_days
        Bed-days released in acute units.
    waiting_days
        Waiting days spared, in all settings.
    changes
        Everybody whose days differ, those who gain most first.
    replanned
        How many people were planned again.
    """

    pounds: float
    low: float
    high: float
    acute_days: int
    waiting_days: int
    changes: tuple[Change, ...]
    replanned: int

    @property
    def is_exact(self) -> bool:
        """Whether both sides are proven, to the pound."""
        return self.high - self.low <= POUND

    @property
    def is_decided(self) -> bool:
        """Whether it is proven that the change saves something, or what it saves."""
        return self.is_exact or self.low > PENNY

    @property
    def earlier(self) -> tuple[Change, ...]:
        """Those who gain."""
        return tuple(change for change in self.changes if change.is_earlier)

    @property
    def later(self) -> tuple[Change, ...]:
        """Those who pay for it with days of their own."""
        return tuple(change for change in self.changes if not change.is_earlier)


def try_out(
    before: Snapshot,
    after: Snapshot,
    *,
    standing: Plan,
    relief: float = 0.0,
    effort: int = EFFORT,
    interrupted: Callable[[], bool] | None = None,
) -> Outcome:
    """Plan the same people without and with a change that takes nothing away, and compare.

    Parameters
    ----------
    before, after
        The district without and with the change; as :func:`bedflow.around.around` leaves it, when
        only some people are planned.
    standing
        A plan to go on from.
    relief
        What the change saves the people who are not planned again.
    effort
        Rounds of search of each planning.
    interrupted
        Polled; when it says so what is found by then is compared.
    """

    def planned(district: Snapshot, going_on_from: Plan, turn: int) -> Plan:
        return plan_district(
            district, effort=effort, seed=turn, standing=going_on_from, interrupted=interrupted
        )

    without = planned(before, standing, 0)
    if not _is_unproven(standing):
        # Where the whole cannot be bettered, no part of it can.
        without = _bounded(without, without.objective)
    within = _with_too(without, planned(after, without, 0))
    for turn in range(1, MOST_TURNS + 1):
        known = without.objective + within.objective
        if _is_unproven(without):
            without = _best(planned(before, within, turn), without)
        if _is_unproven(within):
            within = _best(planned(after, within, turn), within)
        within = _with_too(without, within)
        if known - without.objective - within.objective < PENNY:
            break
    return outcome_between(before, without, within, relief=relief)


def _is_unproven(plan: Plan) -> bool:
    return plan.gap > OPTIMAL_GAP


def _best(newer: Plan, known: Plan) -> Plan:
    """Give the cheaper of two plans of one district, with the better of their bounds."""
    cheaper = newer if newer.objective < known.objective - PENNY else known
    return _bounded(cheaper, max(newer.bound, known.bound))


def _with_too(without: Plan, within: Plan) -> Plan:
    """Give the plan with the change, or the one without where nothing is gained by moving anybody."""
    gained = within.objective < without.objective - PENNY
    return within if gained else _bounded(without, within.bound)


def _bounded(plan: Plan, bound: float) -> Plan:
    bound = min(bound, plan.objective)
    gap = (plan.objective - bound) / plan.objective if plan.objective > 0 else 0.0
    return plan.model_copy(update={"bound": bound, "gap": gap})


def outcome_between(district: Snapshot, without: Plan, within: Plan, *, relief: float = 0.0) -> Outcome:
    """Compare two plans of the same people.

    Parameters
    ----------
    district
        The district without the change.
    without, within
        The plans without and with it.
    relief
        What the change saves the people who are not planned again.
    """
    changes = changes_between(district, without, within)
    pounds = without.objective - within.objective + relief
    return Outcome(
        pounds=round(pounds, 2),
        low=round(max(0.0, without.bound - within.objective + relief), 2),
        high=round(without.objective - within.bound + relief, 2),
        acute_days=sum(change.acute_days for change in changes),
        waiting_days=sum(change.waiting_days for change in changes),
        changes=changes,
        replanned=len(without.courses),
    )


def changes_between(district: Snapshot, without: Plan, within: Plan) -> tuple[Change, ...]:
    """Give everybody whose acute or waiting days differ between two plans, those who gain most first.

    People alike in every fact that planning knows can be exchanged at no cost, and a plan may do so by
    chance: among them the days are dealt out so that least changes.
    """
    before, after = _days(district, without), _days(district, within)
    changes: list[Change] = []
    for alike in _alike(district, before.keys() & after.keys()):
        ordered = sorted(alike, key=lambda patient: (before[patient], patient))
        for patient, (acute, waiting) in zip(ordered, sorted(after[one] for one in alike), strict=True):
            changes.append(Change(patient, before[patient][0] - acute, before[patient][1] - waiting))
    differing = (change for change in changes if change.acute_days or change.waiting_days)
    return tuple(
        sorted(differing, key=lambda change: (-change.waiting_days, -change.acute_days, change.patient))
    )


def _days(district: Snapshot, plan: Plan) -> dict[str, tuple[int, int]]:
    """Give everybody's days in acute units and waiting days."""
    acute = {unit.id for unit in district.units if unit.setting is Setting.ACUTE}
    return {
        course.patient: (sum(unit in acute for unit in course.units), course.care.count(False))
        for course in plan.courses
    }


def _alike(district: Snapshot, patients: Collection[str]) -> Iterable[list[str]]:
    """Group patients by everything but who they are; with a plan that stood nobody is like another."""
    groups: dict[str, list[str]] = {}
    for patient in planned_patients(district):
        if patient.id in patients:
            told_apart = district.previous_plan is not None
            facts = patient.id if told_apart else patient.model_dump_json(exclude=_FOR_REPORTS)
            groups.setdefault(facts, []).append(patient.id)
    return groups.values()
