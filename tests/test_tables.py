"""What a ward manager reads: the briefing in words and its tables."""

from __future__ import annotations

from bedflow_api.briefing import Briefing, brief
from bedflow_api.briefing.words import certificate_words, counted, percent_at_most
from bedflow_api.tables import WIDTH, tables
from tests import bed_meeting


def _briefing() -> Briefing:
    return brief(bed_meeting.snapshot(), bed_meeting.plan())


def test_certificate_is_rounded_up_so_that_nothing_better_than_proven_is_claimed() -> None:
    assert percent_at_most(0.00801) == "0.81 %"
    assert percent_at_most(0.0) == "0 %"
    assert percent_at_most(0.2) == "20 %"
    assert percent_at_most(1.0) == "100 %"
    assert percent_at_most(0.0000123) == "0.0013 %"


def test_certificate_says_best_only_when_it_is_proven() -> None:
    assert certificate_words(bed_meeting.plan()) == "at most 0.84 % from the best possible plan (proven)"
    best = bed_meeting.plan(status="optimal", gap=0.0, bound=12_000.0)
    assert certificate_words(best) == "the best possible plan (proven)"


def test_headline_counts_known_and_forecast_people_apart() -> None:
    headline = _briefing().headline
    assert (headline.patients, headline.expected) == (4, 3)


def test_todays_moves_name_patient_and_units_and_arrivals_stand_apart() -> None:
    today = _briefing().today
    assert [(it.patient, it.origin, it.to, it.purpose) for it in today.moves] == [
        ("ann", "Ward <A> [north]", "H", "home support")
    ]
    assert [(it.patient, it.origin) for it in today.arrivals] == [("dee", "outside")]
    assert [(it.to, it.people) for it in today.expected] == [("Ward <A> [north]", 1)]


def test_arrivals_are_read_off_the_courses_whether_or_not_moves_list_them() -> None:
    listed = {"patient": "dee", "date": bed_meeting.MONDAY, "from": None, "to": "A", "phase": "acute"}
    plan = bed_meeting.plan(moves=[listed])
    assert [it.patient for it in brief(bed_meeting.snapshot(), plan).today.arrivals] == ["dee"]


def test_traffic_counts_who_moves_arrives_and_leaves_on_each_day() -> None:
    traffic = [(it.moves, it.arrivals, it.expected, it.leaving) for it in _briefing().traffic]
    assert traffic == [(1, 1, 1, 0), (0, 0, 1, 1), (0, 0, 1, 2)]


def test_every_waiting_day_counts_under_one_reason() -> None:
    reasons = {it.reason: (it.patients, it.days, it.expected_days) for it in _briefing().reasons}
    assert reasons == {
        "Other home-based social care service arrangements still underway (Pathway 1)": (1, 2, 0),
        "No free place: home support": (1, 1, 0),
    }


def test_forecast_peoples_waiting_days_are_counted_apart() -> None:
    wait = {
        "patient": "forecast/flu/2026-11-24/1",
        "from": bed_meeting.TUESDAY,
        "days": 1,
        "in": "A",
        "for": "acute",
        "because": [{"kind": "team", "team": "T", "date": bed_meeting.TUESDAY}],
    }
    briefing = brief(bed_meeting.snapshot(), bed_meeting.plan(waits=[wait]))
    (reason,) = briefing.reasons
    assert (reason.reason, reason.patients, reason.days) == ("Not enough team hours: nursing", 0, 0)
    assert reason.expected_days == 1
    assert briefing.waiters == ()


def test_waiter_is_told_in_one_sentence_where_for_what_and_why() -> None:
    (waiter,) = _briefing().waiters
    assert (waiter.patient, waiter.days, waiter.days_so_far) == ("cas", 3, 4)
    assert waiter.sentences == (waiter.longest,)
    assert waiter.longest == (
        "Mon 23 Nov to Wed 25 Nov (3 days) in Ward <A> [north] for home support: Other home-based social "
        "care service arrangements still underway (Pathway 1), not before Wed 25 Nov; "
        "no free place in H on Wed 25 Nov."
    )


def test_what_stood_in_the_way_longest_is_told_first() -> None:
    days = (bed_meeting.MONDAY, bed_meeting.TUESDAY, bed_meeting.WEDNESDAY)
    because = [
        {"kind": "cheaper_to_wait"},
        {"kind": "intake", "unit": "H", "date": days[0]},
        *({"kind": "places", "unit": "H", "date": day} for day in days),
        *({"kind": "team", "team": "T", "date": day} for day in days[:2]),
    ]
    wait = {
        "patient": "ann",
        "from": days[0],
        "days": 3,
        "in": "A",
        "for": "home_support",
        "because": because,
    }
    plan = bed_meeting.plan(waits=[{**wait, "because": because}])
    (waiter,) = brief(bed_meeting.snapshot(), plan).waiters
    assert waiter.longest.endswith(
        ": no free place in H on any of these days; "
        "not enough hours of Nurses on 2 days from Mon 23 Nov; "
        "H takes no more arrivals on Mon 23 Nov; and 1 more, in the plan file."
    )


def test_alerts_of_a_team_are_one_sentence_with_its_days() -> None:
    assert _briefing().alerts == (
        "Not enough hours of Nurses: Mon 23 Nov 1.5 h short, Tue 24 Nov 0.5 h short. "
        "Promised by care under way.",
        "More arrivals than H takes: Tue 24 Nov 1 more. Promised by locks of cas.",
    )


def test_over_capacity_is_marked_by_a_sign_and_not_by_colour_alone() -> None:
    assert "5/2 +1 !2" in tables(_briefing())


def test_a_wards_own_brackets_are_no_markup() -> None:
    assert "Ward <A> [north]" in tables(_briefing())


def test_tables_in_a_file_are_plain_and_a_hundred_columns_wide() -> None:
    text = tables(_briefing())
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert text == tables(_briefing())


def test_moves_come_before_places_and_places_before_waits() -> None:
    text = tables(_briefing())
    headings = ("Alerts", "Today: 1 move", "People against places", "Why people wait", "What it adds up to")
    assert sorted(headings, key=text.index) == list(headings)


def test_plan_without_waits_says_so() -> None:
    briefing = brief(bed_meeting.snapshot(), bed_meeting.plan(waits=[], moves=[], alerts=[]))
    text = tables(briefing)
    assert "Nobody waits in this plan." in text
    assert "Nobody changes unit today." in text
    assert "Alerts" not in text


def test_one_is_singular() -> None:
    assert counted(1, "patient") == "1 patient"
    assert counted(1200, "person", "people") == "1,200 people"
