"""What the split of budgets costs: by hand on paper, and held to proof and checker on random districts."""

from __future__ import annotations

from random import Random

import pytest

from bedflow.check import check_plan
from bedflow.domain import Plan, Snapshot
from bedflow.finance import Financed, Pen, financed, seen_by
from bedflow.ledger import (
    MODES,
    AnnualPerPatient,
    Block,
    Mode,
    PathwayEpisode,
    PaymentByResults,
    SharedBudget,
    activity_of,
    agree,
    organisations_of,
)
from bedflow.recost import recost
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import ENOUGH, ann, bob, course, district, person, phase, proven, team, unit

UNITS = [
    unit("W", "acute", organisation="hospital"),
    unit("K", "community_hospital", organisation="community"),
    unit("H", "home_support", organisation="council"),
]


def two_people() -> Snapshot:
    """Ann, admitted on 1 November, needs a community hospital; Bob a ward for two days; three days."""
    people = [
        ann("W", phase("community_hospital", 9), admitted="2026-11-01"),
        bob("W", phase("acute", 2)),
    ]
    return district(3, UNITS, people)


def held_by(snapshot: Snapshot, organisation: str, mode: Mode) -> Pen:
    return of_mode(snapshot, (organisation,), mode).pens[0]


def of_mode(snapshot: Snapshot, pens: tuple[str, ...], mode: Mode) -> Financed:
    shared = proven(snapshot)
    (found,) = financed(snapshot, shared, modes=[mode], pens=pens, planner=lambda it: plan(it, effort=ENOUGH))
    for pen in found.pens:
        report = check_plan(snapshot, pen.plan)
        assert report.ok, [str(finding) for finding in report.findings]
    return found


LOCKED = 1192

# ---- by hand. Shared: Ann to K today, 60 + 3 x 250 = 810. Kept in W she costs 3 x 400 and waits at
# 180, 189 and 198: 1,767. Bob costs 800 either way.


def test_community_with_a_block_leaves_people_in_hospital() -> None:
    pen = held_by(two_people(), "community", Block())
    assert course(pen.plan, "ann") == "(W) (W) (W)"
    assert pen.costs_more == 95_700
    assert pen.books_gain == 75_000
    assert pen.payment == 75_000
    # Hospital 1,200 and patients 567 less the 60 of the move; the payer pays the same.
    assert pen.others_gain == 120_000 + 50_700
    assert pen.payer_gains == 50_700
    assert pen.is_covered


def test_hospital_with_a_block_chooses_the_shared_plan() -> None:
    pen = held_by(two_people(), "hospital", Block())
    assert pen.keeps_shared
    assert (pen.costs_more, pen.books_gain, pen.payment) == (0, 0, 0)


def test_hospital_paid_by_the_day_keeps_people_when_a_day_earns_more_than_it_costs() -> None:
    mode = PaymentByResults(long_stay_day=1_600)
    pen = held_by(two_people(), "hospital", mode)
    assert course(pen.plan, "ann") == "(W) (W) (W)"
    # Half of 1,600 for each of three days off the baseline, less 400 each.
    assert pen.books_gain == 3 * (80_000 - 40_000)
    assert (pen.seen.averaged, pen.seen.shift) == (800, 400)
    # The payer pays 2,400 more; the community spends 750 less of the same block.
    assert pen.books.paid - pen.shared.paid == 240_000
    assert pen.others_gain == 240_000 + 50_700 - 75_000
    assert pen.costs_more == 95_700


def test_hospital_paid_less_than_a_day_costs_moves_people_on() -> None:
    assert held_by(two_people(), "hospital", PaymentByResults(long_stay_day=700)).keeps_shared


@pytest.mark.parametrize("mode", [PathwayEpisode(), AnnualPerPatient(lead="hospital")])
def test_lead_that_pays_all_chooses_the_shared_plan(mode: Mode) -> None:
    assert held_by(two_people(), "hospital", mode).keeps_shared


def test_whoever_is_refunded_weighs_harm_alone() -> None:
    # Moving costs patients 60, waiting 180 a day: moved on, whatever K costs the lead.
    assert held_by(two_people(), "community", PathwayEpisode()).keeps_shared


def test_one_purse_makes_everybody_choose_the_shared_plan() -> None:
    snapshot = two_people()
    found = of_mode(snapshot, organisations_of(snapshot), SharedBudget())
    assert all(pen.keeps_shared for pen in found.pens)
    assert found.payments_together == 0


# ---- what somebody's books see


def seen(snapshot: Snapshot, organisation: str, mode: Mode) -> Snapshot:
    shared = proven(snapshot)
    activity = activity_of(snapshot, shared, trim_days=21)
    agreed = agree(snapshot, shared, mode=mode)
    return seen_by(snapshot, organisation, agreed=agreed, activity=activity).snapshot


