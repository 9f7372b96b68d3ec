"""Why people wait, held against the courses by a second reading.

Everything is counted again from the courses alone, in exact fractions; nothing here shares code with
what writes the reasons. Going earlier is priced with everybody else left where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import pytest

from bedflow.around import around
from bedflow.domain import Because, BecauseKind, Phase, Plan, Snapshot, Wait
from bedflow.ingest import read_snapshot
from bedflow.sample import sample_district
from bedflow.waterfall import plan as plan_district
from tests import paper
from tests.districts import random_district
from tests.example_scripts import EXAMPLES
from tests.oracle import raises_of
from tests.oracle_district import District, Person, Stand, Step, exact, stage_of
from tests.oracle_price import Chosen, usage

QUICK = 2
"""Rounds of search that leave a plan good, not proven: reasons must hold in any plan."""


@dataclass(frozen=True)
class WaitingDay:
    """A day without care: the unit, the care days before it, and the phase that is next."""

    day: int
    unit: str
    progress: int
    phase: Phase


class Recount:
    """What a plan's courses use and leave."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self.snapshot, self.plan = snapshot, plan
        self.district = District(snapshot)
        self.people = {person.id: person for person in self.district.people}
        self.courses: dict[str, Chosen] = {it.patient: (it.units, it.care) for it in plan.courses}
        self.used = usage(self.district, self.courses)
        self.raises = raises_of(plan, snapshot)
        self.committed = self.district.commitment_raises()

    def waiting_days(self, name: str) -> list[WaitingDay]:
        person, progress, found = self.people[name], 0, []
        for day, (unit, care) in enumerate(zip(*self.courses[name], strict=True)):
            stage = stage_of(person.facts.phases, progress)
            if unit is not None and not care and stage is not None:
                found.append(WaitingDay(day, unit, progress, person.facts.phases[stage[0]]))
            progress += bool(care)
        return found

    def own(self, name: str) -> Mapping[str, Mapping[tuple[str, int], Fraction | int]]:
        alone = replace_people(self.district, [self.people[name]])
        use = usage(alone, {name: self.courses[name]})
        return {"people": use.people, "arriving": use.arriving, "hours": use.hours}

    def hours_left(self, team: str, day: int, *, own: Fraction | int) -> Fraction:
        limit = self.district.team_hours(self.district.teams[team], "hours", day)
        limit += self.committed.get((team, day), 0) + self.raises.hours.get((team, day), 0)
        return limit - self.used.hours.get((team, day), Fraction(0)) + own


def replace_people(district: District, people: list[Person]) -> District:
    """Give the same district with other people in it, without reading it again."""
    other = object.__new__(District)
    other.__dict__.update(district.__dict__)
    other.people = people
    return other


