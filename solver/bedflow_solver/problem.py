"""The question put to the engine, as arrays.

A *job* passes through stages of work, one active day at a time, while it sits in one station a day.
What couples jobs are rows, each a resource on a day: seats of a station, its special seats, its gate
(entries), and hours of a pool. Jobs that are alike form a *class*; everything about a job is said
once for its class.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Masks = NDArray[np.uint32]
Bytes = NDArray[np.int8]

LEVELS = 5
"""Levels of stations and kinds of stages, from high (0) to low."""

UNLIMITED = 1 << 30
"""A limit that never binds."""

HOUR = 1_000_000_000
"""Hours are counted in billionths, as whole numbers, so that sums are exact in any order."""

WATCHED_DAYS = 3
"""Days on which a change against the earlier result has a price."""

NOT_COMPARED = -1
ELSEWHERE = -2


class Problem(NamedTuple):
    """Everything the engine knows.

    C classes, J jobs, S stations, K pools, Q disciplines, D days, O options (class x station),
    G stages (class x active day), W entries of work (stage x discipline).

    Attributes
    ----------
    days
        D, 1 to 28.
    job_class
        Shape (J,), int32; the class of each job.
    members
        Shape (C,), int32; jobs of each class.
    first_day
        Shape (C,), int32; the first day in the system, 0 for those already in a station.
    needed
        Shape (C,), int32; active days until the job leaves, D + 1 when beyond the horizon.
    stage_from
        Shape (C + 1,), int32; stages of class c are ``stage_from[c]`` up to ``stage_from[c + 1]``,
        one for each active day that fits in the horizon.
    stage_kind, stage_opens
        Shape (G,), int8 and int32; the kind of the stage, and the first day it may be active.
    work_from
        Shape (G + 1,), int32; entries of work of each stage.
    work_discipline, work_amount
        Shape (W,), int32 and int64; discipline and hours (in billionths) of an active day.
    option_from
        Shape (C + 1,), int32; options of each class, ordered by level.
    level_from
        Shape (C, 6), int32; options of class c on level l are ``level_from[c, l]`` up to
        ``level_from[c, l + 1]``.
    option_station
        Shape (O,), int32.
    stay_days, enter_days
        Shape (O,), uint32; bit t: the job may be here, or may move here, on day t.
    stay_cost
        Shape (O,), float64; cost of a day here, active or idle.
    present
        Shape (C,), int32; option (global index) the job sits in before day 0, -1 when from outside.
    lifted_days
        Shape (C,), uint32; bit t: the job is bound to a station on day t: moves on that day do not
        heed levels, and the job is not gone before it.
    idle_harm, waited
        Shape (C,), float64 and int32; cost of a first idle day on weight 1, idle days so far.
    special
        Shape (C,), bool; takes a special seat.
    earlier
        Shape (C, 3), int32; station in the earlier result on days 0 to 2, NOT_COMPARED, or
        ELSEWHERE for one that is no longer there.
    station_level
        Shape (S,), int8.
    seats, spare, special_seats, gate
        Shape (S, D), int32; UNLIMITED where there is no limit.
    pool_of
        Shape (S, Q), int32; the pool that serves a station for a discipline, -1 for none.
    pool_hours, pool_limit
        Shape (K, D), int64; free hours, and free and overtime hours together, in billionths.
    safe, active, idle, enter
        Shape (5, 5), bool, by kind of stage and level of station; ``enter`` says whether a move to
        the level is open when that kind is next.
    idle_weight
        Shape (5,), float64, by level.
    idle_growth, idle_growth_max
        Growth of the cost of an idle day with the idle days before it, and its largest factor.
    misplaced, move, change
        Cost of an active day on another level than the stage's kind, of a move, of a watched day
        that differs from the earlier result.
    spare_price, over_price, special_price, overtime_price
        Prices of what is beyond seats, beyond spare seats, beyond special seats, and of an hour of
        overtime.
    """

    days: int
    job_class: Ints
    members: Ints
    first_day: Ints
    needed: Ints
    stage_from: Ints
    stage_kind: Bytes
    stage_opens: Ints
    work_from: Ints
    work_discipline: Ints
    work_amount: Longs
    option_from: Ints
    level_from: Ints
    option_station: Ints
    stay_days: Masks
    enter_days: Masks
    stay_cost: Floats
    present: Ints
    lifted_days: Masks
    idle_harm: Floats
    waited: Ints
    special: Bools
    earlier: Ints
    station_level: Bytes
    seats: Ints
    spare: Ints
    special_seats: Ints
    gate: Ints
    pool_of: Ints
    pool_hours: Longs
    pool_limit: Longs
    safe: Bools
    active: Bools
    idle: Bools
    enter: Bools
    idle_weight: Floats
    idle_growth: float
    idle_growth_max: float
    misplaced: float
    move: float
    change: float
    spare_price: float
    over_price: float
    special_price: float
    overtime_price: float

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.first_day)

    @property
    def jobs(self) -> int:
        """Number of jobs."""
        return len(self.job_class)

    @property
    def stations(self) -> int:
        """Number of stations."""
        return len(self.station_level)

    @property
    def pools(self) -> int:
        """Number of pools."""
        return len(self.pool_hours)

    @property
    def most_options(self) -> int:
        """Most options any class has; at least 1."""
        return int(np.diff(self.option_from).max(initial=1))
