"""The engine: arrays in, arrays out."""

from bedflow_solver.kernels import kept_in_own_folder

with kept_in_own_folder():
    from bedflow_solver.hold import NoCourseError
    from bedflow_solver.loads import no_prices
    from bedflow_solver.pricing import no_courses
    from bedflow_solver.problem import ELSEWHERE, HOUR, NOT_COMPARED, UNLIMITED, WATCHED_DAYS, Problem
    from bedflow_solver.result import Progress, Result, Start
    from bedflow_solver.solve import improving, solve
    from bedflow_solver.still import solve_still

__all__ = [
    "ELSEWHERE",
    "HOUR",
    "NOT_COMPARED",
    "UNLIMITED",
    "WATCHED_DAYS",
    "NoCourseError",
    "Problem",
    "Progress",
    "Result",
    "Start",
    "improving",
    "no_courses",
    "no_prices",
    "solve",
    "solve_still",
]
