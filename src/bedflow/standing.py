"""A standing plan as the beginning of the next: its courses and its prices, by name and date."""

from __future__ import annotations

from bedflow.compile import Compiled
from bedflow.domain import Plan
from bedflow_solver import Start, no_courses, no_prices


def start_from(standing: Plan, compiled: Compiled) -> Start:
    """Carry a plan that stands over to a changed question.

    Patients, units and teams are found by their names and days by their dates, so the district may
    have changed in any way; what is new begins with nothing.

    Parameters
    ----------
    standing
        A plan of the same district, of this morning or an earlier one.
    compiled
        The question now.
    """
    column = {day: number for number, day in enumerate(standing.days)}
    columns = [column.get(day) for day in compiled.snapshot.days]
    unit_number = {unit.id: number for number, unit in enumerate(compiled.snapshot.units)}
    courses = no_courses(compiled.problem)
    by_patient = {course.patient: course for course in standing.courses}
    for job, patient in enumerate(compiled.patients):
        course = by_patient.get(patient.id)
        if course is None:
            continue
        for day, at in enumerate(columns):
            unit = None if at is None else course.units[at]
            if unit is not None and at is not None:
                courses.stations[job, day] = unit_number.get(unit, -1)
                courses.actives[job, day] = bool(course.care[at])
    prices = no_prices(compiled.problem)
    day_number = {day: number for number, day in enumerate(compiled.snapshot.days)}
    for place in standing.units:
        if place.unit in unit_number and place.date in day_number:
            row = unit_number[place.unit], day_number[place.date]
            prices.seat[row], prices.gate[row] = place.price, place.intake_price
            prices.special[row] = place.isolation_price
    team_number = {team.id: number for number, team in enumerate(compiled.snapshot.teams)}
    for team in standing.teams:
        if team.team in team_number and team.date in day_number:
            prices.hour[team_number[team.team], day_number[team.date]] = team.price
    return Start(courses, prices)
