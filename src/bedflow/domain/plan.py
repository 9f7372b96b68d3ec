"""A plan: where every patient is on every day, why they wait, and how far from the best it is at most."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from bedflow.domain.fact import Day, Fact, Moment, Text, fact
from bedflow.domain.setting import Setting

PLAN_SCHEMA = "bedflow.plan/1"
OPTIMAL_GAP = 1e-6
"""A plan whose gap is at most this is called optimal."""

Signed = Annotated[float, Field(allow_inf_nan=False)]


class Status(StrEnum):
    """Whether the plan is proven best."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Course(Fact):
    """Where one patient is on each day of the horizon."""

    patient: Text = fact("The patient")
    units: tuple[Text | None, ...] = fact("Unit on each day; null before arrival and after leaving")
    care: tuple[bool | None, ...] = fact("Whether care goes forward on each day; null with units", default=())


class StandingPlan(Fact):
    """What a new plan needs to know of the one that stands: its days and its courses."""

    model_config = ConfigDict(extra="allow")

    schema_: Literal["bedflow.plan/1"] = fact("Format of the document", default=PLAN_SCHEMA, alias="schema")
    days: tuple[Day, ...] = fact("Dates of the horizon")
    courses: tuple[Course, ...] = fact("Every patient's course, forecast patients included")


class Breakdown(Fact):
    """The objective by component, in pounds-equivalent."""

    care: Signed = fact("Cost of the units", unit="pounds", default=0.0)
    waiting: Signed = fact("Harm of waiting", unit="pounds-equivalent", default=0.0)
    over_placement: Signed = fact(
        "Care in a higher setting than needed", unit="pounds-equivalent", default=0.0
    )
    mismatch: Signed = fact("Outlying, distance and preference", unit="pounds-equivalent", default=0.0)
    transfers: Signed = fact("Changes of unit", unit="pounds-equivalent", default=0.0)
    replan: Signed = fact("Changes against the previous plan", unit="pounds-equivalent", default=0.0)
    surge: Signed = fact("Surge places", unit="pounds-equivalent", default=0.0)
    over_capacity: Signed = fact("Places beyond beds and surge", unit="pounds-equivalent", default=0.0)
    isolation: Signed = fact("Isolation places beyond those there are", unit="pounds-equivalent", default=0.0)
    overtime: Signed = fact("Overtime of teams", unit="pounds", default=0.0)

    @property
    def total(self) -> float:
        """The objective: the sum of the components."""
        return float(sum(getattr(self, name) for name in type(self).model_fields))


class Move(Fact):
    """A transfer between units; with no unit to come from, a first arrival."""

    patient: Text = fact("The patient")
    date: Day = fact("The date of the move")
    from_: Text | None = fact(
        "Unit the patient leaves; null: arrives from outside", default=None, alias="from"
    )
    to: Text = fact("Unit the patient goes to")
    phase: Setting = fact("Setting of the phase that is next")


class BecauseKind(StrEnum):
    """What stood in the way."""

    NOT_BEFORE = "not_before"
    PLACES = "places"
    INTAKE = "intake"
    TEAM = "team"
    CHEAPER_TO_WAIT = "cheaper_to_wait"


class Because(Fact):
    """One thing that stood in the way of a patient's next care."""

    kind: BecauseKind = fact("What stood in the way")
    reason: Text | None = fact("Delay reason behind a date", default=None)
    unit: Text | None = fact("The unit that was full", default=None)
    team: Text | None = fact("The team without hours", default=None)
    date: Day | None = fact(
        "The day on which it stood in the way; with not_before, the first possible day", default=None
    )


class Wait(Fact):
    """A run of waiting days in one unit for one phase."""

    patient: Text = fact("The patient")
    from_: Day = fact("First waiting day", alias="from")
    days: int = fact("Waiting days in the run", unit="days", ge=1)
    in_: Text = fact("Unit in which the patient waits", alias="in")
    for_: Setting = fact("Setting of the phase waited for", alias="for")
    because: tuple[Because, ...] = fact("What stood in the way, by day")


class UnitDay(Fact):
    """A unit on a day."""

    unit: Text = fact("The unit")
    date: Day = fact("The day")
    occupied: int = fact("People in the unit at the midnight that ends the day", unit="people")
    beds: int = fact("Places", unit="places")
    surge_used: int = fact("Surge places used", unit="places")
    over: int = fact("People beyond beds and surge", unit="people")
    arrivals: int = fact("Transfers in and first arrivals", unit="transfers")
    intake: int | None = fact(
        "Limit of arrivals, before what locks raise; null: none", unit="transfers", default=None
    )
    isolating: int = fact("People who need isolation", unit="people")
    price: Signed = fact("Marginal value of one more place", unit="pounds")
    intake_price: Signed = fact("Marginal value of one more transfer in", unit="pounds", default=0.0)
    isolation_price: Signed = fact("Marginal value of one more isolation place", unit="pounds", default=0.0)


class TeamDay(Fact):
    """A team on a day."""

    team: Text = fact("The team")
    date: Day = fact("The day")
    used: Signed = fact("Hours used", unit="hours")
    hours: Signed = fact("Hours of the snapshot", unit="hours")
    raised: Signed = fact("Hours added for commitments and locks", unit="hours")
    overtime_used: Signed = fact("Overtime hours used", unit="hours")
    price: Signed = fact("Marginal value of one more hour", unit="pounds")


class AlertLock(Fact):
    """A lock behind an alert."""

    patient: Text = fact("The patient")
    date: Day = fact("The date of the lock")
    unit: Text = fact("The unit of the lock")


class Alert(Fact):
    """A limit raised because what is already promised exceeds it."""

    kind: Literal["over_committed"] = fact("Kind of alert")
    team: Text | None = fact("Team whose hours are raised", default=None)
    unit: Text | None = fact("Unit whose intake is raised", default=None)
    date: Day = fact("The day")
    short: Signed = fact("By how much the limit is raised", unit="hours or transfers")
    locks: tuple[AlertLock, ...] = fact("The locks that need it; empty: care under way", default=())


class Plan(StandingPlan):
    """A proposed plan with its certificate; people decide."""

    model_config = ConfigDict(extra="forbid")

    snapshot_sha256: Text = fact("SHA-256 of the snapshot's canonical JSON")
    as_of: Moment = fact("Moment of the bed meeting")
    horizon_days: int = fact("Days planned", unit="days", ge=1)
    status: Status = fact("optimal when the gap is at most 1e-6")
    objective: Signed = fact("Total of the plan", unit="pounds-equivalent")
    bound: Signed = fact("Proven lower bound on the total of every valid plan", unit="pounds-equivalent")
    gap: Signed = fact("(objective - bound) / objective", unit="share")
    seconds: Signed = fact("Time of solving", unit="seconds")
    seed: int = fact("Seed of the search")
    breakdown: Breakdown = fact("The objective by component")
    moves: tuple[Move, ...] = fact("Changes of unit by date, and first arrivals")
    waits: tuple[Wait, ...] = fact("Who waits, where, for what and why")
    units: tuple[UnitDay, ...] = fact("Every unit on every day")
    teams: tuple[TeamDay, ...] = fact("Every team on every day")
    alerts: tuple[Alert, ...] = fact("Limits raised for what is already promised")
