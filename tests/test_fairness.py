"""Who waits and who is moved, on districts small enough to count on fingers."""

from __future__ import annotations

from itertools import count
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedflow.compile import planned_patients
from bedflow.domain import Patient, Plan, Snapshot
from bedflow.fairness import FEWEST, By, Fairness, Group, Says, Waits, fairness, pathway_of
from bedflow.fairness.groups import grouped
from bedflow.fairness.saying import difference_of_shares, paired_difference, share_interval
from bedflow.fairness.waiting import waiting_days, withheld
from bedflow.sample import sample_district
from bedflow.status_quo import status_quo
from bedflow.waterfall import plan
from tests import bed_meeting
from tests.paper import COMMUNITY, HOME, WARD, ann, bob, district, person, phase, proven, unit


def people(number: int, **facts: Any) -> list[dict[str, Any]]:
    """People in the ward who could go home today."""
    return [person(f"{facts['zone']}{k}", phase("home_support", 9), unit="W", **facts) for k in range(number)]


def town(*patients: list[dict[str, Any]], beds: int) -> Snapshot:
    """A ward and so many places at home."""
    ward, home = unit("W", "acute", beds=99), unit("H", "home_support", beds=beds)
    return district(2, [ward, home], [each for some in patients for each in some])


def group(found: Fairness, by: By, name: str) -> Group:
    (table,) = (table for table in found.tables if table.by is by)
    return next(group for group in table.groups if group.name == name)


def names(found: Fairness, by: By) -> list[str]:
    (table,) = (table for table in found.tables if table.by is by)
    return [group.name for group in table.groups]


# ---- pathways, bands and groups


@pytest.mark.parametrize(
    ("settings", "pathway"),
    [
        (["acute"], "P0 home without support"),
        (["acute", "home_support"], "P1 home with support"),
        (["step_down", "home_support"], "P2 bedded rehabilitation"),
        (["acute", "community_hospital", "care_home"], "P2 bedded rehabilitation"),
        (["acute", "care_home"], "P3 care home"),
    ],
)
def test_pathway_is_that_of_the_first_care_that_is_not_acute(settings: list[str], pathway: str) -> None:
    patient = Patient.model_validate(person("ann", *(phase(setting, 2) for setting in settings), unit="W"))
    assert pathway_of(patient) == pathway


def test_groups_of_fewer_than_five_are_counted_with_the_next_smallest() -> None:
    found = fairness(
        *both(town(people(9, zone="east"), people(6, zone="north"), people(4, zone="west"), beds=9))
    )
    assert names(found, By.ZONE) == ["east", "north, west"]


def test_age_bands_are_merged_with_the_band_beside_them() -> None:
    patients = [
        Patient.model_validate(person(f"P{k}", phase("acute", 1), unit="W", age=age))
        for k, age in enumerate([30] * 6 + [70] * 9 + [80] * 2 + [90] * 5)
    ]
    assert [(name, len(those)) for name, those in grouped(patients, By.AGE)] == [
        ("under 65", 6),
        ("65 to 74", 9),
        ("75 to 84, 85 and over", 7),
    ]


def test_nobody_is_told_apart_where_there_are_not_two_groups_of_five() -> None:
    found = fairness(*both(town(people(9, zone="east"), people(4, zone="west"), beds=5)))
    assert names(found, By.ZONE) == []


@given(st.lists(st.integers(0, 9)), st.sampled_from([By.ZONE, By.AGE]))
def test_every_person_is_in_one_group_and_every_group_has_five(values: list[int], by: By) -> None:
    patients = [
        Patient.model_validate(
            person(f"P{k}", phase("acute", 1), unit="W", zone=f"Z{value}", age=value * 12 if value else None)
        )
        for k, value in enumerate(values)
    ]
    groups = grouped(patients, by)
    assert all(len(those) >= FEWEST for _, those in groups)
    if groups:
        assert sorted(one.id for _, those in groups for one in those) == sorted(one.id for one in patients)


@given(st.lists(st.integers(0, 12), min_size=2))
def test_what_is_not_told_cannot_be_had_from_the_whole(counts: list[int]) -> None:
    hidden = withheld(counts)
    assert not [count for at, count in enumerate(counts) if 0 < count < FEWEST and at not in hidden]
    left = sum(counts[at] for at in hidden)
    assert left == 0 or left >= FEWEST or left == sum(counts)