@dataclass(frozen=True)
class Told:
    """A reason of a wait, the waiting days it is told of, and what the patient uses themselves."""

    recount: Recount
    wait: Wait
    because: Because
    person: Person
    days: tuple[WaitingDay, ...]

    @cached_property
    def own(self) -> Mapping[str, Mapping[tuple[str, int], Fraction | int]]:
        return self.recount.own(self.person.id)

    @property
    def named_day(self) -> int:
        assert self.because.date is not None
        return self.recount.district.day_number[self.because.date]

    def holds(self) -> bool:
        kind = self.because.kind
        if kind is BecauseKind.CHEAPER_TO_WAIT:
            return True  # Priced apart.
        if kind is BecauseKind.NOT_BEFORE:
            return self._date_bars()
        if kind is BecauseKind.TEAM:
            return self._team_is_short()
        return self._unit_could_care() and (
            self._is_full() if kind is BecauseKind.PLACES else self._takes_nobody_more()
        )

    def _date_bars(self) -> bool:
        phase, days = self.days[0].phase, self.recount.district.days
        same = (self.because.date, self.because.reason) == (phase.not_before, phase.reason)
        return same and phase.not_before is not None and days[self.days[0].day] < phase.not_before

    def _unit_could_care(self) -> bool:
        district, phase = self.recount.district, self.days[0].phase
        unit = district.units[self.because.unit or ""]
        return unit.setting in district.policy.delivers[phase.setting] and (
            unit.id == self.wait.in_ or district.eligible(self.person, unit)
        )

    def _is_full(self) -> bool:
        key, district = (self.because.unit or "", self.named_day), self.recount.district
        others = self.recount.used.people.get(key, 0) - self.own["people"].get(key, 0)
        return others >= (district.limit(district.units[key[0]], "beds", key[1]) or 0)

    def _takes_nobody_more(self) -> bool:
        key, district = (self.because.unit or "", self.named_day), self.recount.district
        limit = district.limit(district.units[key[0]], "daily_intake", key[1])
        others = self.recount.used.arriving.get(key, 0) - self.own["arriving"].get(key, 0)
        return limit is not None and others >= limit + self.recount.raises.intake.get(key, 0)

    def _team_is_short(self) -> bool:
        """Care that had gone on from a day of the wait would have wanted more than the others leave."""
        team, day = self.because.team or "", self.named_day
        left = self.recount.hours_left(team, day, own=self.own["hours"].get((team, day), 0))
        return any(wanted > left for wanted in self._wanted(team, day))

    def _wanted(self, team: str, day: int) -> Iterator[Fraction]:
        district = self.recount.district
        for waited in self.days:
            progress = waited.progress + day - waited.day
            stage = stage_of(self.person.facts.phases, progress)
            if waited.day > day or stage is None:
                continue
            for unit in district.teams[team].units:
                if district.units[unit].setting in district.policy.delivers[waited.phase.setting]:
                    yield district.hours_of(self.person, unit, progress).get(team, Fraction(0))


def findings(snapshot: Snapshot, plan: Plan) -> list[str]:
    """Say which waits have no reason, and which reasons are not so."""
    recount = Recount(snapshot, plan)
    runs: dict[str, list[Wait]] = {}
    for wait in plan.waits:
        runs.setdefault(wait.patient, []).append(wait)
    found = []
    for name in recount.courses:
        waited = recount.waiting_days(name)
        told = {day for wait in runs.get(name, []) for day in days_of(wait, recount)}
        if told != {it.day for it in waited}:
            found.append(f"{name}: the waits are not the waiting days of the course")
        by_day = {it.day: it for it in waited}
        for wait in runs.get(name, []):
            days = tuple(by_day[day] for day in days_of(wait, recount) if day in by_day)
            found += [f"{name}: {what}" for what in wrong_with(wait, days, recount)]
    return found


def wrong_with(wait: Wait, days: tuple[WaitingDay, ...], recount: Recount) -> Iterator[str]:
    person = recount.people[wait.patient]
    told = [Told(recount, wait, because, person, days) for because in wait.because]
    yield from (f"{it.because} does not hold" for it in told if not it.holds())
    for waited in days:
        if not any(binds_on(it.because, recount.district.days[waited.day]) for it in told):
            yield f"nothing is told of {recount.district.days[waited.day]}"


def binds_on(because: Because, day: date) -> bool:
    """A date bars the days before it; what is full on a day bars that day and may bar those before."""
    if because.date is None:
        return because.kind is BecauseKind.CHEAPER_TO_WAIT
    return day < because.date if because.kind is BecauseKind.NOT_BEFORE else day <= because.date


def days_of(wait: Wait, recount: Recount) -> range:
    first = recount.district.day_number[wait.from_]
    return range(first, first + wait.days)


