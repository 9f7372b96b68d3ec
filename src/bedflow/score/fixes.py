"""The rest planned around what a person fixes: as many fixes as are valid are kept, the others are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bedflow.around import around
from bedflow.check import Finding
from bedflow.check.alerts import raises_of
from bedflow.check.capacity import check_capacity, count_use
from bedflow.check.course import DAY_RULES
from bedflow.check.courses import check_courses, walk_all
from bedflow.check.walk import Stay, hours_taken, walk
from bedflow.domain import Course, Plan, Snapshot
from bedflow.ingest.read_hand_plan import HandCourse
from bedflow.score.held import Places, locked, mended, named_days, with_patients
from bedflow.score.laid_out import laid_out
from bedflow.score.marks import Hours, Stated, filled
from bedflow.score.written import Ground, Written, can_obey

LIMITS = ("intake", "hours")
"""The rules that courses break together."""

MOST_LOCKED = 60
"""People held by locks at most, where there is another way: what locks raise takes long to work out."""


@dataclass(frozen=True, slots=True)
class Unkept:
    """A day of a hand-made plan that cannot be kept.

    Attributes
    ----------
    date, unit
        The day, and the unit the person named.
    because
        The rule in the way, in words.
    rule
        Its code.
    """

    date: date
    unit: str
    because: str
    rule: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What a person fixes about one patient.

    Attributes
    ----------
    patient
        The patient's id.
    kept
        Units by date that the rest is planned around.
    unkept
        Those that cannot be kept.
    """

    patient: str
    kept: Places
    unkept: tuple[Unkept, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """The best plan found around what a person fixes.

    Attributes
    ----------
    plan
        The plan, as one of the district as it is.
    bound
        Proven lower bound on the total of every plan around the fixes that are kept.
    fixes
        What is fixed, and what of it could not be.
    """

    plan: Plan
    bound: float
    fixes: tuple[Fix, ...]


class Planning(Protocol):
    """A way to plan a district, going on from a plan that stands."""

    def __call__(self, district: Snapshot, *, standing: Plan) -> Plan:
        """Plan a district."""


def rest_around(hand: Written, ground: Ground, *, planned: Planning, quickly: Planning) -> Rest:
    """Plan everybody else around what the person fixes.

    A fix is kept when a plan with it breaks no rule. Where fixes together break a limit that is never
    broken, the one written last gives way: from the day on which the patient comes into the unit to the
    day on which the limit is broken. What it says of later days stays, if a plan with that breaks none.
    In a plan that fixes very many and breaks no rule, they keep their care days too.

    Parameters
    ----------
    planned, quickly
        As well as time allows, and just so that the plan keeps what is never broken.
    """
    fixes = tuple(_valid_alone(each, ground) for each in hand.fixed)
    chosen = {course.patient for course in hand.fixed}
    proposed = {course.patient: course for course in ground.proposed.courses}
    courses = (course if course.patient in chosen else proposed[course.patient] for course in hand.courses)
    start = ground.proposed.model_copy(
        update={"courses": tuple(mended(course, ground.district) for course in courses)}
    )
    if len(fixes) > MOST_LOCKED and _can_stand(hand, fixes, ground):
        return _rest_beside(fixes, ground, start, planned=planned)
    way = quickly
    while True:
        district = _with_locks(fixes, ground)
        made = way(district, standing=start)
        after = _without_culprit(fixes, made.courses, ground)
        if after is None and way is planned:
            found = laid_out(ground.compiled, made.courses, beside=ground.proposed)
            return Rest(found, made.bound, fixes)
        if after is None:
            way = planned
        else:
            fixes, way = after, quickly


def _can_stand(hand: Written, fixes: Iterable[Fix], ground: Ground) -> bool:
    """Say whether the courses that are fixed can stand as they are, with nothing left open in them."""
    if any(fix.unkept for fix in fixes) or any(each.said < len(each.units) for each in hand.fixed):
        return False
    return not broken_rules(hand.courses, ground)


def _rest_beside(fixes: tuple[Fix, ...], ground: Ground, start: Plan, *, planned: Planning) -> Rest:
    """Plan those who are free in what the others leave them, where the others' courses stand as they are."""
    held = {fix.patient for fix in fixes}
    free = {course.patient for course in start.courses} - held
    if not free:
        found = laid_out(ground.compiled, start.courses, beside=ground.proposed)
        return Rest(found, found.objective, fixes)
    snapshot = ground.compiled.snapshot
    made = planned(around(snapshot, start, patients=free), standing=start)
    anew = {course.patient: course for course in made.courses}
    courses = (anew.get(course.patient, course) for course in start.courses)
    found = laid_out(ground.compiled, courses, beside=ground.proposed)
    return Rest(found, found.objective - (made.objective - made.bound), fixes)


def _with_locks(fixes: Iterable[Fix], ground: Ground) -> Snapshot:
    snapshot = ground.compiled.snapshot
    by_id = {patient.id: patient for patient in snapshot.patients}
    return with_patients(snapshot, [locked(by_id[fix.patient], fix.kept) for fix in fixes])


def broken_rules(courses: Sequence[Course], ground: Ground) -> tuple[Finding, ...]:
    """Name each rule that courses break, each with the patient, unit or team and the day."""
    plan, district = ground.proposed.model_copy(update={"courses": tuple(courses)}), ground.district
    walks = walk_all(plan, district)
    use, raises = count_use(walks, district), raises_of(plan, district)
    return (
        *check_courses(plan, district, walks=walks),
        *check_capacity(district, use=use, raises=raises),
    )


def _valid_alone(hand: HandCourse, ground: Ground) -> Fix:
    """Keep the days of one patient that break no rule of a course, whatever others do."""
    places = named_days(hand, ground.district.days)
    unkept = {each.date: each for each in _broken_days(hand, ground)}
    patient = next(one for one in ground.compiled.snapshot.patients if one.id == hand.patient)
    if not unkept and can_obey(locked(patient, places), ground):
        return Fix(hand.patient, places)
    kept: Places = ()
    for day, unit in places:
        if day in unkept:
            continue
        if can_obey(locked(patient, (*kept, (day, unit))), ground):
            kept = (*kept, (day, unit))
        else:
            unkept[day] = Unkept(day, unit, "no course of the patient can be there on that day", "lock")
    return Fix(hand.patient, kept, tuple(unkept[day] for day in sorted(unkept)))


def _broken_days(hand: HandCourse, ground: Ground) -> Iterator[Unkept]:
    """Name the days in units that no choice of care days makes right."""
    district = ground.district
    person = district.people[hand.patient]
    for day, unit in named_days(hand, district.days[: person.starts]):
        yield Unkept(day, unit, "the patient is in a unit before the day of arrival", "start")
    unmarked = Stated(hand.units, (None,) * len(hand.units), hand.said, hand.until_leaving)
    course, _ = filled(person, unmarked, hours=Hours(district, {}, {}))
    arrived = mended(course, district) if person.starts else course
    for stay in walk(person, arrived.units, care=arrived.care, district=district):
        for code, rule in DAY_RULES.items():
            if (message := rule(person, stay, district)) is not None:
                yield Unkept(district.days[stay.day], stay.unit.id, message, code)
                break


def _without_culprit(
    fixes: tuple[Fix, ...], courses: Sequence[Course], ground: Ground
) -> tuple[Fix, ...] | None:
    """Take back the fix written last that makes a plan break a rule; None when the plan breaks none."""
    by_patient = {course.patient: course for course in courses}
    for finding in broken_rules(courses, ground):
        where, _, when = finding.where.rpartition(", ")
        if not where:
            continue
        day = date.fromisoformat(when)
        for k in range(len(fixes) - 1, -1, -1):
            course = by_patient[fixes[k].patient]
            first = _at_fault(course, finding.rule, (where, day), ground=ground)
            if first is not None and (gone := _in_the_way(fixes[k], first, day)):
                return (*fixes[:k], _taken_back(fixes[k], gone, finding), *fixes[k + 1 :])
        # A limit raised for a fix may be used by somebody else: then the fix written last gives way.
        for k in range(len(fixes) - 1, -1, -1):
            if fixes[k].kept:
                return (*fixes[:k], _taken_back(fixes[k], fixes[k].kept[-1:], finding), *fixes[k + 1 :])
    return None


def _in_the_way(fix: Fix, first: date, last: date) -> Places:
    """Give the fixed days of a stretch, or the first one after it, which is what leads there."""
    within = tuple(each for each in fix.kept if first <= each[0] <= last)
    return within or tuple(each for each in fix.kept if each[0] > last)[:1]


def _at_fault(course: Course, rule: str, row: tuple[str, date], *, ground: Ground) -> date | None:
    """Give the day from which a patient's course is at fault for a broken rule; None: it is not."""
    where, day = row
    if rule not in LIMITS:
        return day if where == course.patient else None
    person = ground.district.people[course.patient]
    came: date | None = None
    for stay in walk(person, course.units, care=course.care, district=ground.district):
        at = ground.district.days[stay.day]
        came = at if stay.is_arrival or came is None else came
        if at == day and _uses(stay, rule, where, ground):
            return came
    return None


def _uses(stay: Stay, rule: str, where: str, ground: Ground) -> bool:
    if rule == "intake":
        return stay.unit.id == where and stay.is_arrival
    return any(team.id == where for team, _ in hours_taken(stay, ground.district))


def _taken_back(fix: Fix, gone: Places, finding: Finding) -> Fix:
    """Take some days back; what is fixed of the others stays."""
    message = f"{finding.where}: {finding.message}"
    taken = (Unkept(day, unit, message, finding.rule) for day, unit in gone)
    unkept = sorted((*fix.unkept, *taken), key=lambda each: each.date)
    return replace(fix, kept=tuple(each for each in fix.kept if each not in gone), unkept=tuple(unkept))
