"""Why, in values and in sentences, on districts to check on paper.

Costs of a day: ward 400, step-down 300, home 100; a transfer 60; a waiting day in a ward 180.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from bedflow.domain import Plan, Snapshot
from bedflow.domain.delay_reason import DELAY_REASONS
from bedflow.explain.why import Why, why, whys
from bedflow.explain.why_plain import DISCREET, PLAIN_REASONS
from bedflow.explain.why_reasons import Binding, Reason
from bedflow.explain.why_words import when
from bedflow.sample import sample_district
from bedflow.waterfall import plan as plan_district
from tests.districts import random_district
from tests.paper import (
    HOME,
    MONDAY,
    STEP,
    THURSDAY,
    TUESDAY,
    WARD,
    WEDNESDAY,
    ann,
    bob,
    course,
    district,
    phase,
    proven,
    team,
    unit,
)
from tests.test_explain_reasons import dearer_by


def riverside(**facts: Any) -> dict[str, Any]:
    return {**unit("H", "home_support", **facts), "name": "Riverside"}


PLACE = riverside(beds=1)
JARGON = ("pathway", "capacity", "intake", "slot", "horizon", "delay reason", "surge", "overtime", "eligible")


def told_of_ann(snapshot: Snapshot) -> Why:
    return why(snapshot, proven(snapshot), patient="ann")


def only_reason(told: Why) -> Reason:
    (only,) = told.waits
    (reason,) = only.wait.reasons
    return reason


def manager(told: Why) -> str:
    return told.waits[0].manager


def relative(told: Why) -> str:
    return told.waits[0].relative


def behind_bob() -> Snapshot:
    """Bob leaves the only place at Riverside after Tuesday."""
    patients = [ann("W", phase("home_support")), bob("H", phase("home_support", 2))]
    return district(4, [WARD, PLACE], patients)


# ---- places, arrivals and hours


def test_a_full_unit_is_named_with_its_figures_and_dates() -> None:
    told = told_of_ann(behind_bob())
    reason = only_reason(told)
    assert (reason.kind, reason.unit, reason.days == reason.on) == (Binding.PLACES, "H", True)
    assert [str(day) for day in reason.days] == [MONDAY, TUESDAY]
    assert "Riverside is full to 1 of 1 on Mon 23 and Tue 24 Nov" in manager(told)
    assert manager(told).startswith("In W on Mon 23 and Tue 24 Nov (2 days) for home support: ")
    assert manager(told).endswith("; goes to Riverside on Wed 25 Nov.")


def test_a_place_that_would_help_is_worth_its_price_in_the_plan() -> None:
    snapshot = behind_bob()
    planned = proven(snapshot)
    rows = tuple(
        row.model_copy(update={"price": 310.0 if (row.unit, str(row.date)) == ("H", TUESDAY) else 0.0})
        for row in planned.units
    )
    told = why(snapshot, planned.model_copy(update={"units": rows}), patient="ann")
    assert (only_reason(told).worth, str(only_reason(told).worth_on)) == (310.0, TUESDAY)
    assert "; one more place there on Tue 24 Nov is priced at 310; " in manager(told)


def test_a_place_beside_a_team_is_priced_by_name_and_not_as_there() -> None:
    # Home is full and the nurses have no hours: "there" would point at the team, said last.
    home = riverside(beds=1)
    patients = [ann("W", phase("home_support", nursing=1)), bob("H", phase("home_support", nursing=1))]
    snapshot = district(2, [WARD, home], patients, teams=[team(1)])
    planned = proven(snapshot)
    rows = tuple(row.model_copy(update={"price": 90.0}) for row in planned.units)
    told = why(snapshot, planned.model_copy(update={"units": rows}), patient="ann")
    assert {reason.kind for reason in told.waits[0].wait.reasons} == {Binding.PLACES, Binding.TEAM}
    assert "; one more place in Riverside on Mon 23 Nov is priced at 90; " in manager(told)


def test_a_wait_that_is_still_to_come_is_told_with_the_day_it_begins() -> None:
    closed = riverside(daily_intake=0)
    told = told_of_ann(district(3, [WARD, closed], [ann("W", phase("acute", 1), phase("home_support"))]))
    assert relative(told).startswith("They will wait in W from Tuesday 24 November for support at home, ")


def test_a_unit_that_takes_nobody_in_is_told_from_one_whose_arrivals_are_used() -> None:
    # On Monday nobody comes in; on Tuesday Bob, whom waiting harms more, is the one who does.
    home = riverside(daily_intake=1,
                overrides=[{"date": MONDAY, "daily_intake": 0}])  # fmt: skip
    patients = [ann("W", phase("home_support")), bob("W", phase("home_support"), harm_per_day=900)]
    told = told_of_ann(district(3, [WARD, home], patients))
    assert only_reason(told).kind is Binding.INTAKE
    assert (
        "Riverside has no more of its 1 arrival a day on Tue 24 Nov and takes nobody in on Mon 23 Nov"
        in manager(told)
    )


def test_a_unit_that_is_closed_to_newcomers_is_told_so_in_plain_words() -> None:
    home = riverside(overrides=[{"date": MONDAY, "daily_intake": 0}])
    told = told_of_ann(district(2, [WARD, home], [ann("W", phase("home_support"))]))
    assert "because nobody new is welcomed there on that day; " in relative(told)


def test_hours_that_are_left_stand_beside_those_that_are_wanted() -> None:
    nurses = team(3, overrides=[{"date": MONDAY, "hours": 0.5}], name="North nurses")
    told = told_of_ann(
        district(2, [WARD, HOME], [ann("W", phase("home_support", None, 1.25))], teams=[nurses])
    )
    reason = only_reason(told)
    assert (reason.kind, reason.team, reason.wanted) == (Binding.TEAM, "T", 1.25)
    assert "North nurses has 0.5 h left on Mon 23 Nov, 1.25 wanted" in manager(told)


def test_hours_short_tomorrow_bind_today_where_nobody_may_pause() -> None:
    nurses = team(1, overrides=[{"date": TUESDAY, "hours": 0}])
    told = told_of_ann(district(3, [WARD, HOME], [ann("W", phase("home_support", None, 1))], teams=[nurses]))
    reason = only_reason(told)
    assert [str(day) for day in reason.days] == [MONDAY, TUESDAY]
    assert [str(day) for day in reason.on] == [TUESDAY]
    assert "T has no hours on Tue 24 Nov" in manager(told)


def test_what_is_full_in_one_unit_is_said_of_it_once() -> None:
    home = riverside(beds=0, daily_intake=0)
    told = told_of_ann(district(1, [WARD, home], [ann("W", phase("home_support"))]))
    assert "Riverside has no places on Mon 23 Nov and takes nobody in on Mon 23 Nov; " in manager(told)


def test_a_wait_to_the_end_of_the_plan_has_no_date() -> None:
    home = unit("H", "home_support", beds=0, daily_intake=0)
    told = told_of_ann(district(2, [WARD, home], [ann("W", phase("home_support"))]))
    assert told.waits[0].wait.onward is None
    assert manager(told).endswith("; no date up to Tue 24 Nov.")
    assert relative(told).endswith(
        "; we do not have a day for it yet, and plan ahead as far as Tuesday 24 November."
    )


# ---- dates, locks, rules


def test_a_date_is_told_with_its_delay_reason_as_published() -> None:
    patient = ann("W", phase("home_support", not_before=WEDNESDAY, reason="IF03"))
    told = told_of_ann(district(3, [WARD, HOME], [patient]))
    assert DELAY_REASONS["IF03"].wording + ", not before Wed 25 Nov" in manager(told)
    assert relative(told) == (
        "They are waiting in W for support at home, because the arrangements for help at home are still "
        "being made (we expect this to be settled by Wednesday 25 November); the plan is that they go to "
        "H on Wednesday 25 November."
    )


def test_a_lock_that_keeps_somebody_in_a_ward_is_a_decision_and_not_a_price() -> None:
    patient = ann("W", phase("home_support"), locks=[{"date": MONDAY, "unit": "W"}])
    told = told_of_ann(district(2, [WARD, HOME], [patient]))
    assert (only_reason(told).kind, str(only_reason(told).until)) == (Binding.LOCK, TUESDAY)
    assert "a decision keeps them there on Mon 23 Nov" in manager(told)


def test_a_lock_of_tomorrow_binds_today_when_care_would_be_over_by_then() -> None:
    # After one day at home Ann would have left, and could not be in the ward on Tuesday as decided.
    patient = ann("W", phase("home_support", 1), locks=[{"date": TUESDAY, "unit": "W"}])
    told = told_of_ann(district(3, [WARD, HOME], [patient]))
    assert {reason.kind for reason in told.waits[0].wait.reasons} == {Binding.LOCK}
    assert "a decision keeps them there" in manager(told)


def test_a_district_without_a_unit_for_the_care_says_so() -> None:
    told = told_of_ann(district(1, [WARD], [ann("W", phase("home_support"))]))
    assert "the district has no unit that gives this care" in manager(told)


def test_units_that_may_not_take_somebody_are_counted_by_rule() -> None:
    homes = [unit(name, "home_support", zones=["south"]) for name in ("H1", "H2")]
    told = told_of_ann(district(1, [WARD, *homes], [ann("W", phase("home_support"), zone="north")]))
    reason = only_reason(told)
    assert (reason.kind, reason.rules) == (Binding.NO_UNIT, (("the unit serves other zones", 2),))
    assert "no unit may take them: the unit serves other zones (2 units)" in manager(told)
    assert "north" not in manager(told) + relative(told)


# ---- prices


def test_waiting_is_cheaper_by_an_exact_amount() -> None:
    # Home at 600 a day: 60 + 600 against 400 + 180 in the ward.
    dear = riverside(cost_per_day=600)
    told = told_of_ann(district(1, [WARD, dear], [ann("W", phase("home_support"))]))
    reason = only_reason(told)
    assert reason.earlier is not None
    assert (reason.kind, reason.earlier.unit, reason.earlier.more) == (Binding.CHEAPER, "H", 80.0)
    assert "Riverside on Mon 23 Nov would cost 80 more; " in manager(told)


def test_care_that_would_cost_the_same_is_not_called_dearer() -> None:
    # Home at 520 a day: 60 + 520 is 400 + 180; the plan was made when it was a pound dearer.
    dearer, same = (
        district(1, [WARD, riverside(cost_per_day=cost)], [ann("W", phase("home_support"))])
        for cost in (521, 520)
    )
    told = why(same, proven(dearer), patient="ann")
    assert only_reason(told).kind is Binding.SAME
    assert "Riverside on Mon 23 Nov would cost the same in all" in manager(told)
    assert "would not make things better" in relative(told)


def test_hours_that_only_overtime_could_give_are_a_team_without_hours() -> None:
    # Two hours of overtime are 1,800; a day of waiting in the ward is 400 + 180.
    nurses = team(2, "W", overtime=9, overrides=[{"date": MONDAY, "hours": 0}])
    patient = ann("W", phase("acute", 1, 2))
    told = told_of_ann(district(2, [WARD], [patient], teams=[nurses], policy={"overtime_hour": 900}))
    assert only_reason(told).kind is Binding.TEAM
    assert "care begins there on Tue 24 Nov" in manager(told)


def test_overtime_that_going_earlier_would_take_is_named() -> None:
    # In the community hospital care may pause, so hours short on Tuesday do not bar Monday. Going costs
    # 60 + 2 x 700 and an hour of overtime on Tuesday, waiting 2 x 400 + 200 + 210.
    nurses = team(2, "K", overtime=9, overrides=[{"date": TUESDAY, "hours": 0}])
    place = {**unit("K", "community_hospital", cost_per_day=700), "name": "Riverside"}
    patient = ann("W", phase("community_hospital", None, 1), harm_per_day=200)
    told = told_of_ann(district(2, [WARD, place], [patient], teams=[nurses]))
    reason = told.waits[0].wait.reasons[0]
    assert reason.earlier is not None
    assert (reason.kind, reason.earlier.more, reason.earlier.overtime) == (Binding.CHEAPER, 305.0, 55.0)
    assert "Riverside on Mon 23 Nov would cost 305 more, with 55 of overtime; " in manager(told)


@pytest.mark.parametrize("first", range(5000, 5080, 20))
def test_exact_amounts_are_those_of_a_second_pricing(first: int) -> None:
    priced = 0
    for seed in range(first, first + 20):
        snapshot = random_district(seed)
        plan = plan_district(snapshot, effort=2)
        for told in whys(snapshot, plan):
            for each in told.waits:
                for reason in each.wait.reasons:
                    if reason.earlier is not None:
                        assert_priced(snapshot, plan, told.patient, reason)
                        priced += 1
    assert priced


def assert_priced(snapshot: Snapshot, plan: Plan, patient: str, reason: Reason) -> None:
    """Price the days of the reason as if they were a wait of their own."""
    assert reason.earlier is not None
    wait = next(it for it in plan.waits if it.patient == patient)
    days = wait.model_copy(update={"from_": reason.days[0], "days": len(reason.days)})
    more = dearer_by(snapshot, plan, days)
    assert more is not None
    # The second pricing keeps the course up to the wait, so it can only find less.
    assert reason.earlier.more >= 0
    assert float(more) >= reason.earlier.more - 1e-6


# ---- for relatives


def test_sentence_for_a_relative_has_no_jargon_and_nobody_else(
    districts_told: list[tuple[Snapshot, Why]],
) -> None:
    for snapshot, told in districts_told:
        others = {it.id for it in snapshot.patients}
        for each in told.waits:
            words = set(re.findall(r"[\w-]+", each.relative)) - {
                word for it in snapshot.units for word in re.findall(r"[\w-]+", it.label)
            }
            assert not words & others
            assert not any(term in each.relative.lower() for term in JARGON), each.relative
            assert each.relative.count(".") == 1


def test_sentence_for_a_manager_names_no_person(districts_told: list[tuple[Snapshot, Why]]) -> None:
    for snapshot, told in districts_told:
        named = {it.id for it in snapshot.patients}
        for each in told.waits:
            assert not set(re.findall(r"[\w-]+", each.manager)) & named


def test_every_published_reason_has_plain_words() -> None:
    assert set(PLAIN_REASONS) == set(DELAY_REASONS)
    assert not any(term in words for words in PLAIN_REASONS.values() for term in JARGON)


@pytest.mark.parametrize("code", ["WB02", "WB03", "IF06", "IF12", "LOCAL7", None])
def test_a_reason_that_is_not_ours_to_tell_is_kept(code: str | None) -> None:
    patient = ann("W", phase("home_support", not_before=TUESDAY, reason=code))
    assert DISCREET in relative(told_of_ann(district(2, [WARD, HOME], [patient])))


# ---- courses


def test_a_course_is_told_in_runs_with_the_next_move_and_the_day_of_leaving() -> None:
    patient = ann("W", phase("acute", 1), phase("home_support", 2))
    told = told_of_ann(district(4, [WARD, STEP, HOME], [patient]))
    assert [(leg.unit, str(leg.since), str(leg.until), leg.care) for leg in told.course] == [
        ("W", MONDAY, MONDAY, True),
        ("H", TUESDAY, WEDNESDAY, True),
    ]
    assert told.next_move is not None
    assert (told.next_move.unit, str(told.leaves), told.waits) == ("H", THURSDAY, ())


def test_care_comes_before_a_wait_that_comes_anyway() -> None:
    # Two days of care in the ward and then home, which takes nobody in before Friday: two of the four
    # days are waited whatever is done when, and the hour of nursing is there on each of them.
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    home = unit("H", "home_support", overrides=[{"date": day, "daily_intake": 0} for day in days])
    patient = ann("W", phase("acute", 2, 1), phase("home_support"))
    planned = proven(district(5, [WARD, home], [patient], teams=[team(1, "W")]))
    assert course(planned, "ann") == "W W (W) (W) H"


def test_care_that_is_put_off_for_hours_stays_put_off() -> None:
    nurses = team(1, "W", overrides=[{"date": MONDAY, "hours": 0}])
    home = unit("H", "home_support", overrides=[{"date": MONDAY, "daily_intake": 0}])
    patient = ann("W", phase("acute", 1, 1), phase("home_support"))
    planned = proven(district(3, [WARD, home], [patient], teams=[nurses]))
    assert course(planned, "ann") == "(W) W H"


def test_nobody_of_that_id_is_a_key_error() -> None:
    snapshot = behind_bob()
    with pytest.raises(KeyError):
        why(snapshot, proven(snapshot), patient="cas")


@pytest.fixture(scope="module")
def districts_told() -> list[tuple[Snapshot, Why]]:
    told = []
    for snapshot in [sample_district(beds=60, seed=1), *map(random_district, range(6000, 6040))]:
        plan = plan_district(snapshot, effort=2)
        told += [(snapshot, each) for each in whys(snapshot, plan)]
    return told


def test_every_waiting_day_has_a_reason_and_no_other_day_has(
    districts_told: list[tuple[Snapshot, Why]],
) -> None:
    for _snapshot, told in districts_told:
        waited = {
            day
            for leg in told.course
            if not leg.care
            for day in (
                date.fromordinal(at) for at in range(leg.since.toordinal(), leg.until.toordinal() + 1)
            )
        }
        assert {day for each in told.waits for day in each.wait.days} == waited
        for each in told.waits:
            assert {day for reason in each.wait.reasons for day in reason.days} == set(each.wait.days)


def test_days_are_said_in_runs() -> None:
    monday, tuesday, wednesday, friday = (date(2026, 11, day) for day in (23, 24, 25, 27))
    assert when([monday]) == "on Mon 23 Nov"
    assert when([monday, tuesday]) == "on Mon 23 and Tue 24 Nov"
    assert when([monday, tuesday, wednesday]) == "from Mon 23 to Wed 25 Nov"
    assert when([monday, tuesday, wednesday, friday]) == "on Mon 23 to Wed 25 Nov and Fri 27 Nov"
    assert when([date(2026, 11, 30), date(2026, 12, 1)]) == "on Mon 30 Nov and Tue 1 Dec"