# ---- waits


def both(morning: Snapshot) -> tuple[Snapshot, Plan]:
    return morning, plan(morning, effort=10)


def test_waits_of_a_zone_are_counted_by_hand() -> None:
    """Twelve places at home: the six of the east, harmed more, and six of the ten of the north."""
    morning = town(
        people(6, zone="east", harm_per_day=900),
        people(10, zone="north", waiting_days=2),
        beds=12,
    )
    found = fairness(*both(morning))
    north, east = group(found, By.ZONE, "north").plan, group(found, By.ZONE, "east").plan
    assert found.everybody.plan.waiting == 4
    assert found.everybody.plan.days == 8
    assert (north.waiting, east.waiting) == (None, 0)  # four people wait: too few to tell
    more = fairness(*both(town(people(6, zone="east", harm_per_day=900), people(11, zone="north"), beds=12)))
    north = group(more, By.ZONE, "north").plan
    assert (north.people, north.waiting, north.days, north.median_days) == (11, 5, 10, 2.0)
    assert north.share_waiting == pytest.approx(5 / 11)
    assert north.mean_days == pytest.approx(10 / 11)
    assert (north.over_3, north.over_7, north.five_wait_over) == (0, 0, 1)
    assert north.against_others is Says.CANNOT_SAY  # 5 of 11 against none of 6 may be chance


def test_a_zone_that_waits_more_often_beyond_chance_is_said_to() -> None:
    morning = town(people(6, zone="east", harm_per_day=900), people(20, zone="north"), beds=12)
    found = fairness(*both(morning))
    assert group(found, By.ZONE, "north").plan.against_others is Says.MORE
    assert group(found, By.ZONE, "east").plan.against_others is Says.LESS


def test_days_waited_so_far_count_for_long_waits_of_those_who_wait_still() -> None:
    morning = town(people(8, zone="east", waiting_days=6), beds=2)
    waits = fairness(*both(morning)).everybody.plan
    assert (waits.waiting, waits.over_3, waits.over_7, waits.median_days) == (6, 6, 6, 8.0)
    assert waits.five_wait_over == 7


def test_who_is_settled_at_home_could_not_wait_and_is_not_counted() -> None:
    morning = district(2, [WARD, HOME], [ann("H", phase("home_support", 9)), bob("W", phase("acute", 1))])
    found = fairness(morning, proven(morning))
    assert (found.people, found.settled, found.expected) == (1, 1, 0)


def test_with_nobody_to_count_there_is_nothing_to_say_and_no_error() -> None:
    morning = district(2, [WARD, HOME], [ann("H", phase("home_support", 9))])
    found = fairness(morning, proven(morning))
    assert found.everybody.plan.share_waiting is None
    assert found.plan.longest is None


def test_same_people_wait_as_long_in_the_same_plan_twice() -> None:
    morning, made = both(town(people(9, zone="east"), people(9, zone="west"), beds=4))
    found = fairness(morning, made, beside=made)
    assert found.everybody.against_beside is Says.SAME
    assert found.everybody.ratio == 1.0


def test_figures_are_those_of_a_slow_count_on_a_whole_district() -> None:
    village = sample_district(beds=60, seed=4)
    made = plan(village, effort=3)
    usual = status_quo(village, beside=made)
    found = fairness(village, made, beside=usual)
    by_patient = {patient.id: patient for patient in planned_patients(village)}
    for of_plan, read in ((made, lambda it: it.plan), (usual, lambda it: it.beside)):
        planned = waiting_days(of_plan)
        assert sum(wait.days for wait in of_plan.waits) == sum(planned.values())
        for band, ages in (("under 65", range(65)), ("85 and over", range(85, 131))):
            waits: Waits = read(group(found, By.AGE, band))
            those = [
                planned[name]
                for name, patient in by_patient.items()
                if patient.age in ages and not settled(patient, village) and not name.startswith("forecast/")
            ]
            assert waits.people == len(those)
            assert waits.waiting in (None, sum(days > 0 for days in those))
            assert waits.mean_days is None or waits.mean_days == pytest.approx(fmean(those))


def settled(patient: Patient, village: Snapshot) -> bool:
    setting = {unit.id: unit.setting.value for unit in village.units}.get(patient.unit or "")
    return setting in ("home_support", "care_home") and {it.setting.value for it in patient.phases} == {
        setting
    }