def test_surge_places_of_others_are_places() -> None:
    units = [unit("W", "acute", organisation="hospital", beds=1, surge=2), *UNITS[1:]]
    snapshot = district(2, units, [bob("W", phase("acute", 1)), person("eve", phase("acute", 1), unit="W")])
    theirs = seen(snapshot, "council", Block()).units[0]
    assert [(theirs.beds_on(day), theirs.surge_on(day)) for day in snapshot.days] == [(3, 0), (3, 0)]
    assert seen(snapshot, "hospital", Block()).units[0] == snapshot.units[0]


def test_overtime_of_others_is_hours() -> None:
    snapshot = district(2, UNITS, [bob("W", phase("acute", 1))], teams=[team(2, "H", overtime=1.5)])
    theirs, own = (seen(snapshot, name, Block()).teams[0] for name in ("hospital", "council"))
    day = snapshot.first_day
    assert (theirs.hours_on(day), theirs.overtime_on(day)) == (3.5, 0)
    assert (own.hours_on(day), own.overtime_on(day)) == (2, 1.5)


# ---- costed again


def test_same_courses_under_the_same_prices_are_the_same_plan() -> None:
    snapshot = two_people()
    made = proven(snapshot)
    assert recost(snapshot, made, beside=made) == made


def test_bound_of_another_snapshot_is_refused() -> None:
    snapshot, other = two_people(), sample_district(beds=24)
    made = proven(snapshot)
    with pytest.raises(ValueError, match="another snapshot"):
        recost(other, made, beside=made)


def test_courses_that_name_not_everybody_are_refused() -> None:
    snapshot = two_people()
    made = proven(snapshot)
    fewer: Plan = made.model_copy(update={"courses": made.courses[:1]})
    with pytest.raises(ValueError, match="no course"):
        recost(snapshot, fewer, beside=made)


# ---- random districts


def with_organisations(snapshot: Snapshot, seed: int) -> Snapshot:
    draw = Random(seed)
    names = ["hospital", "community", "council"]
    units = [one.model_copy(update={"organisation": draw.choice(names)}) for one in snapshot.units]
    return snapshot.model_copy(update={"units": tuple(units)})


@pytest.mark.parametrize("seed", range(25))
def test_no_split_of_budgets_beats_the_shared_plan(seed: int) -> None:
    snapshot = with_organisations(random_district(seed, patients=6), seed)
    shared = plan(snapshot, effort=ENOUGH)
    assert shared.status == "optimal"
    modes = [*(mode() for mode in MODES.values()), PaymentByResults(long_stay_day=2_000, trim_days=1)]
    pens = organisations_of(snapshot)
    found = financed(snapshot, shared, modes=modes, pens=pens, planner=lambda it: plan(it, effort=20))
    for each in found:
        for pen in each.pens:
            report = check_plan(snapshot, pen.plan)
            assert report.ok, [str(finding) for finding in report.findings]
            # A proof is to one in a million.
            assert pen.costs_more >= -1 - 1e-4 * shared.objective
            assert pen.books.cost + pen.books.harm == pen.books.total
            assert sum(a.balance for a in pen.books.accounts) - pen.books.paid == -pen.books.cost
            _adds_up(pen)


def _adds_up(pen: Pen) -> None:
    """Hold what the others gain against a sum over each of them."""
    others = [
        was.balance - now.balance
        for was, now in zip(pen.shared.accounts, pen.books.accounts, strict=True)
        if was.organisation != pen.organisation
    ]
    assert pen.others_gain == sum(others) + pen.payer_gains
    assert pen.others_gain - pen.payment == pen.costs_more
    assert pen.payment > 0 or pen.keeps_shared


def test_locks_raise_as_much_whoever_plans() -> None:
    # Two least raises for the locks of this district: which one is taken depends on the prices.
    snapshot = with_organisations(random_district(LOCKED), LOCKED)
    shared = plan(snapshot, effort=3)
    pens = organisations_of(snapshot)
    (found,) = financed(
        snapshot, shared, modes=[Block()], pens=pens, planner=lambda it: plan(it, effort=2, standing=shared)
    )
    assert all(check_plan(snapshot, pen.plan).ok for pen in found.pens)


def test_districts_that_look_the_same_are_planned_once() -> None:
    snapshot = two_people()
    asked: list[Snapshot] = []

    def planner(district: Snapshot) -> Plan:
        asked.append(district)
        return plan(district, effort=ENOUGH)

    shared = proven(snapshot)
    modes = [mode() for mode in MODES.values()]
    financed(snapshot, shared, modes=modes, pens=organisations_of(snapshot), planner=planner)
    # Three for their own costs, the hospital paid by results, and whoever is refunded all alike.
    assert len(asked) == 5
