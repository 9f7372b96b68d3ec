"""The least raise for locks, worked out on paper and against every choice of courses on small cases."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bedflow.check.capacity import Raises, count_use
from bedflow.check.commitments import commitment_raises
from bedflow.check.course import is_lawful
from bedflow.check.district import District, Person, read_district
from bedflow.check.lock_legs import lawful_legs
from bedflow.check.lock_raises import Least, least_raise, locked_people, room_of_locked
from bedflow.check.walk import Stay, phase_next, walk
from bedflow.domain import Snapshot

DAYS = ("2026-11-23", "2026-11-24", "2026-11-25")
MON, TUE, WED = DAYS

Document = dict[str, Any]


def district(patients: list[Document], *, intake: int = 1, hours: float = 2, overtime: float = 0) -> District:
    units = [
        {"id": "A", "setting": "acute", "beds": 9, "cost_per_day": 400},
        {"id": "C", "setting": "community_hospital", "beds": 9, "cost_per_day": 200, "daily_intake": intake},
        {"id": "H", "setting": "home_support", "beds": 9, "cost_per_day": 50},
    ]
    nurses = {"id": "nurses", "discipline": "nursing", "units": ["H"], "hours": hours, "overtime": overtime}
    document = {
        "schema": "bedflow.snapshot/1",
        "as_of": "2026-11-23T08:00:00+00:00",
        "horizon_days": 3,
        "units": units,
        "teams": [nurses],
        "patients": patients,
    }
    return read_district(Snapshot.from_document(document))


def least(place: District) -> Least:
    room = room_of_locked(place, raises=Raises(commitment_raises(place)))
    return least_raise(locked_people(place), room)


def locked(name: str, unit: str, date: str, *phases: Document) -> Document:
    return {"id": name, "unit": "A", "phases": list(phases), "locks": [{"date": date, "unit": unit}]}


REHABILITATION = {"setting": "community_hospital", "days": 5}
HOME = {"setting": "home_support", "hours": {"nursing": 1}, "start_hours": {"nursing": 1}}


def test_two_patients_locked_to_one_ward_today_need_one_more_arrival() -> None:
    place = district([locked("ann", "C", MON, REHABILITATION), locked("bob", "C", MON, REHABILITATION)])
    assert least(place) == Least(1.0, 1.0)


def test_two_patients_locked_for_tomorrow_can_go_one_by_one() -> None:
    place = district([locked("ann", "C", TUE, REHABILITATION), locked("bob", "C", TUE, REHABILITATION)])
    assert least(place) == Least(0.0, 0.0)


def test_three_patients_locked_for_tomorrow_have_two_days_of_one_arrival() -> None:
    """Each alone needs nothing, and so does every pair: only the search proves the one."""
    place = district([locked(name, "C", TUE, REHABILITATION) for name in ("ann", "bob", "cat")])
    assert least(place) == Least(1.0, 1.0)


def test_least_raise_is_bracketed_when_the_search_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bedflow.check.lock_search.MOST_TRIALS", 1)
    place = district([locked(name, "C", TUE, REHABILITATION) for name in ("ann", "bob", "cat")])
    assert least(place) == Least(0.0, 1.0)


def test_locked_patient_needs_the_hours_that_others_are_promised() -> None:
    cat = {
        "id": "cat",
        "unit": "H",
        "phases": [{"setting": "home_support", "hours": {"nursing": 2}, "days": 2}],
    }
    assert least(district([locked("ann", "H", MON, HOME), cat])) == Least(3.0, 3.0)
    assert least(district([locked("ann", "H", TUE, HOME), cat])) == Least(2.0, 2.0)
    assert least(district([locked("ann", "H", WED, HOME), cat])) == Least(0.0, 0.0)


def test_overtime_is_used_before_a_lock_raises_hours() -> None:
    place = district([locked("ann", "H", MON, HOME)], hours=1, overtime=0.5)
    assert least(place) == Least(0.5, 0.5)


def test_care_under_way_of_a_locked_patient_has_its_hours() -> None:
    """The commitment of the locked patient has raised the hours already."""
    cat = {"id": "cat", "unit": "H", "phases": [HOME], "locks": [{"date": MON, "unit": "H"}]}
    assert least(district([cat], hours=0.5)) == Least(0.0, 0.0)


def test_no_locks_need_no_raise() -> None:
    assert least(district([{"id": "ann", "unit": "A", "phases": [HOME]}], hours=0)) == Least(0, 0)


def test_nobody_changes_care_home_to_wait_for_home() -> None:
    homes = [{"id": name, "setting": "care_home", "beds": 9, "cost_per_day": 90} for name in ("N1", "N2")]
    document = {
        "schema": "bedflow.snapshot/1",
        "as_of": "2026-11-23T08:00:00+00:00",
        "horizon_days": 3,
        "units": homes,
        "patients": [locked("ann", "N2", MON, HOME) | {"unit": "N2"}],
    }
    place = read_district(Snapshot.from_document(document))
    assert {leg.after.unit for leg in lawful_legs(place.people["ann"], place)} == {"N2", None}


def every_course(person: Person, place: District) -> list[tuple[Stay, ...]]:
    """Every lawful course, tried one by one."""
    lawful = []
    for length in range(1, len(place.days) + 1):
        for units in product(place.units, repeat=length):
            for care in product((True, False), repeat=length):
                stays = walk(person, units, care=care, district=place)
                done = phase_next(person.asks.phases, sum(care))[0] is None
                ends = (done or length == len(place.days)) and max(person.locks) < length
                if ends and all(is_lawful(person, stay, place) for stay in stays):
                    lawful.append(stays)
    return lawful


def least_by_trying_everything(place: District) -> float:
    people = [person for person in place.people.values() if person.locks]
    room = room_of_locked(place, raises=Raises(commitment_raises(place)))
    totals = []
    for choice in product(*(every_course(person, place) for person in people)):
        use = count_use({person.id: stays for person, stays in zip(people, choice, strict=True)}, place)
        taken = {("intake", *row): float(count) for row, count in use.arrivals.items()}
        taken |= {("hours", *row): hours for row, hours in use.hours.items()}
        totals.append(sum(max(0.0, amount - room[row]) for row, amount in taken.items() if row in room))
    return min(totals)


phases = st.sampled_from(
    [(REHABILITATION,), (HOME,), ({"setting": "community_hospital", "days": 1}, HOME), ({**HOME, "days": 1},)]
)


@st.composite
def small_cases(draw: st.DrawFn) -> District:
    patients = [
        locked(name, draw(st.sampled_from("AC")), draw(st.sampled_from(DAYS[:2])), *draw(phases))
        for name in ("ann", "bob")
    ]
    third = draw(phases)
    home = third[0]["setting"] == "home_support"
    patients.append(locked("cat", "H" if home else "C", draw(st.sampled_from(DAYS)), *third))
    patients.append({"id": "dan", "unit": "H", "phases": [HOME]})
    if draw(st.booleans()):
        patients[2]["unit"] = "H" if home else "C"
    return district(patients, intake=draw(st.integers(0, 1)), hours=draw(st.sampled_from([0, 1, 2, 3.5])))


@settings(max_examples=25, deadline=None)
@given(place=small_cases())
def test_search_finds_what_trying_everything_finds(place: District) -> None:
    assume(all(every_course(person, place) for person in place.people.values() if person.locks))
    found = least(place)
    assert found.at_least == found.at_most == pytest.approx(least_by_trying_everything(place))
