"""The list of courses of a plan: whose they are, how long, and which of them can be walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bedflow.check.course import days_of_course, start_and_end
from bedflow.check.district import District, Person
from bedflow.check.finding import Finding
from bedflow.check.walk import Stay, walk
from bedflow.domain import Course, Plan

Walks = Mapping[str, tuple[Stay, ...]]
"""Every person's stays, by id."""


def first_courses(plan: Plan) -> dict[str, Course]:
    """Give each patient's first course in the plan, by id."""
    courses: dict[str, Course] = {}
    for course in plan.courses:
        courses.setdefault(course.patient, course)
    return courses


def walk_all(plan: Plan, district: District) -> Walks:
    """Walk every course that has the right length and belongs to somebody."""
    courses = first_courses(plan)
    length = len(district.days)
    return {
        person.id: walk(person, course.units, care=course.care, district=district)
        for person in district.people.values()
        if (course := courses.get(person.id)) and len(course.units) == len(course.care) == length
    }


def check_courses(plan: Plan, district: District, *, walks: Walks) -> Iterator[Finding]:
    """Hold every course against the rules of form and of the model."""
    courses = first_courses(plan)
    yield from _whose(plan, district)
    for person in district.people.values():
        course = courses.get(person.id)
        if course is None:
            yield from _absent(person, district)
            continue
        yield from _form(course, district)
        if person.id in walks:
            yield from start_and_end(person, course, stays=walks[person.id], district=district)
            yield from days_of_course(person, walks[person.id], district)


def _absent(person: Person, district: District) -> Iterator[Finding]:
    """Miss a course; whoever arrives after the horizon is left out and may have none."""
    if person.starts < len(district.days):
        yield Finding("course-missing", person.id, "the patient has no course")


def _whose(plan: Plan, district: District) -> Iterator[Finding]:
    seen: set[str] = set()
    for course in plan.courses:
        if course.patient in seen:
            yield Finding("course-repeated", course.patient, "the patient has more than one course")
        elif course.patient not in district.people:
            yield Finding(
                "course-unknown", course.patient, "no such patient is in the snapshot or its forecasts"
            )
        seen.add(course.patient)


def _form(course: Course, district: District) -> Iterator[Finding]:
    length = len(district.days)
    if len(course.units) != length or len(course.care) != length:
        message = f"expected {length} units and care flags, got {len(course.units)} and {len(course.care)}"
        yield Finding("course-length", course.patient, message)
        return
    for date, unit, care in zip(district.days, course.units, course.care, strict=True):
        where = f"{course.patient}, {date.isoformat()}"
        if unit is not None and unit not in district.units:
            yield Finding("course-unit", where, f"{unit} is no unit of the snapshot")
        if (unit is None) != (care is None):
            yield Finding("course-care", where, "the care flag must be null exactly when the unit is")
