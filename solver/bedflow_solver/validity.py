"""What is a course: the rules of one job, capacities set aside, and the course on which a job only waits."""

from __future__ import annotations

import numpy as np
from numba import njit

from bedflow_solver.pricing import Courses, empty_courses
from bedflow_solver.problem import Problem


@njit(cache=True, nogil=True)
def is_course(problem, c, stations, actives):  # type: ignore[no-untyped-def]
    """Say whether stations and activity make a course of a class, capacities set aside."""
    first = problem.first_day[c]
    progress = 0
    here = problem.present[c]
    for day in range(problem.days):
        station = stations[day]
        if day < first or progress == problem.needed[c]:
            if station >= 0:
                return False
            continue
        bit = np.uint32(1) << np.uint32(day)
        option = -1
        for candidate in range(problem.option_from[c], problem.option_from[c + 1]):
            if problem.option_station[candidate] != station or (problem.stay_days[candidate] & bit) == 0:
                continue
            stays = candidate == here
            if stays or (here < 0 and day == first) or (problem.enter_days[candidate] & bit) != 0:
                option = candidate
                if stays:
                    break
        if option < 0:
            return False
        stage = problem.stage_from[c] + progress
        kind = problem.stage_kind[stage]
        level = problem.station_level[station]
        if not problem.safe[kind, level]:
            return False
        if here >= 0 and option != here and (problem.lifted_days[c] & bit) == 0:
            before = problem.station_level[problem.option_station[here]]
            if not problem.enter[kind, level] or (level < before and problem.safe[kind, before]):
                return False
        here = option
        if actives[day]:
            if not problem.active[kind, level] or day < problem.stage_opens[stage]:
                return False
            progress += 1
            if progress == problem.needed[c] and (problem.lifted_days[c] >> np.uint32(day)) > 1:
                return False
        elif not problem.idle[kind, level]:
            return False
    return True


@njit(cache=True, nogil=True)
def stay_course(problem, c, stations, actives):  # type: ignore[no-untyped-def]
    """Write down the course of a job that only waits: it stays on what is under way and moves up if it must.

    Returns
    -------
    Whether there is such a course.
    """
    present = problem.present[c]
    option = present
    progress = 0
    stations[:] = -1
    actives[:] = False
    for day in range(problem.first_day[c], problem.days):
        stage = problem.stage_from[c] + progress
        kind = problem.stage_kind[stage]
        bit = np.uint32(1) << np.uint32(day)
        stays = False
        if option >= 0 and (problem.stay_days[option] & bit) != 0:
            level = problem.station_level[problem.option_station[option]]
            acts = problem.active[kind, level] and day >= problem.stage_opens[stage]
            stays = problem.safe[kind, level] and (problem.idle[kind, level] or acts)
        if not stays:
            option = -1
            for candidate in range(problem.option_from[c], problem.option_from[c + 1]):
                station = problem.option_station[candidate]
                level = problem.station_level[station]
                enters = (problem.enter_days[candidate] & bit) != 0 and problem.gate[station, day] > (1 << 29)
                if enters and problem.safe[kind, level] and problem.idle[kind, level]:
                    option = candidate
                    break
            if option < 0:
                return False
        level = problem.station_level[problem.option_station[option]]
        stations[day] = problem.option_station[option]
        if not problem.idle[kind, level]:
            actives[day] = True
            progress += 1
            if progress == problem.needed[c]:
                break
    return True


@njit(cache=True, nogil=True)
def stay_all(problem, stations, actives):  # type: ignore[no-untyped-def]
    """Write down each class's waiting course; out of the system throughout where there is none."""
    for c in range(len(problem.first_day)):
        if not stay_course(problem, c, stations[c], actives[c]):
            stations[c, :] = -1
            actives[c, :] = False


def fallback_courses(problem: Problem) -> Courses:
    """Give each job the course on which it only waits; -1 throughout where it has none."""
    by_class = empty_courses(problem.classes, problem.days)
    stay_all(problem, by_class.stations, by_class.actives)
    return Courses(by_class.stations[problem.job_class], by_class.actives[problem.job_class])
