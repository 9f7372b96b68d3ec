"""Synthetic districts: good input, of the size asked for, the same every time, and tight."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from bedflow.domain import SETTINGS, UNBROKEN_SETTINGS, Patient, Setting, Snapshot, UnitSex
from bedflow.ingest import notices_of, read_document
from bedflow.rules.eligibility import acute_site, is_eligible
from bedflow.sample import document_text, sample_district

SATURDAY_MORNING = datetime(2026, 2, 28, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return sample_district(beds=120)


@pytest.fixture(scope="module")
def city() -> Snapshot:
    return sample_district(beds=600)


def everybody(snapshot: Snapshot) -> list[Patient]:
    expected = [patient for stream in snapshot.arrivals for patient in stream.patients(snapshot.days)]
    return [*snapshot.patients, *expected]


def in_setting(snapshot: Snapshot, setting: Setting) -> list[Patient]:
    units = {unit.id for unit in snapshot.units if unit.setting is setting}
    return [patient for patient in snapshot.patients if patient.unit in units]


def beds_of(snapshot: Snapshot, setting: Setting) -> int:
    return sum(unit.beds_on(snapshot.first_day) for unit in snapshot.units if unit.setting is setting)


def test_same_arguments_give_the_same_document() -> None:
    assert sample_district(beds=60, seed=3).sha256 == sample_district(beds=60, seed=3).sha256


def test_another_seed_gives_other_people_in_the_same_places() -> None:
    one, other = sample_district(beds=60, seed=1), sample_district(beds=60, seed=2)
    assert one.units == other.units
    assert one.patients != other.patients


def test_fewer_than_12_beds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 12"):
        sample_district(beds=11)


@pytest.mark.parametrize("beds", [12, 13, 24, 60, 120, 224, 225, 450, 600])
def test_district_is_good_input_without_notices(beds: int) -> None:
    snapshot = read_document(sample_district(beds=beds, seed=beds).to_document())
    assert list(notices_of(snapshot)) == []


def test_district_of_another_morning_is_good_input() -> None:
    snapshot = read_document(sample_district(beds=24, as_of=SATURDAY_MORNING).to_document())
    assert snapshot.first_day == SATURDAY_MORNING.date()


@pytest.mark.parametrize(
    ("beds", "people", "units", "teams"),
    [(24, 89, 6, 12), (60, 230, 6, 12), (120, 413, 8, 12), (600, 2139, 34, 40), (5000, 18000, 280, 320)],
)
def test_district_is_about_as_large_as_those_the_engine_is_measured_on(
    beds: int, people: int, units: int, teams: int
) -> None:
    snapshot = sample_district(beds=beds)
    assert beds_of(snapshot, Setting.ACUTE) == beds
    assert len(everybody(snapshot)) == pytest.approx(people, rel=0.10)
    assert len(snapshot.units) == pytest.approx(units, rel=0.02)
    assert len(snapshot.teams) == pytest.approx(teams, rel=0.06)


def test_everything_says_that_it_is_synthetic(town: Snapshot) -> None:
    assert all(patient.id.startswith("SYN-") for patient in town.patients)
    assert all(stream.id.startswith("syn-") for stream in town.arrivals)
    assert all(unit.label.startswith("Synthetic") for unit in town.units)
    assert all(team.label.startswith("Synthetic") for team in town.teams)


@pytest.mark.parametrize("seed", range(3))
def test_wards_are_nearly_full_and_a_fifth_of_their_people_are_ready(seed: int) -> None:
    snapshot = sample_district(beds=300, seed=seed)
    people = in_setting(snapshot, Setting.ACUTE)
    ready = [patient for patient in people if is_ready(patient)]
    assert 0.95 <= len(people) / beds_of(snapshot, Setting.ACUTE) <= 1
    assert 0.15 <= len(ready) / len(people) <= 0.25


def is_ready(patient: Patient) -> bool:
    first = patient.phases[0]
    return first.setting is not Setting.ACUTE or bool(first.hours) or first.not_before is not None


def test_every_family_of_delay_reasons_is_met(city: Snapshot) -> None:
    families = Counter(
        (patient.phases[0].reason or "capacity").rstrip("0123456789")
        for patient in in_setting(city, Setting.ACUTE)
        if is_ready(patient)
    )
    assert set(families) == {"capacity", "CTH", "HP", "IF", "WB"}
    assert min(families.values()) == families["WB"]


def test_community_places_are_nearly_full_too(city: Snapshot) -> None:
    for setting in SETTINGS[1:]:
        assert 0.9 <= len(in_setting(city, setting)) / beds_of(city, setting) <= 1


def test_a_patient_may_use_a_dozen_units_or_so_however_large_the_district(city: Snapshot) -> None:
    units = {unit.id: unit for unit in city.units}
    eligible = [
        sum(is_eligible(unit, person, site=acute_site(person, units)) for unit in city.units)
        for person in everybody(city)
    ]
    assert max(eligible) <= 24
    assert 8 <= sum(eligible) / len(eligible) <= 15


def test_care_under_way_fits_the_hours_of_the_teams(city: Snapshot) -> None:
    serving = {(unit, team.discipline): team for team in city.teams for unit in team.units}
    units = {unit.id: unit for unit in city.units}
    taken: Counter[tuple[str, int]] = Counter()
    for patient in city.patients:
        if patient.unit is None or units[patient.unit].setting not in UNBROKEN_SETTINGS:
            continue
        first = patient.phases[0]
        for day in range(min(first.days or city.horizon_days, city.horizon_days)):
            for discipline, hours in first.hours_on_care_day(day).items():
                taken[serving[patient.unit, discipline].id, day] += hours
    for team in city.teams:
        for day, date in enumerate(city.days):
            assert taken[team.id, day] <= team.hours_on(date) + team.overtime_on(date)


def test_intake_falls_at_weekends_and_acute_wards_have_none(city: Snapshot) -> None:
    friday, sunday = city.days[4], city.days[6]
    for unit in city.units:
        if unit.setting is Setting.ACUTE:
            assert unit.daily_intake_on(friday) is None
        else:
            assert (unit.daily_intake_on(sunday) or 0) < (unit.daily_intake_on(friday) or 0)


def test_single_sex_wards_come_in_pairs_on_every_site(city: Snapshot) -> None:
    kept = Counter((unit.site, unit.sex) for unit in city.units if unit.setting is Setting.ACUTE)
    for site in {unit.site for unit in city.units if unit.setting is Setting.ACUTE}:
        assert kept[site, UnitSex.FEMALE] == kept[site, UnitSex.MALE] > 0


def test_district_has_what_makes_planning_hard(city: Snapshot) -> None:
    people = city.patients
    assert any(patient.isolation for patient in people)
    assert any(patient.preferred_units for patient in people)
    assert any(patient.excluded_units for patient in people)
    assert any(patient.phases[-1].days is None for patient in people)
    assert {need for patient in people for need in patient.needs} == {"bariatric", "dementia", "oxygen"}
    assert any(unit.overrides for unit in city.units)
    assert any(team.overrides for team in city.teams)
    assert any(stream.overrides for stream in city.arrivals)


def test_hours_at_home_fall_over_the_stay(city: Snapshot) -> None:
    for stream in city.arrivals:
        for phase in stream.phases:
            if phase.setting is Setting.HOME_SUPPORT:
                hours = phase.hours["reablement"]
                assert isinstance(hours, tuple)
                assert list(hours) == sorted(hours, reverse=True)
                assert hours[0] > hours[-1]


def test_text_has_one_line_for_each_person(town: Snapshot) -> None:
    lines = document_text(town.to_document()).splitlines()
    assert sum('"id":"SYN-' in line for line in lines) == len(town.patients)
