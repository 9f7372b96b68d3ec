"""The chase list: what it would release, and for whom, if somebody's blocker were cleared earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bedflow.around import around
from bedflow.diary import PatientDay
from bedflow.domain import FORECAST_PREFIX, Patient, Plan, Setting, Snapshot
from bedflow.domain.delay_reason import reason_owner
from bedflow.explain.competing import MOST, Competing
from bedflow.explain.trial import EFFORT, PENNY, Outcome, outcome_between, try_out
from bedflow.waterfall import plan as plan_district

WITH_OTHERS = 10
"""Holds for which the people around are planned again too, those that release most by themselves."""

UNTIL_PROVEN = 500
"""Rounds of search after which one patient's best course is proven; most need a few dozen."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A date that keeps a patient's next care from going forward.

    Attributes
    ----------
    patient
        The patient's id.
    phase
        Which of the patient's phases, from 0.
    setting
        Its setting.
    not_before
        The first date on which it can go forward.
    reason
        Code of the delay reason; None when nobody wrote one down.
    units
        Where the patient waits for the date, in order.
    dates
        The days waited for it in the plan.
    """

    patient: str
    phase: int
    setting: Setting
    not_before: date
    reason: str | None
    units: tuple[str, ...]
    dates: tuple[date, ...]

    @property
    def owner(self) -> str | None:
        """Who is to be asked, by the family of the reason; None without a published reason."""
        return reason_owner(self.reason)


@dataclass(frozen=True, slots=True)
class Chase:
    """What clearing a hold earlier would bring.

    Attributes
    ----------
    hold
        The hold.
    day_earlier
        With the date one day earlier, for the patient alone, everybody else as planned.
    cleared
        With the hold gone this morning, for the patient alone.
    with_others
        With the hold gone, and those around planned again; None when that was not tried.
    """

    hold: Hold
    day_earlier: Outcome
    cleared: Outcome
    with_others: Outcome | None = None

    @property
    def best(self) -> Outcome:
        """The most that clearing it is known to bring."""
        others = self.with_others
        return self.cleared if others is None or others.pounds < self.cleared.pounds else others


def holds_of(snapshot: Snapshot, plan: Plan) -> tuple[Hold, ...]:
    """Give every hold that costs somebody waiting days in the plan; expected people are nobody to chase for.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    """
    return tuple(_holds(Competing.of(snapshot, plan)))


def _holds(competing: Competing) -> Iterator[Hold]:
    for patient, days in competing.diaries.items():
        if patient.startswith(FORECAST_PREFIX):
            continue
        held: dict[int, list[PatientDay]] = {}
        for day in days:
            if not day.care and day.phase.not_before is not None and day.date < day.phase.not_before:
                held.setdefault(_number(day), []).append(day)
        for phase, barred in held.items():
            yield _hold(phase, barred)


def _number(day: PatientDay) -> int:
    # By identity: two phases of a patient may be equal.
    return next(number for number, phase in enumerate(day.patient.phases) if phase is day.phase)


def _hold(number: int, barred: list[PatientDay]) -> Hold:
    phase = barred[0].phase
    if phase.not_before is None:
        raise ValueError("a phase without a date holds nobody")
    return Hold(
        patient=barred[0].patient.id,
        phase=number,
        setting=phase.setting,
        not_before=phase.not_before,
        reason=phase.reason,
        units=tuple(dict.fromkeys(day.unit for day in barred)),
        dates=tuple(day.date for day in barred),
    )


def with_hold_until(snapshot: Snapshot, hold: Hold, *, day: date | None) -> Snapshot:
    """Give the district in which a hold ends on another date, or is gone.

    Parameters
    ----------
    day
        The new first date; None: the hold is gone.
    """
    patients = tuple(
        _with_phase_until(patient, hold.phase, day) if patient.id == hold.patient else patient
        for patient in snapshot.patients
    )
    return snapshot.model_copy(update={"patients": patients})


def _with_phase_until(patient: Patient, number: int, day: date | None) -> Patient:
    phases = tuple(
        phase.model_copy(update={"not_before": day}) if at == number else phase
        for at, phase in enumerate(patient.phases)
    )
    return patient.model_copy(update={"phases": phases})


def chase_list(
    snapshot: Snapshot,
    plan: Plan,
    *,
    top: int = WITH_OTHERS,
    most: int = MOST,
    effort: int = EFFORT,
    told: Callable[[int, int], None] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> tuple[Chase, ...]:
    """Say what clearing each hold earlier would release and for whom, what releases most first.

    Every held patient is planned again exactly, around the others as planned; for those that release
    most the people around are planned again too.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    top
        For how many the people around are planned again.
    most
        How many people that is at most, each time.
    effort
        Rounds of search of each planning.
    told
        Called before each trial with how many are done and how many there are.
    interrupted
        Polled; when it says so the list is of what is done by then.
    """
    competing = Competing.of(snapshot, plan)
    holds = tuple(_holds(competing))
    trials = len(holds) + min(top, len(holds))
    stop = interrupted or (lambda: False)
    found: list[Chase] = []
    for hold in holds:
        if stop():
            break
        if told is not None:
            told(len(found), trials)
        found.append(_by_themself(competing, hold))
    found.sort(key=_releases_most)
    for number, one in enumerate(found[:top]):
        if stop():
            break
        if told is not None:
            told(len(holds) + number, trials)
        found[number] = replace(one, with_others=_with_others(competing, one.hold, most, effort, interrupted))
    return tuple(sorted(found, key=_releases_most))


def _releases_most(chase: Chase) -> tuple[float, ...]:
    best = chase.best
    return (-best.acute_days, -best.waiting_days, -best.pounds)


def _by_themself(competing: Competing, hold: Hold) -> Chase:
    """Plan one patient again, exactly, with the hold as it is, a day earlier and gone."""
    alone = around(competing.snapshot, competing.plan, patients={hold.patient})
    as_it_is = plan_district(alone, effort=UNTIL_PROVEN)

    def with_date(day: date | None) -> Outcome:
        changed = plan_district(with_hold_until(alone, hold, day=day), effort=UNTIL_PROVEN)
        # A hold that ends earlier takes no course away: where nothing is saved, nothing changes.
        same = changed.objective > as_it_is.objective - PENNY
        return outcome_between(alone, as_it_is, as_it_is if same else changed)

    cleared = with_date(None)
    day_before = hold.not_before - timedelta(days=1)
    if not cleared.pounds or day_before <= competing.snapshot.first_day:
        return Chase(hold, day_earlier=cleared, cleared=cleared)
    return Chase(hold, day_earlier=with_date(day_before), cleared=cleared)


def _with_others(
    competing: Competing, hold: Hold, most: int, effort: int, interrupted: Callable[[], bool] | None
) -> Outcome:
    """Plan the patient again with those who could take the places that come free, and who compete."""
    after = (day.unit for day in competing.diaries[hold.patient] if day.date >= hold.not_before)
    units = dict.fromkeys((*hold.units, *after))
    people = competing.for_units(tuple(units), hold.dates, most=most, first=(hold.patient,))
    before = around(competing.snapshot, competing.plan, patients=people)
    return try_out(
        before,
        with_hold_until(before, hold, day=None),
        standing=competing.plan,
        effort=effort,
        interrupted=interrupted,
    )
