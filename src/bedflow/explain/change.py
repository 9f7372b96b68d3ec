"""Why not today: the smallest change of limits that would move a patient on a day, proved by planning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

from bedflow.compile import compile_snapshot
from bedflow.diary import PatientDay
from bedflow.domain import Course, Plan, Setting, Snapshot
from bedflow.explain.asked import Asked
from bedflow.explain.extra import Extra, with_extra
from bedflow.explain.free import FreeAnswer, plan_freely
from bedflow.explain.more import extras_of, half_of
from bedflow.explain.shrink import TIE, Shrunk, Wish, dearer_with_all, smallest_per_unit
from bedflow.explain.way import NEVER
from bedflow.explain.ways import Ways

MOST_CHANGES = 2
"""Changes named: the smallest, and the next that needs nothing the first needs."""


class HindranceKind(StrEnum):
    """Why no change of limits is named."""

    NOT_WAITING = "not_waiting"
    NOT_BEFORE = "not_before"
    LOCKED = "locked"
    NO_UNIT = "no_unit"
    CHEAPER_TO_WAIT = "cheaper_to_wait"
    AS_GOOD_NOW = "as_good_now"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps a patient where they are, whatever limits are changed.

    Attributes
    ----------
    date, reason
        First possible date and its delay reason, for ``not_before``.
    pounds
        For ``cheaper_to_wait`` by how much waiting is cheaper even with all that is lacking; for
        ``as_good_now`` by how much moving is cheaper as things are: about 0 in a good plan.
    """

    kind: HindranceKind
    date: date | None = None
    reason: str | None = None
    pounds: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """More of some limits, with which the patient's care goes forward on the day.

    Attributes
    ----------
    extras
        How much more of what on which days.
    unit
        Where the care goes forward.
    saves
        What the total falls by when the others keep their courses; the change itself is not costed.
    moves, half_moves
        What planning the patient again around the others says: with the change, and with half of it.
    """

    extras: tuple[Extra, ...]
    unit: str
    saves: float
    moves: bool
    half_moves: bool

    @property
    def is_proved(self) -> bool:
        """Whether the change moves the patient and half of it does not."""
        return self.moves and not self.half_moves

    def made_in(self, snapshot: Snapshot) -> Snapshot:
        """Give the district with the change."""
        return with_extras(snapshot, self.extras)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a patient's care does not go forward on a day, and what would make it.

    Attributes
    ----------
    patient, on
        The patient and the day.
    waits_in, waits_for
        The unit they wait in and the setting of the care waited for; None when they do not wait.
    otherwise
        The day on which the plan gives that care; None when it does not within the horizon.
    changes
        The smallest change first; none when no change helps.
    hindrance
        Why no change is named.
    free
        What a free plan of the whole district makes of the first change.
    """

    patient: str
    on: date
    waits_in: str | None
    waits_for: Setting | None
    otherwise: date | None
    changes: tuple[Change, ...] = ()
    hindrance: Hindrance | None = None
    free: FreeAnswer | None = None

    @property
    def change(self) -> Change | None:
        """The smallest change."""
        return self.changes[0] if self.changes else None


def with_extras(snapshot: Snapshot, extras: Iterable[Extra]) -> Snapshot:
    """Give the district with more of several things."""
    return reduce(with_extra, extras, snapshot)


def smallest_change(
    snapshot: Snapshot,
    plan: Plan,
    patient: str,
    *,
    on: date | None = None,
    asked: Asked | None = None,
    free_effort: int | None = 1,
) -> WhyNot:
    """Name the smallest change of limits that would move a patient on a day.

    A patient moves when the care they wait for on that day goes forward on it: in another unit, or
    where they are when they wait for a team.

    Parameters
    ----------
    plan
        A plan of the district that keeps the rules.
    on
        A date of the horizon; absent: day 0.
    asked
        The plan as read before, when many patients are asked about.
    free_effort
        Rounds of search for planning the whole district freely with the change; None: not done.

    Raises
    ------
    KeyError
        When nobody in the plan has this id.
    ValueError
        When the date is not in the horizon.
    """
    asked = asked or Asked(snapshot, plan)
    on = on or snapshot.first_day
    if on not in snapshot.days:
        raise ValueError(f"{on.isoformat()} is not a day of the plan")
    days = asked.days_of(patient)
    today = next((own for own in days if own.date == on), None)
    if today is None or today.care:
        hindrance = Hindrance(HindranceKind.NOT_WAITING)
        return WhyNot(patient, on, None, None, None if today is None else on, hindrance=hindrance)
    otherwise = next((own.date for own in days if own.day > today.day and own.care), None)
    ways = asked.ways(patient)
    wish = Wish(ways, asked.room_for(patient), today.day, _care_days_before(days, today))
    hindrance_now = _hindrance_at_once(asked, wish, today)
    changes = () if hindrance_now else _proved_changes(asked, wish, today)
    if not changes:
        hindrance = hindrance_now or _hindrance_left(wish)
        return WhyNot(patient, on, today.unit, today.phase.setting, otherwise, hindrance=hindrance)
    free = None
    if free_effort is not None:
        changed = changes[0].made_in(snapshot)
        free = plan_freely(asked, changed, changes[0].extras, patient, on=on, effort=free_effort)
    return WhyNot(patient, on, today.unit, today.phase.setting, otherwise, changes, free=free)


def _care_days_before(days: Iterable[PatientDay], today: PatientDay) -> int:
    return sum(own.care for own in days if own.day < today.day)


def _hindrance_at_once(asked: Asked, wish: Wish, today: PatientDay) -> Hindrance | None:
    """Give what no change of limits can overcome, or that none is needed."""
    phase = today.phase
    if phase.not_before is not None and phase.not_before > today.date:
        return Hindrance(HindranceKind.NOT_BEFORE, phase.not_before, phase.reason)
    if wish.ways.best(wish.ways.nothing_charged(), wish.granted()) is None:
        return Hindrance(HindranceKind.LOCKED if _locks_bar(asked, wish, today) else HindranceKind.NO_UNIT)
    gain = wish.gain({})
    if gain >= -TIE:
        return Hindrance(HindranceKind.AS_GOOD_NOW, pounds=0.0 if gain == NEVER else max(0.0, gain))
    return None


def _locks_bar(asked: Asked, wish: Wish, today: PatientDay) -> bool:
    """Say whether the care could go forward on the day were it not for the patient's locks."""
    if not today.patient.locks:
        return False
    unlocked = today.patient.model_copy(update={"locks": ()})
    alone = asked.snapshot.model_copy(update={"patients": (unlocked,), "arrivals": ()})
    ways = Ways(compile_snapshot(alone), 0)
    freed = Wish(ways, wish.room, wish.day, wish.done)
    return ways.best(ways.nothing_charged(), freed.granted()) is not None


