"""Planning again after decisions: what changes, and what leaving everybody else alone costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bedflow.compare import Difference, difference
from bedflow.decide.apply import decided
from bedflow.domain import FORECAST_PREFIX, OPTIMAL_GAP, Decision, Plan, Snapshot, StandingPlan, Status
from bedflow.still import plan_still, worth_of_a_change
from bedflow.waterfall import plan as plan_freely

PENNY = 0.01
"""A plan that costs less by no more than this is no better; totals are rounded."""


@dataclass(frozen=True, slots=True)
class Free:
    """What planning everybody anew would come to, for comparison.

    Attributes
    ----------
    objective
        Its total, in pounds-equivalent.
    changed
        Known patients whose course would differ from the plan that stood.
    """

    objective: float
    changed: int


@dataclass(frozen=True, slots=True)
class Again:
    """A district after decisions, planned again.

    Attributes
    ----------
    snapshot, plan
        The district as decided, and its plan.
    difference
        That plan beside the one that stood.
    free
        What a plan in which everybody may be changed comes to, where one was asked for.
    """

    snapshot: Snapshot
    plan: Plan
    difference: Difference
    free: Free | None = None

    @property
    def further_gain(self) -> float:
        """What changing everybody freely was found to save beyond this plan, in pounds-equivalent."""
        return 0.0 if self.free is None else max(0.0, self.plan.objective - self.free.objective)


def again(
    snapshot: Snapshot,
    plan: Plan,
    decisions: Sequence[Decision],
    *,
    freely: bool = False,
    look: float = 0.0,
    worth: float | None = None,
    name: str = "list of decisions",
    interrupted: Callable[[], bool] | None = None,
) -> Again:
    """Apply decisions and plan again, leaving alone whom they do not touch.

    Where looking further finds a plan that saves enough for everybody it changes, that one is taken.

    Parameters
    ----------
    snapshot, plan
        The district and the plan that is decided on.
    decisions
        The decisions, in order.
    freely
        Let everybody be changed instead, for ``look`` seconds.
    look
        Seconds in which to see what planning everybody freely would save beyond; 0: do not look.
    worth
        Pounds-equivalent that changing one more patient's course has to save; absent: the policy's
        ``replan`` three times.
    name
        What messages call the file of the decisions.
    interrupted
        Polled while looking further.

    Raises
    ------
    BadInput
        With every decision that cannot be.
    """
    after = decided(snapshot, plan, decisions, name=name)
    calm = plan_still(after, plan, worth=worth)
    if look <= 0:
        return Again(after, calm, difference(snapshot, plan, after, calm))
    free = plan_freely(after, time_limit=look, standing=calm, interrupted=interrupted)
    each = worth_of_a_change(after) if worth is None else worth
    made = free if freely or _is_calmer(free, calm, since=plan, each=each) else _proven_by(calm, free)
    return Again(
        after,
        made,
        difference(snapshot, plan, after, made),
        Free(free.objective, changed_patients(plan, free)),
    )


def _is_calmer(free: Plan, calm: Plan, *, since: Plan, each: float) -> bool:
    """Say whether a plan is the better one when every patient it changes has to be worth it."""
    more = changed_patients(since, free) - changed_patients(since, calm)
    return free.objective + more * each < calm.objective - PENNY


def _proven_by(plan: Plan, free: Plan) -> Plan:
    """Give a plan the better of two proofs: a bound holds for every plan of the same snapshot."""
    if free.bound <= plan.bound:
        return plan
    bound = min(free.bound, plan.objective)
    gap = (plan.objective - bound) / plan.objective if plan.objective > 0 else 0.0
    status = Status.OPTIMAL if gap <= OPTIMAL_GAP else Status.FEASIBLE
    return plan.model_copy(update={"bound": bound, "gap": gap, "status": status})


def changed_patients(before: StandingPlan, after: StandingPlan, *, days: int | None = None) -> int:
    """Count the known patients whose course differs between two plans of the same morning.

    Parameters
    ----------
    days
        First days of the horizon to look at, units only; absent: all days, units and care.
    """
    was = {course.patient: course for course in before.courses}
    changed = 0
    for course in after.courses:
        earlier = was.get(course.patient)
        if course.patient.startswith(FORECAST_PREFIX) or earlier is None:
            continue
        if days is None:
            changed += (course.units, course.care) != (earlier.units, earlier.care)
        else:
            changed += course.units[:days] != earlier.units[:days]
    return changed
