"""A hand-made plan as it was meant: whom it fixes, and everybody's course with what is missing filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from bedflow.around import Occupied, around
from bedflow.check.district import District, read_district
from bedflow.check.walk import hours_taken, walk
from bedflow.compile import Compiled
from bedflow.diary import diaries
from bedflow.domain import Course, Patient, Plan, StandingPlan
from bedflow.ingest.read_hand_plan import HandCourse, HandForm, HandPlan
from bedflow.rules.course import District as Rules
from bedflow.rules.course import has_valid_course
from bedflow.score.held import locked, mended, named_days, with_patients
from bedflow.score.marks import Hours, Stated, filled
from bedflow.waterfall import plan

ALONE = 100
"""Rounds in which one patient alone is planned; a few are enough."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a hand-made plan is scored on.

    Attributes
    ----------
    compiled
        The district, compiled.
    district
        The same as the checker reads it.
    proposed
        The proposed plan.
    """

    compiled: Compiled
    district: District
    proposed: Plan

    @classmethod
    def of(cls, compiled: Compiled, proposed: Plan) -> Ground:
        """Read a district and its proposed plan."""
        return cls(compiled, read_district(compiled.snapshot), proposed)

    @property
    def raised(self) -> dict[tuple[str, int], float]:
        """Hours added to teams for what is already promised, by team and day."""
        days = self.district.days
        return {(row.team, days.index(row.date)): row.raised for row in self.proposed.teams if row.raised > 0}


@dataclass(frozen=True, slots=True)
class Written:
    """What a hand-made plan says of everybody.

    Attributes
    ----------
    courses
        Everybody's course as written, in the order of the proposed plan; who is not named keeps the
        proposed one.
    fixed
        The courses the person fixes, in the order of their file.
    whole
        Whether everybody is named.
    """

    courses: tuple[Course, ...]
    fixed: tuple[HandCourse, ...]
    whole: bool


def written(hand: HandPlan, ground: Ground, *, also: Collection[str] = ()) -> Written:
    """Say where the hand-made plan has everybody.

    Parameters
    ----------
    also
        Patients who are fixed though their course is the proposed one.
    """
    proposed = {course.patient: course for course in ground.proposed.courses}
    given = {each.patient: _without_old_marks(each, proposed[each.patient], ground) for each in hand.courses}
    whole = given.keys() >= proposed.keys()
    marked = {*hand.marked, *also}
    everybody = hand.form is not HandForm.PLAN and not whole
    fixed = tuple(
        course
        for name, course in given.items()
        if not ground.district.people[name].forecast
        and (everybody or name in marked or _differs(course, proposed[name]))
    )
    courses = _everybody(given, proposed, ground)
    # Who stays until they leave is held to the days they are then there, not to the end of the horizon.
    held = (
        replace(course, units=courses[course.patient].units) if course.until_leaving else course
        for course in fixed
    )
    unnamed = (_as_proposed(proposed[name]) for name in sorted(marked - given.keys()))
    return Written(tuple(courses[name] for name in proposed), (*held, *unnamed), whole)


def _as_proposed(course: Course) -> HandCourse:
    return HandCourse(course.patient, course.units, course.care, said=len(course.units))


def _without_old_marks(hand: HandCourse, proposed: Course, ground: Ground) -> HandCourse:
    """Drop marks that nobody edited where the units were, if they break a rule there."""
    if hand.units == proposed.units or hand.care != proposed.care:
        return hand
    stated = Stated(hand.units, hand.care, hand.said)
    no_hours = Hours(ground.district, {}, {})
    if filled(ground.district.people[hand.patient], stated, hours=no_hours)[1] == 0:
        return hand
    return replace(hand, care=(None,) * len(hand.units))


def _differs(hand: HandCourse, proposed: Course) -> bool:
    if hand.said < len(hand.units) or hand.units != proposed.units:
        return True
    pairs = zip(hand.care, proposed.care, strict=True)
    return any(mark is not None and mark != planned for mark, planned in pairs)


def _everybody(
    given: Mapping[str, HandCourse], proposed: Mapping[str, Course], ground: Ground
) -> dict[str, Course]:
    """Fill in one course after the other, in the order of the file, around all that is known by then."""
    courses = dict(proposed)
    to_fill = []
    for name, hand in given.items():
        if not _differs(hand, proposed[name]):
            continue
        if hand.said == len(hand.units) and None not in _marks(hand):
            courses[name] = Course(patient=name, units=hand.units, care=hand.care)
        else:
            to_fill.append(hand)
            del courses[name]
    desk = _Desk(ground, courses)
    for hand in to_fill:
        desk.place(_filled(hand, desk))
    return desk.courses


def _marks(hand: HandCourse) -> list[bool | None]:
    return [mark for unit, mark in zip(hand.units, hand.care, strict=True) if unit is not None]


class _Desk:
    """The courses known so far, and what they leave to those still to be filled in.

    Parameters
    ----------
    ground
        What is scored on.
    courses
        The courses known from the start.

    Attributes
    ----------
    hours
        The hours of teams, and what the courses known so far take of them.
    """

    def __init__(self, ground: Ground, courses: dict[str, Course]) -> None:
        self.ground = ground
        self.courses = courses
        self.hours = Hours(ground.district, ground.raised, hours_of(courses.values(), ground.district))
        self._occupied: Occupied | None = None

    @property
    def occupied(self) -> Occupied:
        """Give the district under the courses known so far."""
        if self._occupied is None:
            known = tuple(mended(course, self.ground.district) for course in self.courses.values())
            plan = self.ground.proposed.model_copy(update={"courses": known})
            self._occupied = Occupied.under(self.ground.compiled.snapshot, plan)
        return self._occupied

    def place(self, course: Course) -> None:
        """Add a course that is filled in."""
        self.courses[course.patient] = course
        for row, hours in hours_of((course,), self.ground.district).items():
            self.hours.taken[row] = self.hours.taken.get(row, 0.0) + hours
        if self._occupied is None:
            return
        snapshot = self.ground.compiled.snapshot
        only = StandingPlan(days=snapshot.days, courses=(mended(course, self.ground.district),))
        own, used = diaries(snapshot, only), self._occupied.used.copy()
        used.add(own[course.patient], self._occupied.team_of)
        self._occupied = replace(self._occupied, days={**self._occupied.days, **own}, used=used)


def _filled(hand: HandCourse, desk: _Desk) -> Course:
    ground = desk.ground
    if hand.said < len(hand.units) and (found := _planned_alone(hand, desk)) is not None:
        return found
    stated = Stated(hand.units, hand.care, hand.said, hand.until_leaving)
    if hand.said < len(hand.units):
        # No course obeys: they stay where they were last said to be, so that a cost can be named.
        here = hand.units[hand.said - 1]
        units = (*hand.units[: hand.said], *(here for _ in hand.units[hand.said :]))
        stated = Stated(units, hand.care, len(units), until_leaving=True)
    return filled(ground.district.people[hand.patient], stated, hours=desk.hours)[0]


def hours_of(courses: Iterable[Course], district: District) -> dict[tuple[str, int], float]:
    """Count the hours courses take of each team on each day."""
    taken: defaultdict[tuple[str, int], float] = defaultdict(float)
    for course in courses:
        person = district.people[course.patient]
        for stay in walk(person, course.units, care=course.care, district=district):
            for team, hours in hours_taken(stay, district):
                taken[team.id, stay.day] += hours
    return taken


def _planned_alone(hand: HandCourse, desk: _Desk) -> Course | None:
    """Plan what a person left open, held to what they said; None when no course obeys."""
    snapshot = desk.ground.compiled.snapshot
    patient = next(one for one in snapshot.patients if one.id == hand.patient)
    held = locked(patient, named_days(hand, snapshot.days))
    if not can_obey(held, desk.ground):
        return None
    district, occupied = with_patients(snapshot, [held]), desk.occupied
    left = around(district, occupied.plan, patients={hand.patient}, occupied=occupied)
    (course,) = plan(left, effort=ALONE).courses
    return course


def can_obey(patient: Patient, ground: Ground) -> bool:
    """Say whether some course obeys a patient's locks, capacities set aside."""
    snapshot = ground.compiled.snapshot
    units = {unit.id: unit for unit in snapshot.units}
    rules = Rules(units, snapshot.policy, snapshot.first_day, snapshot.horizon_days)
    wanted = {(lock.date, lock.unit) for lock in patient.locks if lock.date in snapshot.days}
    locks = dict(wanted)
    return len(locks) == len(wanted) and has_valid_course(patient, rules, locks=locks)