class Alone:
    """One patient in the district as everybody else leaves it: every course there is, priced exactly."""

    def __init__(self, snapshot: Snapshot, plan: Plan, name: str) -> None:
        self.district = District(around(snapshot, plan, patients=[name]))
        (self.person,) = self.district.people
        course = next(it for it in plan.courses if it.patient == name)
        self.days = list(zip(course.units, course.care, strict=True))
        self.raised = self.district.commitment_raises()

    def rest(self, since: int) -> Fraction:
        """Cost of the patient's own course from a day on."""
        return sum((self._price(step) or Fraction(0) for step in self._own()[since:]), Fraction(0))

    def earlier(self, since: int, until: int) -> Fraction | None:
        """Cost from a day on of the cheapest course that is the same before it and has care by another."""
        stand = self._own_stand(since)
        ahead, done = {stand: Fraction(0)}, list[Fraction]()
        for day in range(since, self.district.horizon):
            after: dict[Stand, Fraction] = {}
            for here, cost in ahead.items():
                for step in self.district.steps(self.person, here, day):
                    extra = self._price(step)
                    if extra is not None:
                        after[step.after] = min(cost + extra, after.get(step.after, cost + extra))
            if day == until:
                after = {it: cost for it, cost in after.items() if it.progress > stand.progress}
            done += [cost for it, cost in after.items() if self.district.is_done(self.person, it)]
            ahead = {it: cost for it, cost in after.items() if not self.district.is_done(self.person, it)}
        return min([*done, *ahead.values()], default=None)

    def _own(self) -> list[Step | None]:
        stand, steps = self.district.first_stand(self.person), list[Step | None]()
        for day, (unit, care) in enumerate(self.days):
            step = None
            if unit is not None:
                choices = self.district.steps(self.person, stand, day)
                step = next(it for it in choices if (it.unit, it.care) == (unit, care))
                stand = step.after
            steps.append(step)
        return steps

    def _own_stand(self, day: int) -> Stand:
        gone = [step.after for step in self._own()[:day] if step is not None]
        return gone[-1] if gone else self.district.first_stand(self.person)

    def _price(self, step: Step | None) -> Fraction | None:
        """Cost of a day and of what it takes beyond the limits; None where no limit yields."""
        if step is None:
            return Fraction(0)
        district, unit = self.district, self.district.units[step.unit]
        policy, day, cost = district.policy, step.day, step.cost
        intake = district.limit(unit, "daily_intake", day)
        if step.arrives and intake == 0:
            return None
        if not district.limit(unit, "beds", day):
            surge = district.limit(unit, "surge", day)
            cost += exact(policy.surge_bed if surge else policy.over_capacity)
        if self.person.facts.isolation and district.limit(unit, "isolation_beds", day) == 0:
            cost += exact(policy.isolation_breach)
        for team, wanted in step.hours.items():
            hours = district.team_hours(district.teams[team], "hours", day)
            beyond = wanted - hours - self.raised.get((team, day), 0)
            if beyond > district.team_hours(district.teams[team], "overtime", day):
                return None
            cost += max(Fraction(0), beyond) * exact(policy.overtime_hour)
        return cost


def dearer_by(snapshot: Snapshot, plan: Plan, wait: Wait) -> Fraction | None:
    """What earlier care would cost more than waiting does; None when no course has it."""
    alone = Alone(snapshot, plan, wait.patient)
    since = plan.days.index(wait.from_)
    earlier = alone.earlier(since, since + wait.days - 1)
    return None if earlier is None else earlier - alone.rest(since)


def false_prices(snapshot: Snapshot, plan: Plan) -> list[str]:
    """Say where waiting is called cheaper although earlier care would cost less."""
    found = []
    for wait in plan.waits:
        if any(because.kind is BecauseKind.CHEAPER_TO_WAIT for because in wait.because):
            more = dearer_by(snapshot, plan, wait)
            if more is not None and more < -Fraction(1, 10**6):
                found.append(f"{wait.patient}: earlier care would cost {float(-more):.2f} less")
    return found


SAMPLES = [(beds, seed) for seed, beds in enumerate(range(24, 124, 5))]
"""Twenty districts of 24 to 119 beds."""


