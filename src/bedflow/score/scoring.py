"""A plan made by hand: what it breaks, what it costs beside the proposed one, and the best around it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bedflow.check import Finding
from bedflow.compare import Certificate, Difference, Verdict, certificate, difference, verdict
from bedflow.compile import compile_snapshot
from bedflow.domain import OPTIMAL_GAP, Plan, Snapshot, Status
from bedflow.ingest.read_hand_plan import HandForm, HandPlan
from bedflow.score.fixes import LIMITS, Fix, Rest, broken_rules, rest_around
from bedflow.score.held import mended
from bedflow.score.laid_out import laid_out
from bedflow.score.written import Ground, Written, written
from bedflow.waterfall import Progress, plan

QUICKLY = 0
"""Rounds of search in which it is seen whether fixes go together: the standing plan, mended."""


@dataclass(frozen=True, slots=True)
class Score:
    """A hand-made plan beside the proposed one, and the best around what it fixes.

    Attributes
    ----------
    form
        How it was written.
    whole
        Whether it names everybody; who is not named is where the proposed plan has them.
    proposed
        The proposed plan.
    hand
        The hand-made one, laid out as a plan; days in a unit before arrival or after all care is done
        are left out of it.
    broken
        Each rule it breaks.
    clashes
        Limits that a plan of some patients breaks only beside others where the proposed plan has them;
        those are free to make way.
    fixes
        What the person fixes, and what of it could not be kept.
    rest
        The best plan found around the fixes that are kept, of the same snapshot.
    rest_proof
        How good it is among all plans around these fixes.
    without
        The best plan found without the fixes, searched for as long: the proposed one, or a better one.
    against_proposed
        The proposed plan beside the hand-made one.
    around_choices
        The best without the fixes beside the best around them.
    choices
        What the fixes that are kept cost, and whether that is proven.
    """

    form: HandForm
    whole: bool
    proposed: Plan
    hand: Plan
    broken: tuple[Finding, ...]
    clashes: tuple[Finding, ...]
    fixes: tuple[Fix, ...]
    rest: Plan
    rest_proof: Certificate
    without: Plan
    against_proposed: Difference
    around_choices: Difference
    choices: Verdict

    @property
    def ok(self) -> bool:
        """Whether it breaks no rule and all that it fixes can be kept."""
        return not self.broken and not any(fix.unkept for fix in self.fixes)

    @property
    def left_on_the_table(self) -> float:
        """What the hand-made plan costs more than the best found around its fixes, in pounds-equivalent."""
        return self.hand.objective - self.rest.objective


def score(
    snapshot: Snapshot,
    hand: HandPlan,
    proposed: Plan,
    *,
    also: Collection[str] = (),
    time_limit: float | None = 5.0,
    effort: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Score:
    """Check and cost a hand-made plan, and plan the rest again around what it fixes.

    Parameters
    ----------
    snapshot
        The district.
    hand
        The hand-made plan, as :func:`bedflow.ingest.read_hand_rows.read_hand_plan` reads it.
    proposed
        The plan it is held against: one of this snapshot that keeps every rule.
    also
        Patients to hold to the hand-made plan though their course is the proposed one.
    time_limit, effort
        When to stop planning the rest.
    progress, interrupted
        As :func:`bedflow.waterfall.plan` takes them.
    """

    def planned(district: Snapshot, *, standing: Plan) -> Plan:
        return plan(
            district,
            time_limit=time_limit,
            effort=effort,
            standing=standing,
            progress=progress,
            interrupted=interrupted,
        )

    def quickly(district: Snapshot, *, standing: Plan) -> Plan:
        return plan(district, effort=QUICKLY, standing=standing)

    ground = Ground.of(compile_snapshot(snapshot), proposed)
    meant = written(hand, ground, also=also)
    rest = rest_around(meant, ground, planned=planned, quickly=quickly)
    if not any(fix.kept for fix in rest.fixes):
        return _score(hand, meant, ground, rest, without=rest.plan)
    if proposed.status is Status.OPTIMAL:
        return _score(hand, meant, ground, rest, without=proposed)
    # Searching on may find something better than the proposed plan; that is not what the fixes save.
    found = planned(snapshot, standing=proposed)
    without = min(proposed, found, key=lambda each: each.objective)
    return _score(hand, meant, ground, rest, without=without)


def _score(hand: HandPlan, meant: Written, ground: Ground, rest: Rest, *, without: Plan) -> Score:
    snapshot, proposed = ground.compiled.snapshot, ground.proposed
    laid = laid_out(
        ground.compiled, (mended(course, ground.district) for course in meant.courses), beside=proposed
    )
    broken = broken_rules(meant.courses, ground)
    clashes = () if meant.whole else tuple(each for each in broken if each.rule in LIMITS)
    proof = _proof(rest)
    choices = verdict(certificate(without), proof, days_before=snapshot.days, days_after=snapshot.days)
    return Score(
        form=hand.form,
        whole=meant.whole,
        proposed=proposed,
        hand=laid,
        broken=tuple(each for each in broken if each not in clashes),
        clashes=clashes,
        fixes=rest.fixes,
        rest=rest.plan,
        rest_proof=proof,
        without=without,
        against_proposed=difference(snapshot, proposed, snapshot, laid),
        around_choices=difference(snapshot, without, snapshot, rest.plan),
        choices=choices,
    )


def _proof(rest: Rest) -> Certificate:
    objective = rest.plan.objective
    bound = min(objective, rest.bound)
    gap = (objective - bound) / objective if objective > 0 else 0.0
    status = Status.OPTIMAL if gap <= OPTIMAL_GAP else Status.FEASIBLE
    return Certificate(objective=objective, bound=bound, gap=gap, status=status)
