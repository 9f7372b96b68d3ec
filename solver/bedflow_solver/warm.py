"""A first small question, so that kernels are compiled before anybody's clock runs."""

from __future__ import annotations

import numpy as np

from bedflow_solver.problem import LEVELS, NOT_COMPARED, UNLIMITED, WATCHED_DAYS, Problem

EVERY_DAY = (1 << 32) - 1


def small_problem() -> Problem:
    """Give two stations, a pool, and three jobs: one that moves on, one that finishes, one that is bound."""
    days, jobs, stations = 3, 3, 2
    levels = np.array([0, LEVELS - 1], np.int8)
    table = np.eye(LEVELS, dtype=np.bool_)
    safe = table.copy()
    safe[LEVELS - 1, 0] = True
    idle = np.zeros_like(table)
    idle[0, 0] = idle[LEVELS - 1, 0] = True
    return Problem(
        days=days,
        job_class=np.arange(jobs, dtype=np.int32),
        members=np.ones(jobs, np.int32),
        first_day=np.zeros(jobs, np.int32),
        needed=np.array([4, 1, 4], np.int32),
        stage_from=np.array([0, 3, 4, 7], np.int32),
        stage_kind=np.array([4, 4, 4, 0, 4, 4, 4], np.int8),
        stage_opens=np.zeros(7, np.int32),
        work_from=np.array([0, 1, 2, 3, 3, 4, 5, 6], np.int32),
        work_discipline=np.zeros(6, np.int32),
        work_amount=np.full(6, 1_000_000_000, np.int64),
        option_from=np.array([0, 2, 4, 6], np.int32),
        level_from=np.array([[0, 1, 1, 1, 1, 2], [2, 3, 3, 3, 3, 4], [4, 5, 5, 5, 5, 6]], np.int32),
        option_station=np.array([0, 1] * jobs, np.int32),
        stay_days=np.array([EVERY_DAY, EVERY_DAY, EVERY_DAY, EVERY_DAY, EVERY_DAY - 2, EVERY_DAY], np.uint32),
        enter_days=np.array(
            [EVERY_DAY, EVERY_DAY, EVERY_DAY, EVERY_DAY, EVERY_DAY - 2, EVERY_DAY], np.uint32
        ),
        stay_cost=np.array([400.0, 100.0] * jobs),
        present=np.array([0, 2, 4], np.int32),
        lifted_days=np.array([0, 0, 2], np.uint32),
        idle_harm=np.full(jobs, 180.0),
        waited=np.zeros(jobs, np.int32),
        special=np.array([True, False, False]),
        earlier=np.full((jobs, WATCHED_DAYS), NOT_COMPARED, np.int32),
        station_level=levels,
        seats=np.array([[2] * days, [1] * days], np.int32),
        spare=np.zeros((stations, days), np.int32),
        special_seats=np.zeros((stations, days), np.int32),
        gate=np.array([[UNLIMITED] * days, [0, 0, 1]], np.int32),
        pool_of=np.array([[-1], [0]], np.int32),
        pool_hours=np.full((1, days), 500_000_000, np.int64),
        pool_limit=np.full((1, days), 600_000_000, np.int64),
        safe=safe,
        active=table,
        idle=idle,
        enter=np.ones_like(table),
        idle_weight=np.ones(LEVELS),
        idle_growth=0.05,
        idle_growth_max=2.0,
        misplaced=40.0,
        move=60.0,
        change=25.0,
        spare_price=500.0,
        over_price=2000.0,
        special_price=1500.0,
        overtime_price=55.0,
    )