def test_every_wait_of_twenty_generated_districts_has_a_true_reason() -> None:
    told = 0
    for beds, seed in SAMPLES:
        snapshot = sample_district(beds=beds, seed=seed)
        plan = plan_district(snapshot, effort=QUICK)
        told += len(plan.waits)
        assert findings(snapshot, plan) == [], (beds, seed)
        assert false_prices(snapshot, plan) == [], (beds, seed)
    assert told > 20


@pytest.mark.parametrize("name", ["bnssg", "city"])
def test_every_wait_of_an_example_has_a_true_reason(name: str) -> None:
    snapshot = read_snapshot(EXAMPLES / name / "snapshot.json")
    plan = plan_district(snapshot, effort=QUICK)
    assert len(plan.waits) > 100
    assert findings(snapshot, plan) == []
    assert false_prices(snapshot, plan) == []


@pytest.mark.parametrize("first", range(5000, 5120, 30))
def test_every_wait_of_an_odd_district_has_a_true_reason(first: int) -> None:
    for seed in range(first, first + 30):
        snapshot = random_district(seed)
        plan = plan_district(snapshot, effort=QUICK)
        assert findings(snapshot, plan) == [], seed
        assert false_prices(snapshot, plan) == [], seed


PLACE = paper.unit("H", "home_support", beds=1)


def waiting_behind_bob() -> tuple[Snapshot, Plan]:
    """Bob leaves the only place at home after Monday; Ann has it from Tuesday on."""
    snapshot = paper.district(
        2,
        [paper.WARD, PLACE],
        [paper.ann("W", paper.phase("home_support")), paper.bob("H", paper.phase("home_support", 1))],
    )
    return snapshot, paper.proven(snapshot)


def retold(plan: Plan, *reasons: dict[str, object]) -> Plan:
    """The same plan with other reasons of its only wait."""
    (wait,) = plan.waits
    told = tuple(Because.model_validate(reason) for reason in reasons)
    return plan.model_copy(update={"waits": (wait.model_copy(update={"because": told}),)})


def test_a_true_reason_is_believed() -> None:
    snapshot, plan = waiting_behind_bob()
    assert findings(snapshot, plan) == []


@pytest.mark.parametrize(
    "reason",
    [
        {"kind": "places", "unit": "H", "date": paper.TUESDAY},  # Ann's own place apart, it is free
        {"kind": "places", "unit": "W", "date": paper.MONDAY},  # no care at home there
        {"kind": "intake", "unit": "H", "date": paper.MONDAY},
        {"kind": "team", "team": "T", "date": paper.MONDAY},
        {"kind": "not_before", "date": paper.TUESDAY, "reason": "IF02"},
    ],
)
def test_an_untrue_reason_is_found_out(reason: dict[str, object]) -> None:
    nurses = paper.team(9)
    snapshot = paper.district(
        2,
        [paper.WARD, PLACE],
        [
            paper.ann("W", paper.phase("home_support", None, 1)),
            paper.bob("H", paper.phase("home_support", 1)),
        ],
        teams=[nurses],
    )
    plan = paper.proven(snapshot)
    assert findings(snapshot, plan) == []
    assert findings(snapshot, retold(plan, reason)) != []


def test_a_wait_without_a_reason_is_found_out() -> None:
    snapshot, plan = waiting_behind_bob()
    assert findings(snapshot, retold(plan)) != []


def test_waiting_that_only_costs_is_found_out() -> None:
    # A second place stands free: 60 + 100 at home against 400 + 180 in the ward.
    snapshot, plan = waiting_behind_bob()
    roomy = snapshot.model_copy(
        update={"units": tuple(it.model_copy(update={"beds": 2}) for it in snapshot.units)}
    )
    assert false_prices(roomy, retold(plan, {"kind": "cheaper_to_wait"})) == [
        "ann: earlier care would cost 480.00 less"
    ]
