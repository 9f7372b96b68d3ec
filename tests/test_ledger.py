"""The books of a plan, worked out by hand on paper and held to the penny on random districts."""

from __future__ import annotations

from random import Random

import pytest

from bedflow.check import check_plan
from bedflow.domain import Snapshot
from bedflow.ledger import (
    MODES,
    AnnualPerPatient,
    Block,
    Ledger,
    PathwayEpisode,
    PaymentByResults,
    SharedBudget,
    activity_of,
    agree,
    ledger,
)
from bedflow.ledger.pence import exact, pence, shared_out
from bedflow.waterfall import plan
from tests.districts import random_district
from tests.paper import ann, bob, district, person, phase, proven, team, unit

WARD = unit("W", "acute", organisation="hospital")
COMMUNITY = unit("K", "community_hospital", organisation="community")
HOME = unit("H", "home_support", organisation="council")
UNITS = [WARD, COMMUNITY, HOME]

ADMITTED = "2026-11-01"


def two_people() -> Snapshot:
    """Ann needs a community hospital for long, Bob a ward for two days; three days are planned."""
    people = [
        ann("W", phase("community_hospital", 9), admitted=ADMITTED),
        bob("W", phase("acute", 2)),
    ]
    return district(3, UNITS, people)


def with_eve() -> Snapshot:
    """And Eve comes on day 0 for an acute day."""
    eve = person("eve", phase("acute", 1), arrives="2026-11-23")
    return district(3, UNITS, [ann("W", phase("community_hospital", 9)), bob("W", phase("acute", 2)), eve])


def closes(books: Ledger) -> None:
    """Insist that the books are the plan's total and that no money comes from nowhere."""
    assert books.cost + books.harm == books.total
    assert sum(account.balance for account in books.accounts) - books.paid == -books.cost
    assert all(sum(a.costs.values()) == a.cost + a.harm for a in books.accounts)


# ---- by hand: Ann goes to K today (60 + 3 x 250), Bob stays two days in W (2 x 400)


def test_each_organisation_pays_for_its_own_days() -> None:
    snapshot = two_people()
    books = ledger(snapshot, proven(snapshot))
    closes(books)
    hospital, community = books.of("hospital"), books.of("community")
    assert (hospital.care_days, hospital.waiting_days, hospital.cost, hospital.harm) == (2, 0, 80_000, 0)
    assert (community.care_days, community.cost, community.harm) == (3, 75_000, 6_000)
    assert books.of("council").cost == 0
    assert books.total == 161_000


def test_one_purse_pays_every_cost() -> None:
    snapshot = two_people()
    books = ledger(snapshot, proven(snapshot), mode=SharedBudget())
    closes(books)
    assert [account.balance for account in books.accounts] == [0, 0, 0]
    assert books.paid == books.cost == 155_000


def test_block_is_paid_whatever_happens() -> None:
    snapshot = two_people()
    mode = Block(income_per_day={"hospital": 300, "community": 200})
    books = ledger(snapshot, proven(snapshot), mode=mode)
    closes(books)
    assert books.of("hospital").balance == 90_000 - 80_000
    assert books.of("community").balance == 60_000 - 75_000
    assert books.of("council").income == 0  # Not given: agreed at what it costs, which is nothing.


def test_lead_of_a_pathway_keeps_what_the_others_do_not_spend() -> None:
    snapshot = two_people()
    books = ledger(snapshot, proven(snapshot), mode=PathwayEpisode(per_patient=1_000))
    closes(books)
    hospital = books.of("hospital")
    assert (hospital.income, hospital.paid_on, hospital.cost) == (200_000, 75_000, 80_000)
    assert hospital.balance == 45_000
    assert books.of("community").balance == 0
    assert books.paid == 200_000


def test_annual_sum_counts_the_days_somebody_is_the_districts() -> None:
    snapshot = two_people()
    # Two people, three days: 6 / 365 of the sum.
    mode = AnnualPerPatient(per_year={"hospital": 36_500})
    books = ledger(snapshot, proven(snapshot), mode=mode)
    closes(books)
    assert books.of("hospital").income == 60_000
    assert books.of("community").income == books.of("community").cost


def test_annual_sum_can_go_to_a_lead() -> None:
    snapshot = two_people()
    books = ledger(snapshot, proven(snapshot), mode=AnnualPerPatient(lead="council"))
    closes(books)
    council = books.of("council")
    assert (council.income, council.paid_on, council.balance) == (155_000, 155_000, 0)
    assert books.of("hospital").balance == 0


def test_spell_earns_its_tariff_when_it_begins() -> None:
    snapshot = with_eve()
    made = proven(snapshot)
    found = activity_of(snapshot, made, trim_days=21)["hospital"]
    assert (found.spells, found.acute_days, found.long_stay_days) == (1, 3, 0)
    books = ledger(snapshot, made, mode=PaymentByResults(tariff=1_700))
    closes(books)
    assert books.of("hospital").income == 170_000
    assert books.of("hospital").balance == 170_000 - 120_000


