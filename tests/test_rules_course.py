"""A course is found exactly when the model page allows one; compared with every course written out."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedflow.domain import Patient, Phase, Policy, Setting, Unit
from bedflow.rules.course import District, Holding, has_valid_course, holding
from bedflow.rules.eligibility import acute_site, is_eligible

MONDAY = date(2026, 11, 23)
POLICY = Policy()


def day(t: int) -> date:
    return MONDAY + timedelta(days=t)


def unit(name: str, setting: str, **fields: object) -> Unit:
    return Unit.model_validate({"id": name, "setting": setting, "beds": 1, "cost_per_day": 1, **fields})


def patient(*phases: tuple[str, int | None], **fields: object) -> Patient:
    told = [{"setting": setting, "days": days} for setting, days in phases]
    return Patient.model_validate({"id": "P", "phases": told, **fields})


def district(*units: Unit, days: int = 4) -> District:
    return District({each.id: each for each in units}, POLICY, MONDAY, days)


A, B = unit("A", "acute"), unit("B", "acute", capabilities=["ventilator"])
C, N, M = unit("C", "community_hospital"), unit("N", "care_home"), unit("M", "care_home")
H = unit("H", "home_support")


def obeys(person: Patient, *units: Unit, days: int = 4, **locks: str) -> bool:
    told = {day(int(name[1:])): name_of_unit for name, name_of_unit in locks.items()}
    return has_valid_course(person, district(*units, days=days), locks=told)


def test_patient_at_home_with_acute_care_next_has_no_course_without_a_ward():
    assert not obeys(patient(("acute", 2), unit="H"), H)
    assert obeys(patient(("acute", 2), unit="H"), H, A)


def test_lock_after_the_last_care_day_is_obeyed_by_waiting_first():
    assert obeys(patient(("acute", 1), unit="A"), A, d3="A")


def test_lock_at_home_after_care_at_home_has_ended_cannot_be_obeyed():
    assert not obeys(patient(("home_support", 2), unit="H"), H, A, d2="H")
    assert obeys(patient(("home_support", 2), unit="H"), H, A, d1="H")


def test_lock_lifts_the_ban_on_moving_up_and_the_exclusion_for_its_date():
    person = patient(("home_support", None), unit="H", excluded_units=["A"])
    assert obeys(person, A, H, d1="A")


def test_nobody_moves_into_a_care_home_to_wait_for_care_at_home():
    person = patient(("home_support", None), unit="N", excluded_units=["A"])
    assert not obeys(person, A, N, d1="A")  # on day 2 A is barred again, and N may not be entered
    assert obeys(person, A, N, d1="A", d2="N")
    assert obeys(person, A, N, H, d1="A")


def test_stay_in_an_ineligible_unit_ends_when_it_is_left():
    person = patient(("acute", None), unit="A", excluded_units=["A"])
    assert obeys(person, A, B, d1="A")
    assert obeys(person, A, B, d0="B", d2="A")
    assert not obeys(patient(("acute", None), unit="A", excluded_units=["A", "B"]), A, B, d0="B")


def test_lock_into_an_excluded_ward_must_end_on_the_next_day():
    person = patient(("acute", None), arrives="2026-11-23", excluded_units=["B"])
    assert obeys(person, A, B, d0="B")
    assert not obeys(person, B, d0="B")


@pytest.mark.parametrize(
    ("phases", "setting", "expected"),
    [
        ([("home_support", 4)], Setting.HOME_SUPPORT, Holding.STAYS),
        ([("home_support", 3), ("care_home", 1)], Setting.HOME_SUPPORT, Holding.MOVES_UP),
        ([("home_support", 4), ("care_home", 1)], Setting.HOME_SUPPORT, Holding.STAYS),
        ([("care_home", 1), ("home_support", 1)], Setting.CARE_HOME, Holding.STAYS),
        ([("step_down", 1)], Setting.COMMUNITY_HOSPITAL, Holding.MOVES_UP),
        ([("community_hospital", 1), ("acute", 1)], Setting.COMMUNITY_HOSPITAL, Holding.STAYS),
        ([("home_support", 1)], None, Holding.MOVES_UP),
    ],
)
def test_who_finds_no_place_stays_or_moves_up(phases, setting, expected):
    assert holding(patient(*phases, unit="X"), setting, policy=POLICY, horizon_days=4) is expected


def every_course_refused(
    person: Patient, units: Mapping[str, Unit], days: int, locks: Mapping[date, str]
) -> bool:
    """Try every course, unit by unit and day by day, in the words of the model page."""
    site = acute_site(person, units)

    def next_phase(progress: int) -> Phase | None:
        for phase in person.phases:
            if phase.days is None or progress < phase.days:
                return phase
            progress -= phase.days
        return None

    def may_be(t: int, before: str | None, here: str, phase: Phase, left: bool) -> bool:
        place = units[here]
        if place.setting not in POLICY.safe[phase.setting]:
            return False
        if day(t) in locks:
            return locks[day(t)] == here
        stays = here == person.unit and not left
        if not stays and not is_eligible(place, person, site=site):
            return False
        if before is None or before == here:
            return True
        higher = place.setting.level < units[before].setting.level
        if higher and units[before].setting in POLICY.safe[phase.setting]:
            return False
        return place.setting is not Setting.CARE_HOME or phase.setting is Setting.CARE_HOME

    def possible(t: int, before: str | None, progress: int, left: bool) -> bool:
        phase = next_phase(progress)
        if phase is None:
            return all(locked < day(t) for locked in locks)
        if t == days:
            return True
        for here in units:
            if not may_be(t, before, here, phase, left):
                continue
            gone = left or (person.unit is not None and here != person.unit)
            begun = phase.not_before is None or phase.not_before <= day(t)
            setting = units[here].setting
            if (
                setting in POLICY.delivers[phase.setting]
                and begun
                and possible(t + 1, here, progress + 1, gone)
            ):
                return True
            if setting in POLICY.idle[phase.setting] and possible(t + 1, here, progress, gone):
                return True
        return False

    return not possible(
        0 if person.arrives is None else (person.arrives - MONDAY).days, person.unit, 0, False
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Patient, dict[str, Unit], int, dict[date, str]]:
    days = draw(st.integers(1, 4))
    named = draw(
        st.lists(st.sampled_from([A, B, C, N, M, H]), min_size=1, max_size=5, unique_by=lambda u: u.id)
    )
    units = {each.id: each for each in named}
    phases = draw(st.lists(st.sampled_from(list(Setting)), min_size=1, max_size=3))
    told = [{"setting": setting, "days": draw(st.integers(1, 3))} for setting in phases]
    if draw(st.booleans()):
        told[-1]["days"] = None
    if draw(st.booleans()):
        told[0]["not_before"] = day(draw(st.integers(0, 3)))
    person: dict[str, object] = {"id": "P", "phases": told}
    arrives = draw(st.one_of(st.none(), st.integers(0, days - 1)))
    if arrives is None:
        person["unit"] = draw(st.sampled_from(sorted(units)))
    else:
        person["arrives"] = day(arrives)
    person["excluded_units"] = draw(st.lists(st.sampled_from(sorted(units)), max_size=2))
    locked = draw(st.lists(st.integers(arrives or 0, days - 1), max_size=3, unique=True))
    locks = {day(t): draw(st.sampled_from(sorted(units))) for t in locked}
    return Patient.model_validate(person), units, days, locks


@settings(max_examples=400, deadline=None)
@given(cases())
def test_course_is_found_exactly_when_one_of_all_courses_is_valid(case):
    person, units, days, locks = case
    found = has_valid_course(person, District(units, POLICY, MONDAY, days), locks=locks)
    assert found is not every_course_refused(person, units, days, locks)
