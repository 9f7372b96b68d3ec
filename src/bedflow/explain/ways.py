"""Every way one patient can go, priced exactly in the room the others leave.

A patient's days are followed by (day, unit, care days done): waiting days so far are what remains, so
that growing harm is exact. The plain twin of the engine's compiled search, for one patient and in
arrays; the tests compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bedflow.compile import Compiled
from bedflow.domain import Course
from bedflow.explain.room import Room
from bedflow.explain.way import NEVER, Costs, Mask, Only, Tariff, Way

BILLION = 10**9
NOT_COMPARED = -1


_SoFar = dict[int, tuple[float, tuple[int, ...]]]
"""By option: the cost so far, and the options gone through."""


class Ways:
    """The courses of one patient, limits set aside, and their cost at any tariff."""

    def __init__(self, compiled: Compiled, job: int) -> None:
        problem, c = compiled.problem, int(compiled.problem.job_class[job])
        self.compiled, self.patient = compiled, compiled.patients[job]
        self._unit_numbers = {unit.id: number for number, unit in enumerate(compiled.snapshot.units)}
        self.days = problem.days
        self.first = int(problem.first_day[c])
        self.needed = int(problem.needed[c])
        stages = slice(int(problem.stage_from[c]), int(problem.stage_from[c + 1]))
        options = slice(int(problem.option_from[c]), int(problem.option_from[c + 1]))
        self.units = problem.option_station[options].astype(np.int64)
        self.levels = problem.station_level[self.units].astype(np.int64)
        self.kinds = problem.stage_kind[stages].astype(np.int64)
        self.present = int(problem.present[c]) - options.start if problem.present[c] >= 0 else -1
        self.isolation = bool(problem.special[c])
        self._work_of_stages(stages)
        self._cost_days(c, stages, options)
        self._link(c, options)

    @property
    def care_days(self) -> int:
        """Care days that fit in the horizon."""
        return len(self.kinds)

    def way_of(self, course: Course) -> Way:
        """Give a course of the patient as a way, at no charge for limits.

        A unit can stand twice, as the present place and as a lock's: what is gone on from is kept for
        each until the course has shown which of them it means.
        """
        care, done = tuple(map(bool, course.care)), 0
        so_far: _SoFar = {self.present: (0.0, ())}
        for day, unit in enumerate(course.units):
            if unit is None:
                so_far = {before: (cost, (*gone, -1)) for before, (cost, gone) in so_far.items()}
                continue
            so_far = self._gone_on(so_far, self._unit_numbers[unit], day=day, done=done, care=care[day])
            done += care[day]
        cost, options = min(so_far.values())
        return Way(options, care, cost)

    def _gone_on(self, so_far: _SoFar, at: int, *, day: int, done: int, care: bool) -> _SoFar:
        """Go on to each option that stands for a unit, from wherever that is cheapest."""
        costs = (self.care if care else self.waiting)[day, done]
        return {
            option: min(
                (cost + self._moving(day, done, before, option) + float(costs[option]), (*gone, option))
                for before, (cost, gone) in so_far.items()
            )
            for option in np.flatnonzero(self.units == at).tolist()
        }

    def _moving(self, day: int, done: int, before: int, option: int) -> float:
        return 0.0 if before < 0 or before == option else float(self.link[day, done, before, option])

    def _work_of_stages(self, stages: slice) -> None:
        """Lay out hours by care day, option and team; a care day names few teams."""
        problem = self.compiled.problem
        self.work: list[list[list[tuple[int, int]]]] = []
        for stage in range(stages.start, stages.stop):
            entries = range(int(problem.work_from[stage]), int(problem.work_from[stage + 1]))
            row = []
            for unit in self.units:
                served = ((int(problem.pool_of[unit, problem.work_discipline[e]]), e) for e in entries)
                row.append([(team, int(problem.work_amount[e])) for team, e in served if team >= 0])
            self.work.append(row)

    def _cost_days(self, c: int, stages: slice, options: slice) -> None:
        """Cost care days and waiting days; shape (days, care days done, options), infinite where never."""
        problem, days = self.compiled.problem, np.arange(self.days)
        bits = (problem.stay_days[options][None, :] >> days[:, None].astype(np.uint32)) & 1
        stay = np.where(bits == 1, problem.stay_cost[options][None, :], NEVER)
        watched = problem.earlier[c]
        for day in range(min(len(watched), self.days)):
            if watched[day] != NOT_COMPARED:
                stay[day] += np.where(self.units != watched[day], problem.change, 0.0)
        self.stays = stay
        kinds, levels = self.kinds[:, None], self.levels[None, :]
        safe = np.where(problem.safe[kinds, levels], 0.0, NEVER)
        delivered = np.where(problem.active[kinds, levels], problem.misplaced * (kinds != levels), NEVER)
        opens = np.where(days[:, None] >= problem.stage_opens[stages][None, :], 0.0, NEVER)
        self.care = stay[:, None, :] + (safe + delivered)[None] + opens[:, :, None]
        lifted = int(problem.lifted_days[c])
        if 0 < self.needed <= self.care_days:
            for day in range(self.days):
                if lifted >> (day + 1):
                    # Somebody bound to a unit on a later day cannot have left by then.
                    self.care[day, self.needed - 1] = NEVER
        waited = int(problem.waited[c]) + days[:, None] - self.first - np.arange(self.care_days)[None, :]
        growth = np.minimum(1.0 + problem.idle_growth * np.maximum(waited, 0), problem.idle_growth_max)
        harm = problem.idle_harm[c] * problem.idle_weight[self.levels]
        idle = np.where(problem.idle[kinds, levels], 0.0, NEVER) + safe
        self.waiting = stay[:, None, :] + idle[None] + growth[:, :, None] * harm[None, None, :]

    def _link(self, c: int, options: slice) -> None:
        """Cost transfers; shape (days, care days done, from, to), infinite where never."""
        problem = self.compiled.problem
        here, there = self.levels[:, None], self.levels[None, :]
        unsafe = ~problem.safe[self.kinds][:, self.levels]
        regular = (there >= here)[None] | unsafe[:, :, None]
        regular &= problem.enter[self.kinds][:, self.levels][:, None, :]
        elsewhere = self.units[:, None] != self.units[None, :]
        same = np.eye(len(self.units), dtype=bool)
        self.link = np.empty((self.days, self.care_days, len(self.units), len(self.units)))
        for day in range(self.days):
            enters = (problem.enter_days[options] >> np.uint32(day)) & 1 == 1
            lifted = bool(int(problem.lifted_days[c]) >> day & 1)
            may = (np.ones_like(regular) if lifted else regular) & elsewhere[None] & enters[None, None, :]
            self.link[day] = np.where(same[None], 0.0, np.where(may, problem.move, NEVER))

    def tariff(self, room: Room) -> Tariff:
        """Say what the limits of a room charge one more patient."""
        problem = self.compiled.problem
        at = self.units
        beds, surge = room.beds[at].T, room.surge[at].T
        after = room.places[at].T + 1
        place = np.where(
            after <= beds, 0.0, np.where(after <= beds + surge, problem.spare_price, problem.over_price)
        )
        if self.isolation:
            place = place + problem.special_price * (room.isolating[at].T + 1 > room.isolation[at].T)
        entry = np.where(room.entries[at].T + 1 <= room.intake_now[at].T, 0.0, NEVER)
        return Tariff(place, entry, self._work_tariff(room))

    def _work_tariff(self, room: Room) -> Costs:
        free = room.hours_now - room.worked
        most = free + room.overtime
        price = self.compiled.problem.overtime_price / BILLION
        work = np.zeros((self.days, self.care_days, len(self.units)))
        known: dict[tuple[tuple[int, int], ...], Costs] = {}
        for done, row in enumerate(self.work):
            for option, needed in enumerate(row):
                if not needed:
                    continue
                key = tuple(needed)
                if key not in known:
                    known[key] = sum(
                        (
                            np.where(
                                amount > most[team],
                                NEVER,
                                price * np.clip(amount - np.maximum(free[team], 0), 0, amount),
                            )
                            for team, amount in needed
                        ),
                        np.zeros(self.days),
                    )
                work[:, done, option] = known[key]
        return work

    def best(self, tariff: Tariff, only: Mapping[int, Only] | None = None) -> Way | None:
        """Find the cheapest way at a tariff; None when there is none.

        Parameters
        ----------
        only
            What is asked of it, by day.
        """
        onward, chosen = self._onward(tariff, only or {})
        if self.present >= 0:
            cost, option = float(onward[0, self.present]), int(chosen[self.first].to[0, self.present])
        else:
            arriving = chosen[self.first].cost[0] + tariff.entry[self.first]
            option = int(np.argmin(arriving))
            cost = float(arriving[option])
        return None if cost == NEVER else self._trace(chosen, option, cost)

    def _onward(
        self, tariff: Tariff, only: Mapping[int, Only], kept: list[Costs] | None = None
    ) -> tuple[Costs, dict[int, _Choice]]:
        """Go back from the last day: the cost of all that is still to come, by what is done and where.

        ``kept`` takes the costs after each day, the last day's first.
        """
        done, options = self.care_days, len(self.units)
        onward = np.zeros((done + 1, options))
        chosen: dict[int, _Choice] = {}
        for day in range(self.days - 1, self.first - 1, -1):
            if kept is not None:
                kept.append(onward)
            care, waiting = self._day(day, tariff, onward)
            if (asked := only.get(day)) is not None:
                care, waiting = np.where(asked.care, care, NEVER), np.where(asked.waiting, waiting, NEVER)
            cost = np.minimum(care, waiting)
            total = self._moves(day, tariff) + cost[:, None, :]
            to = np.argmin(total, axis=2)
            chosen[day] = _Choice(cost, care <= waiting, to)
            ended = np.full((1, options), NEVER) if done < self.needed else np.zeros((1, options))
            onward = np.concatenate((np.take_along_axis(total, to[:, :, None], axis=2)[:, :, 0], ended))
        return onward, chosen

    def _day(self, day: int, tariff: Tariff, onward: Costs) -> tuple[Costs, Costs]:
        """Cost a day with care and one without, and all that comes after."""
        care = self.care[day] + tariff.place[day] + tariff.work[day] + onward[1:]
        return care, self.waiting[day] + tariff.place[day] + onward[:-1]

    def _moves(self, day: int, tariff: Tariff) -> Costs:
        """Cost every transfer of a day: coming in costs those who were elsewhere."""
        entry = np.where(np.eye(len(self.units), dtype=bool), 0.0, tariff.entry[day][None, :])
        moves: Costs = self.link[day] + entry[None]
        return moves

    def first_arrivals(self, tariff: Tariff) -> Costs:
        """Cost the cheapest way that stays where it is, comes into an option on a day, and has care there.

        Somebody from outside may also wait where they come.

        Returns
        -------
        Shape (days, options); infinite where there is none.
        """
        ahead: list[Costs] = []
        self._onward(tariff, {}, ahead)
        arrivals = np.full((self.days, len(self.units)), NEVER)
        if self.present < 0:
            care, waiting = self._day(self.first, tariff, ahead[-1])
            arrivals[self.first] = np.minimum(care[0], waiting[0]) + tariff.entry[self.first]
            return arrivals
        so_far = np.full(self.care_days + 1, NEVER)
        so_far[0] = 0.0
        for day in range(self.first, self.days):
            care, _waiting = self._day(day, tariff, ahead[self.days - 1 - day])
            comes = so_far[:-1, None] + self._moves(day, tariff)[:, self.present]
            comes[:, self.present] = NEVER
            arrivals[day] = (comes + care).min(axis=0)
            care, waiting = self._day(day, tariff, np.zeros_like(ahead[0]))
            here = so_far[:-1]
            so_far = np.append(here + waiting[:, self.present], NEVER)
            so_far[1:] = np.minimum(so_far[1:], here + care[:, self.present])
        return arrivals

    def staying_until(self, day: int, option: int) -> dict[int, Only]:
        """Ask for staying where the patient is before a day, and for care in an option on it."""
        nowhere = np.zeros((self.care_days, len(self.units)), np.bool_)
        here, there = nowhere.copy(), nowhere.copy()
        here[:, self.present], there[:, option] = True, True
        asked = {earlier: Only(here, here) for earlier in range(self.first, day)}
        return {**asked, day: Only(there, there if self.present < 0 else nowhere)}

    def cost_of(self, way: Way, tariff: Tariff) -> float:
        """Cost one way at a tariff; infinite when it is none."""
        cost, done, before = 0.0, 0, self.present
        for day, (option, care) in enumerate(zip(way.options, way.care, strict=True)):
            if option < 0:
                continue
            if option != before:
                cost += tariff.entry[day, option] + self._moving(day, done, before, option)
            cost += tariff.place[day, option]
            cost += self.care[day, done, option] if care else self.waiting[day, done, option]
            cost += tariff.work[day, done, option] if care else 0.0
            done, before = done + care, option
        return float(cost)

    def nothing_charged(self) -> Tariff:
        """Give the tariff of a district without limits."""
        shape = (self.days, len(self.units))
        work = np.zeros((self.days, self.care_days, len(self.units)))
        return Tariff(np.zeros(shape), np.zeros(shape), work)

    def _trace(self, chosen: dict[int, _Choice], option: int, cost: float) -> Way:
        options, care, done = [-1] * self.days, [False] * self.days, 0
        for day in range(self.first, self.days):
            if done >= self.needed:
                break
            if day > self.first:
                option = int(chosen[day].to[done, option])
            options[day], care[day] = option, bool(chosen[day].care[done, option])
            done += care[day]
        return Way(tuple(options), tuple(care), cost)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A day's best: its cost and whether care is best, by (done, option); where to be, by (done, before)."""

    cost: Costs
    care: Mask
    to: NDArray[np.int64]