def _hindrance_left(wish: Wish) -> Hindrance:
    dearer = dearer_with_all(wish)
    return Hindrance(HindranceKind.CHEAPER_TO_WAIT, pounds=None if dearer is None else max(0.0, dearer))


def _proved_changes(asked: Asked, wish: Wish, today: PatientDay) -> tuple[Change, ...]:
    """Give the smallest change, and the next that needs nothing it needs, each proved."""
    found = sorted(smallest_per_unit(wish), key=lambda one: one.size)
    chosen: list[Shrunk] = []
    for one in found:
        touched = {(limit.kind, limit.number) for kept in chosen for limit in kept.more}
        if len(chosen) < MOST_CHANGES and not any(limit[:2] in touched for limit in one.more):
            chosen.append(one)
    return tuple(_proved(asked, wish, today, one) for one in chosen)


def _proved(asked: Asked, wish: Wish, today: PatientDay, shrunk: Shrunk) -> Change:
    """Plan the patient again around the others, with the change and with half of it."""
    extras = extras_of(shrunk.more, asked.snapshot)
    half = extras_of(half_of(shrunk.more), asked.snapshot)
    patient = today.patient.id
    whole_plan, half_plan = (
        asked.planned_around(patient, snapshot=with_extras(asked.snapshot, some)) for some in (extras, half)
    )
    return Change(
        extras=extras,
        unit=asked.snapshot.units[wish.ways.units[shrunk.option]].id,
        saves=round(asked.cost_of((patient,)) - whole_plan.objective, 2),
        moves=goes_forward(whole_plan.courses[0], today.day, wish.done),
        half_moves=goes_forward(half_plan.courses[0], today.day, wish.done),
    )


def goes_forward(course: Course, day: int, done: int) -> bool:
    """Say whether a care day goes forward on a day, with a number of care days before it."""
    return bool(course.care[day]) and sum(map(bool, course.care[:day])) == done
