"""Care comes first at no cost to anybody: same total, same places, and nobody else's reasons."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bedflow.care_first import care_first
from bedflow.check import check_plan
from bedflow.compile import compile_snapshot
from bedflow.domain import Plan, Snapshot, Wait
from bedflow.plan import read_back
from bedflow_solver import solve
from tests.districts import Knobs, make_district

CROWDED = Knobs(patients=10, units=5, days=7, teams=4, streams=1, locks=0.1, limits=0.9, odd_phases=0.8)


def waits_by_patient(plan: Plan) -> dict[str, list[Wait]]:
    waits: dict[str, list[Wait]] = defaultdict(list)
    for wait in plan.waits:
        waits[wait.patient].append(wait)
    return waits


def changed_by_it(snapshot: Snapshot, *, effort: int) -> set[str]:
    """Bring care forward in the engine's answer, hold what must stay, and give whose course changed."""
    compiled = compile_snapshot(snapshot)
    answer = solve(compiled.problem, effort=effort)
    before, after = (read_back(compiled, each, seed=0) for each in (answer, care_first(answer)))
    report = check_plan(snapshot, after)
    assert report.ok, [str(finding) for finding in report.findings]
    assert after.objective == before.objective
    assert after.breakdown == before.breakdown
    assert [course.units for course in after.courses] == [course.units for course in before.courses]
    changed = {
        then.patient for now, then in zip(before.courses, after.courses, strict=True) if now.care != then.care
    }
    old, new = waits_by_patient(before), waits_by_patient(after)
    assert {name for name in {*old, *new} if old[name] != new[name]} <= changed
    return changed


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_nothing_but_the_order_of_somebodys_own_days_changes(first: int) -> None:
    for seed in range(first, first + 50):
        changed_by_it(make_district(seed, CROWDED), effort=1)


@pytest.mark.parametrize("seed", [373, 996])
def test_hours_others_wait_for_are_not_moved_from_day_to_day(seed: int) -> None:
    changed_by_it(make_district(seed, CROWDED), effort=1)
