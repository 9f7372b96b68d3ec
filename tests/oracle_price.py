"""What given courses cost, added up day by day from the model page's tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bedflow.domain import Snapshot
from tests.oracle_district import District, Person, stage_of

Chosen = tuple[tuple[str | None, ...], tuple[bool | None, ...]]
"""Units and care of one patient on each day of the horizon; None before arrival and after leaving."""


@dataclass(frozen=True)
class Raises:
    """What locks add to limits: hours by (team, day number), transfers by (unit, day number)."""

    hours: Mapping[tuple[str, int], Fraction] = field(default_factory=dict)
    intake: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """Transfers plus hours."""
        return sum(self.hours.values(), Fraction(0)) + sum(self.intake.values())


def price(
    snapshot: Snapshot, courses: Mapping[str, Chosen], raises: Raises | None = None
) -> dict[str, float]:
    """Price courses by component, in plain floats, from the model page's tables alone."""
    district = District(snapshot)
    names = ("care", "waiting", "over_placement", "mismatch", "transfers", "replan")
    total = dict.fromkeys((*names, "surge", "over_capacity", "isolation", "overtime"), 0.0)
    for person in district.people:
        for name, amount in _price_course(district, person, courses[person.id]).items():
            total[name] += amount
    for name, amount in _price_limits(district, courses, raises or Raises()).items():
        total[name] += amount
    return total


def _price_course(district: District, person: Person, course: Chosen) -> dict[str, float]:
    policy, facts = district.policy, person.facts
    total: dict[str, float] = defaultdict(float)
    before, cared, waited = person.unit, 0, person.waiting_days
    for t, (name, care) in enumerate(zip(*course, strict=True)):
        if name is None:
            continue
        unit = district.units[name]
        total["care"] += unit.cost_per_day
        if not care:
            base = policy.harm_base + policy.harm_frailty * facts.frailty
            base = base if facts.harm_per_day is None else facts.harm_per_day
            growth = min(1 + policy.wait_growth * waited, policy.wait_growth_max)
            total["waiting"] += base * policy.wait_weight[unit.setting] * growth
            waited += 1
        else:
            stage = stage_of(facts.phases, cared)
            assert stage is not None
            total["over_placement"] += policy.over_placement * (
                facts.phases[stage[0]].setting != unit.setting
            )
            cared += 1
        outlies = unit.specialties and facts.specialty not in unit.specialties
        total["mismatch"] += policy.outlier if outlies else 0.0
        total["mismatch"] += policy.distance if unit.near_zones and facts.zone not in unit.near_zones else 0.0
        wishes = {wish for wish in facts.preferred_units if district.units[wish].setting == unit.setting}
        total["mismatch"] += policy.not_preferred if wishes and name not in wishes else 0.0
        total["transfers"] += policy.transfer if before not in (None, name) else 0.0
        old = None if person.forecast else district.previous.get((person.id, t))
        total["replan"] += policy.replan if t <= 2 and old not in (None, name) else 0.0
        before = name
    return total


def _price_limits(district: District, courses: Mapping[str, Chosen], raises: Raises) -> dict[str, float]:
    policy = district.policy
    total: dict[str, float] = defaultdict(float)
    use = usage(district, courses)
    for (name, t), people in use.people.items():
        unit = district.units[name]
        beyond = max(people - (district.limit(unit, "beds", t) or 0), 0)
        in_surge = min(beyond, district.limit(unit, "surge", t) or 0)
        total["surge"] += policy.surge_bed * in_surge
        total["over_capacity"] += policy.over_capacity * (beyond - in_surge)
    for (name, t), people in use.isolating.items():
        places = district.limit(district.units[name], "isolation_beds", t)
        total["isolation"] += 0.0 if places is None else policy.isolation_breach * max(people - places, 0)
    committed = district.commitment_raises()
    for key, hours in use.hours.items():
        limit = district.team_hours(district.teams[key[0]], "hours", key[1])
        limit += committed.get(key, Fraction(0)) + raises.hours.get(key, Fraction(0))
        total["overtime"] += policy.overtime_hour * float(max(hours - limit, Fraction(0)))
    return total


@dataclass(frozen=True)
class Usage:
    """What courses take of what patients share, by unit or team and day."""

    people: dict[tuple[str, int], int]
    isolating: dict[tuple[str, int], int]
    arriving: dict[tuple[str, int], int]
    hours: dict[tuple[str, int], Fraction]


def usage(district: District, courses: Mapping[str, Chosen]) -> Usage:
    """Add up what courses take; patients without a course take nothing."""
    people: dict[tuple[str, int], int] = defaultdict(int)
    isolating: dict[tuple[str, int], int] = defaultdict(int)
    arriving: dict[tuple[str, int], int] = defaultdict(int)
    hours: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for person in (person for person in district.people if person.id in courses):
        before, cared = person.unit, 0
        for t, (name, care) in enumerate(zip(*courses[person.id], strict=True)):
            if name is None:
                continue
            people[name, t] += 1
            isolating[name, t] += person.facts.isolation
            arriving[name, t] += name != before
            before = name
            if care:
                for team, needed in district.hours_of(person, name, cared).items():
                    hours[team, t] += needed
                cared += 1
    return Usage(people, isolating, arriving, hours)