def test_tariff_that_is_not_given_covers_acute_care() -> None:
    snapshot = with_eve()
    books = ledger(snapshot, proven(snapshot), mode=PaymentByResults())
    closes(books)
    assert [account.balance for account in books.accounts] == [0, 0, 0]


def test_activity_off_the_baseline_earns_half() -> None:
    snapshot = with_eve()
    mode = PaymentByResults(tariff=1_000, baseline_spells={"hospital": 3})
    books = ledger(snapshot, proven(snapshot), mode=mode)
    closes(books)
    # Three agreed and one done: 3 x 1,000 less half of two.
    assert books.of("hospital").income == 200_000


def test_days_beyond_the_trim_point_are_paid_one_by_one() -> None:
    people = [ann("W", phase("acute", 3), admitted="2026-11-03")]
    snapshot = district(3, UNITS, people)
    made = proven(snapshot)
    # 23 November is the 21st day, so two of the three are beyond.
    assert activity_of(snapshot, made, trim_days=21)["hospital"].long_stay_days == 2
    books = ledger(snapshot, made, mode=PaymentByResults(tariff=0, long_stay_day=500))
    closes(books)
    assert books.of("hospital").income == 100_000


def test_day_of_a_move_on_is_one_the_hospital_could_have_had() -> None:
    snapshot = two_people()
    found = activity_of(snapshot, proven(snapshot), trim_days=21)["hospital"]
    assert (found.margin_days, found.margin_long_stay_days, found.long_stay_share) == (1, 1, 1.0)


def test_surge_and_overtime_are_in_the_books_of_whoever_opens_and_employs() -> None:
    units = [unit("W", "acute", organisation="hospital", beds=1, surge=1), HOME]
    teams = [team(1, "H", overtime=1, organisation="agency")]
    people = [
        ann("H", phase("home_support", 1, nursing=1.5)),
        bob("W", phase("acute", 1)),
        person("eve", phase("acute", 1), unit="W"),
    ]
    snapshot = district(1, units, people, teams=teams)
    books = ledger(snapshot, proven(snapshot))
    closes(books)
    assert books.of("hospital").beyond_beds == 50_000
    assert books.of("agency").overtime == 2_750
    assert books.of("council").cost == 10_000


def test_beds_nobody_is_in_are_shown_apart() -> None:
    snapshot = two_people()
    books = ledger(snapshot, proven(snapshot), fixed_share=0.5)
    # W: 8, 8 and 9 of 9 beds empty at 400; K: 8 on each of three days at 250; home support has no beds.
    assert books.of("hospital").stranded == 25 * 400 * 50
    assert books.of("community").stranded == 24 * 250 * 50
    assert books.of("council").stranded == 0
    assert books.total == 161_000


def test_agreement_stays_when_the_plan_changes() -> None:
    snapshot = with_eve()
    made = proven(snapshot)
    agreed = agree(snapshot, made, mode=Block())
    assert ledger(snapshot, made, agreed=agreed) == ledger(snapshot, made, mode=Block())


def test_organisation_nobody_knows_is_refused() -> None:
    snapshot = two_people()
    with pytest.raises(ValueError, match="this district has community, council, hospital"):
        agree(snapshot, proven(snapshot), mode=Block(income_per_day={"trust": 1}))


# ---- to the penny


def test_parts_that_are_rounded_still_add_up() -> None:
    thirds = {name: exact(0.005) for name in "abc"}
    assert shared_out(2, thirds) == {"a": 1, "b": 1, "c": 0}
    assert sum(shared_out(1, {"a": exact(0.02), "b": exact(0.0)}).values()) == 1
    assert pence(0.005) == 1
    assert pence(1.115) == 112


def with_organisations(snapshot: Snapshot, seed: int) -> Snapshot:
    """Give units and some teams organisations, and nobody to some units."""
    draw = Random(seed)
    names = [None, "hospital", "community", "council"]
    units = [one.model_copy(update={"organisation": draw.choice(names)}) for one in snapshot.units]
    teams = [one.model_copy(update={"organisation": draw.choice(names)}) for one in snapshot.teams]
    return snapshot.model_copy(update={"units": tuple(units), "teams": tuple(teams)})


@pytest.mark.parametrize("seed", range(40))
def test_ledger_is_the_plans_cost_to_the_penny_under_every_mode(seed: int) -> None:
    snapshot = with_organisations(random_district(seed), seed)
    made = plan(snapshot, effort=1)
    right = check_plan(snapshot, made).breakdown
    for mode in MODES.values():
        books = ledger(snapshot, made, mode=mode())
        closes(books)
        assert abs(books.total - 100 * made.objective) <= 0.5 + 1e-6
        for component in type(right).model_fields:
            told = sum(account.costs[component] for account in books.accounts)
            assert abs(told - 100 * getattr(right, component)) <= 1.01
        assert _days(books) == sum(unit is not None for one in made.courses for unit in one.units)


def _days(books: Ledger) -> int:
    return sum(account.bed_days for account in books.accounts)
