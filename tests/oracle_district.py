"""The model page read word by word: what each patient may do on each day, and what it takes.

Slow and obvious on purpose, and in exact fractions. It reads the plain fields of a snapshot and
shares no code with the rules, the compiler, the checker or the engine it is held against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from bedflow.domain import CareNeeds, Phase, Setting, Snapshot, Team, Unit

HIGH_TO_LOW = ("acute", "step_down", "community_hospital", "care_home", "home_support")
NEVER_BROKEN = (Setting.CARE_HOME, Setting.HOME_SUPPORT)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def exact(number: float) -> Fraction:
    """The decimal as written, not its binary neighbour."""
    return Fraction(repr(number))


@dataclass(frozen=True)
class Person:
    """A patient, known or forecast, with the day on which their course starts."""

    id: str
    facts: CareNeeds
    start: int
    unit: str | None = None
    waiting_days: int = 0
    forecast: bool = False
    locks: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stand:
    """Where a course stands before a day: care days so far, and the unit of the day before.

    ``clings`` is true in the present unit that only not having left it allows.
    """

    progress: int
    unit: str | None
    clings: bool


@dataclass(frozen=True)
class Step:
    """One day of a course."""

    day: int
    before: Stand
    unit: str
    care: bool
    after: Stand
    cost: Fraction
    hours: dict[str, Fraction]
    arrives: bool


class District:
    """A snapshot with the questions the model page asks of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.policy = snapshot.policy
        self.horizon = snapshot.horizon_days
        self.days = [snapshot.as_of.date() + timedelta(days=t) for t in range(self.horizon)]
        self.day_number = {day: t for t, day in enumerate(self.days)}
        self.units = {unit.id: unit for unit in snapshot.units}
        self.teams = {team.id: team for team in snapshot.teams}
        self.serves = {(unit, team.discipline): team.id for team in snapshot.teams for unit in team.units}
        self.previous = self._previous_units()
        self.people = [*self._known(), *self._forecast()]

    # ---- people

    def _known(self) -> Iterator[Person]:
        for patient in self.snapshot.patients:
            start = 0 if patient.arrives is None else (patient.arrives - self.days[0]).days
            if start >= self.horizon:
                continue
            locks = {self.day_number[k.date]: k.unit for k in patient.locks if k.date in self.day_number}
            yield Person(patient.id, patient, start, patient.unit, patient.waiting_days, locks=locks)

    def _forecast(self) -> Iterator[Person]:
        for stream in self.snapshot.arrivals:
            total, made = Fraction(0), 0
            for t, day in enumerate(self.days):
                total += exact(float(_on(stream, "per_day", day)))
                for k in range(1, floor(total + Fraction(1, 2)) - made + 1):
                    yield Person(f"forecast/{stream.id}/{day.isoformat()}/{k}", stream, t, forecast=True)
                made = floor(total + Fraction(1, 2))

    def _previous_units(self) -> dict[tuple[str, int], str]:
        plan = self.snapshot.previous_plan
        if plan is None:
            return {}
        return {
            (course.patient, self.day_number[day]): unit
            for course in plan.courses
            for day, unit in zip(plan.days, course.units, strict=True)
            if unit is not None and day in self.day_number
        }

    # ---- limits

    def limit(self, unit: Unit, name: str, day: int) -> int | None:
        """Beds, surge, isolation_beds or daily_intake of a unit on a day; None: no limit."""
        given = _on(unit, name, self.days[day])
        return None if given is None else int(given)

    def team_hours(self, team: Team, name: str, day: int) -> Fraction:
        """Hours or overtime of a team on a day."""
        return exact(float(_on(team, name, self.days[day])))

    def committed(self, *, without: frozenset[str] = frozenset()) -> dict[tuple[str, int], Fraction]:
        """Hours of the care under way at home and in care homes, by team and day."""
        needed: dict[tuple[str, int], Fraction] = {}
        for person in self.people:
            if person.unit is None or person.id in without:
                continue
            setting = self.units[person.unit].setting
            if setting not in NEVER_BROKEN:
                continue
            for t in range(self.horizon):
                stage = stage_of(person.facts.phases, t)
                if stage is None or any(p.setting != setting for p in person.facts.phases[: stage[0] + 1]):
                    break
                for team, hours in self.hours_of(person, person.unit, t).items():
                    needed[team, t] = needed.get((team, t), Fraction(0)) + hours
        return needed

    def commitment_raises(self) -> dict[tuple[str, int], Fraction]:
        """What commitments add to the hours of a team on a day."""
        raises = {}
        for (team, t), needed in self.committed().items():
            facts = self.teams[team]
            short = needed - self.team_hours(facts, "hours", t) - self.team_hours(facts, "overtime", t)
            if short > 0:
                raises[team, t] = short
        return raises

    # ---- courses

    def eligible(self, person: Person, unit: Unit) -> bool:
        """Whether a patient may go to a unit."""
        facts = person.facts
        if not all(need in unit.capabilities for need in facts.needs):
            return False
        if unit.zones and facts.zone not in unit.zones:
            return False
        if unit.sex.value != "any" and (facts.sex is None or facts.sex.value != unit.sex.value):
            return False
        if unit.id in facts.excluded_units:
            return False
        if unit.setting is not Setting.ACUTE or unit.id in facts.preferred_units:
            return True
        site = facts.site
        if site is None and person.unit is not None and self.units[person.unit].setting is Setting.ACUTE:
            site = self.units[person.unit].site
        return site is None or unit.site is None or site == unit.site

    def first_stand(self, person: Person) -> Stand:
        """How a course stands before its first day."""
        clings = person.unit is not None and not self.eligible(person, self.units[person.unit])
        return Stand(0, person.unit, clings)

    def is_done(self, person: Person, stand: Stand) -> bool:
        """Whether all phases are done."""
        return stage_of(person.facts.phases, stand.progress) is None

    def steps(self, person: Person, stand: Stand, day: int) -> Iterator[Step]:
        """Everything that may happen to a patient on a day."""
        stage = stage_of(person.facts.phases, stand.progress)
        if stage is None:
            return
        phase = person.facts.phases[stage[0]]
        locked = person.locks.get(day)
        for unit in self.units.values():
            if locked not in (None, unit.id) or unit.setting not in self.policy.safe[phase.setting]:
                continue
            eligible = self.eligible(person, unit)
            stays = stand.clings and unit.id == stand.unit
            if locked is None and not ((eligible or stays) and self._may_move(stand, unit, phase)):
                continue
            for care in self._care_choices(unit, phase, day):
                after = Stand(stand.progress + care, unit.id, stays)
                last = stage_of(person.facts.phases, after.progress) is None
                if last and any(date_locked > day for date_locked in person.locks):
                    continue
                yield self._step(person, stand, after, day=day, care=care)

    def _may_move(self, stand: Stand, unit: Unit, phase: Phase) -> bool:
        if stand.unit is None or stand.unit == unit.id:
            return True
        old = self.units[stand.unit].setting
        higher = HIGH_TO_LOW.index(unit.setting.value) < HIGH_TO_LOW.index(old.value)
        if higher and old in self.policy.safe[phase.setting]:
            return False
        return unit.setting is not Setting.CARE_HOME or phase.setting is Setting.CARE_HOME

    def _care_choices(self, unit: Unit, phase: Phase, day: int) -> Iterator[bool]:
        open_ = phase.not_before is None or self.days[day] >= phase.not_before
        if open_ and unit.setting in self.policy.delivers[phase.setting]:
            yield True
        if unit.setting in self.policy.idle[phase.setting]:
            yield False

    def _step(self, person: Person, before: Stand, after: Stand, *, day: int, care: bool) -> Step:
        assert after.unit is not None
        moved = after.unit != before.unit
        return Step(
            day=day,
            before=before,
            unit=after.unit,
            care=care,
            after=after,
            cost=self._cost(person, before, self.units[after.unit], day=day, care=care),
            hours=self.hours_of(person, after.unit, before.progress) if care else {},
            arrives=moved,
        )

    def _cost(self, person: Person, before: Stand, unit: Unit, *, day: int, care: bool) -> Fraction:
        policy, facts = self.policy, person.facts
        stage = stage_of(facts.phases, before.progress)
        assert stage is not None
        cost = exact(unit.cost_per_day)
        if care and unit.setting != facts.phases[stage[0]].setting:
            cost += exact(policy.over_placement)
        if not care:
            waited = person.waiting_days + (day - person.start) - before.progress
            growth = min(1 + exact(policy.wait_growth) * waited, exact(policy.wait_growth_max))
            harm = exact(policy.harm_base) + exact(policy.harm_frailty) * facts.frailty
            harm = harm if facts.harm_per_day is None else exact(facts.harm_per_day)
            cost += harm * exact(policy.wait_weight[unit.setting]) * growth
        if unit.specialties and facts.specialty not in unit.specialties:
            cost += exact(policy.outlier)
        if unit.near_zones and facts.zone not in unit.near_zones:
            cost += exact(policy.distance)
        wished = [u for u in facts.preferred_units if self.units[u].setting is unit.setting]
        if wished and unit.id not in wished:
            cost += exact(policy.not_preferred)
        if before.unit is not None and before.unit != unit.id:
            cost += exact(policy.transfer)
        named = None if person.forecast else self.previous.get((person.id, day))
        if day <= 2 and named is not None and named != unit.id:
            cost += exact(policy.replan)
        return cost

    def hours_of(self, person: Person, unit: str, progress: int) -> dict[str, Fraction]:
        """Hours that each team gives on a care day in a unit."""
        stage = stage_of(person.facts.phases, progress)
        assert stage is not None
        phase, care_day = person.facts.phases[stage[0]], stage[1]
        taken: dict[str, Fraction] = {}
        for discipline in {*phase.hours, *phase.start_hours}:
            team = self.serves.get((unit, discipline))
            if team is None:
                continue
            given: Any = phase.hours.get(discipline, 0.0)
            hours = exact(given[min(care_day, len(given) - 1)] if isinstance(given, tuple) else given)
            if care_day == 0:
                hours += exact(phase.start_hours.get(discipline, 0.0))
            if hours > 0:
                taken[team] = taken.get(team, Fraction(0)) + hours
        return taken

    def layers(self, person: Person) -> list[list[Step]]:
        """Every step of every course from the start, by day, before dead ends are cut."""
        steps: list[list[Step]] = [[] for _ in range(self.horizon)]
        stands = {self.first_stand(person)}
        for t in range(person.start, self.horizon):
            steps[t] = [step for stand in sorted(stands, key=repr) for step in self.steps(person, stand, t)]
            stands = {step.after for step in steps[t]}
        return steps

    def has_course(self, person: Person) -> bool:
        """Whether any course is valid when capacities are set aside."""
        stands = {self.first_stand(person)}
        for t in range(person.start, self.horizon):
            stands = {s.after for stand in stands for s in self.steps(person, stand, t)}
            if any(self.is_done(person, stand) for stand in stands):
                return True
        return bool(stands)


def stage_of(phases: tuple[Phase, ...], progress: int) -> tuple[int, int] | None:
    """The phase that is next after some care days, and the care day of it; None when all are done."""
    for k, phase in enumerate(phases):
        if phase.days is None or progress < phase.days:
            return k, progress
        progress -= phase.days
    return None


def _on(facts: Any, name: str, day: date) -> Any:
    for override in facts.overrides:
        if override.date == day and getattr(override, name) is not None:
            return getattr(override, name)
    pattern = getattr(facts, name)
    return getattr(pattern, WEEK[day.weekday()]) if hasattr(pattern, "mon") else pattern