def test_no_group_names_or_shows_a_single_patient() -> None:
    village = sample_district(beds=60, seed=4)
    made = plan(village, effort=3)
    found = fairness(village, made, beside=status_quo(village, beside=made))
    told = [waits for table in found.tables for each in table.groups for waits in (each.plan, each.beside)]
    figures = [figure for waits in told if waits for figure in (waits.waiting, waits.over_3, waits.over_7)]
    assert figures
    assert not [figure for figure in figures if figure is not None and 0 < figure < FEWEST]
    assert all(waits is None or waits.people >= FEWEST for waits in told)


# ---- moves and the longest waiter


def test_moves_are_counted_by_person_and_by_day() -> None:
    """Ann has a day of care in the ward, two in the community hospital, then goes home on Thursday."""
    morning = district(
        4,
        [WARD, COMMUNITY, HOME],
        [
            ann("W", phase("acute", 1), phase("community_hospital", 2), phase("home_support", 9)),
            bob("W", phase("acute", 9)),
        ],
    )
    ledger = fairness(morning, proven(morning)).plan.moves
    assert (ledger.people, ledger.never, ledger.once, ledger.twice, ledger.more) == (2, 1, 0, 1, 0)
    assert (ledger.transfers, ledger.at_weekends) == (2, 0)
    assert [(it.patient, it.moves) for it in ledger.most_moved] == [("ann", 2)]


def test_saturdays_and_sundays_are_the_weekend() -> None:
    days = count(1)
    morning = district(
        7,
        [WARD, HOME],
        [person(f"P{k}", phase("acute", next(days)), phase("home_support", 9), unit="W") for k in range(6)],
    )
    ledger = fairness(morning, proven(morning)).plan.moves
    assert (ledger.transfers, ledger.at_weekends) == (6, 2)


def test_arrivals_are_no_moves_and_outliers_and_zones_are_counted_by_the_day() -> None:
    ward = unit("W", "acute", specialties=["orthopaedics"], near_zones=["north"])
    people = [
        person(f"eve{k}", phase("acute", 2), arrives="2026-11-23", specialty="surgery", zone="south")
        for k in range(5)
    ]
    morning = district(3, [ward], people)
    ledger = fairness(morning, proven(morning)).plan.moves
    assert (ledger.transfers, ledger.never) == (0, 5)
    assert (ledger.outlier_days, ledger.out_of_zone_days) == (10, 10)


def test_days_out_of_place_of_a_handful_of_people_are_not_told() -> None:
    ward = unit("W", "acute", specialties=["orthopaedics"], near_zones=["north"])
    eve = person("eve", phase("acute", 2), arrives="2026-11-23", specialty="surgery", zone="south")
    bob_at_home = bob("W", phase("acute", 9), specialty="orthopaedics", zone="north")
    for people in ([eve], [eve, bob_at_home]):
        morning = district(3, [ward], people)
        ledger = fairness(morning, proven(morning)).plan.moves
        assert (ledger.outlier_days, ledger.out_of_zone_days) == (None, None)


def test_longest_waiter_has_days_so_far_and_to_come_and_every_reason() -> None:
    found = fairness(bed_meeting.snapshot(), bed_meeting.plan())
    longest = found.plan.longest
    assert longest is not None
    assert (longest.patient, longest.so_far, longest.planned) == ("cas", 4, 3)
    assert [because.kind.value for because in longest.waits[0].because] == ["not_before", "places"]


# ---- what numbers are large enough to say


def test_interval_of_a_share_is_wilsons() -> None:
    """Two of ten: 0.0567 to 0.5098, as printed in textbooks."""
    interval = share_interval(2, 10)
    assert (interval.low, interval.high) == (pytest.approx(0.0567, abs=1e-4), pytest.approx(0.5098, abs=1e-4))


def test_difference_of_shares_is_newcombes() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339, the first example of the paper."""
    interval = difference_of_shares(56, 70, others=48, of_others=80)
    assert (interval.low, interval.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert interval.says is Says.MORE


def test_few_people_say_nothing_and_many_do() -> None:
    assert paired_difference([0, 3, 1], [1, 0, 1]) is Says.CANNOT_SAY
    assert paired_difference([0, 1] * 30, [2, 1] * 30) is Says.LESS
    assert paired_difference([1], [0]) is Says.CANNOT_SAY
