"""What if: the district as it is and under scenarios, planned and laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bedflow.compare import Difference, Measures, difference, measures
from bedflow.domain import Plan, Snapshot
from bedflow.ingest import BadInput
from bedflow.waterfall import Progress, plan
from bedflow.whatif.apply import Applied, apply_scenarios
from bedflow.whatif.further import Planned, decided_further
from bedflow.whatif.lineage import Lineage, lineage_of
from bedflow.whatif.scenario import Given

BASE_SECONDS = 5.0
"""Seconds of planning the district as it is, when no plan of it is given."""

SCENARIO_SECONDS = 1.0
"""Seconds of planning each scenario on from the base: in a city most of what it changes is found by then."""

Told = Callable[[str, Progress], None]
"""Takes what is being planned, and how planning goes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a scenario, or of several one after the other.

    Attributes
    ----------
    applied
        The district they make, and where it comes from.
    plan
        Its plan.
    difference
        That plan beside the base.
    """

    applied: Applied
    plan: Plan
    difference: Difference

    @property
    def name(self) -> str:
        """The scenarios' names."""
        return self.applied.name

    @property
    def snapshot(self) -> Snapshot:
        """The district under the scenarios."""
        return self.applied.snapshot

    @property
    def measures(self) -> Measures:
        """What the plan comes to."""
        return self.difference.measures_after

    @property
    def decided(self) -> bool:
        """Whether the change of the total is at least as large as what the gaps leave open."""
        return self.difference.decided


@dataclass(frozen=True, slots=True)
class Answer:
    """The district as it is beside what comes of scenarios.

    Attributes
    ----------
    snapshot, base
        The district as it is, and its plan.
    measures
        What that plan comes to.
    lineage
        Where it comes from.
    outcomes
        What comes of each scenario, in the order asked.
    """

    snapshot: Snapshot
    base: Plan
    measures: Measures
    lineage: Lineage
    outcomes: tuple[Outcome, ...]

    @property
    def undecided(self) -> tuple[Outcome, ...]:
        """The outcomes whose difference is smaller than the gaps."""
        return tuple(outcome for outcome in self.outcomes if not outcome.decided)


def what_if(
    snapshot: Snapshot,
    scenarios: Sequence[Given],
    *,
    base: Plan | None = None,
    time_limit: float = SCENARIO_SECONDS,
    base_seconds: float = BASE_SECONDS,
    effort: int | None = None,
    seed: int = 0,
    decide_within: float = 0.0,
    progress: Told | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> Answer:
    """Plan a district as it is and under scenarios, each on from the base, and lay them side by side.

    Parameters
    ----------
    snapshot
        The district as it is, without faults.
    scenarios
        The questions: each a scenario, or several to apply one after the other.
    base
        A plan of the district that keeps the rules; absent: plan it first.
    time_limit
        Seconds of planning for each question; not used when ``effort`` is given.
    base_seconds
        Seconds of planning for the base, when none is given.
    effort
        Rounds of search for each plan instead of time: the same answer on any machine.
    seed
        Seed of the search.
    decide_within
        Seconds in all in which to go on with the base and with every question whose difference is
        smaller than the gaps, until it is larger; 0: leave it undecided.
    progress
        Told how planning goes.
    interrupted
        Polled; when it says so the best plans so far are compared.

    Raises
    ------
    BadInput
        With every scenario that cannot be applied, before anything is planned.
    """
    asked = _all_applied(snapshot, scenarios)

    def made(name: str, district: Snapshot, seconds: float, standing: Plan | None) -> Plan:
        return plan(
            district,
            time_limit=seconds,
            effort=effort,
            seed=seed,
            standing=standing,
            progress=None if progress is None else lambda state: progress(name, state),
            interrupted=interrupted,
        )

    first = base or made("as it is", snapshot, base_seconds, None)
    plans = [
        first if each.snapshot is snapshot else made(each.name, each.snapshot, time_limit, first)
        for each in asked
    ]
    cases = [Planned(each.name, each.snapshot, its) for each, its in zip(asked, plans, strict=True)]
    standing = Planned("as it is", snapshot, first)
    if decide_within > 0:
        standing, cases = decided_further(
            standing, cases, seconds=decide_within, seed=seed, progress=progress, interrupted=interrupted
        )
    return _answer(standing, list(zip(asked, cases, strict=True)))


def _all_applied(snapshot: Snapshot, scenarios: Sequence[Given]) -> list[Applied]:
    """Apply every question, or say of all of them at once what cannot be."""
    asked, faults = [], []
    for each in scenarios:
        try:
            asked.append(apply_scenarios(snapshot, each, parent=snapshot))
        except BadInput as bad:
            faults += [fault for fault in bad.faults if fault not in faults]
    if faults:
        raise BadInput(faults)
    return asked


def _answer(base: Planned, cases: Sequence[tuple[Applied, Planned]]) -> Answer:
    outcomes = tuple(
        Outcome(applied, case.plan, difference(base.snapshot, base.plan, applied.snapshot, case.plan))
        for applied, case in cases
    )
    return Answer(
        snapshot=base.snapshot,
        base=base.plan,
        measures=(outcomes[0].difference.measures_before if outcomes else measures(base.snapshot, base.plan)),
        lineage=lineage_of(base.snapshot, (), base.snapshot),
        outcomes=outcomes,
    )
