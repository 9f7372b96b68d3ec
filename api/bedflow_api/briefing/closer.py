"""A closer look at a plan, for its page: what takes a second plan or a second thought to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bedflow.domain import Plan, Snapshot
from bedflow.domain.delay_reason import reason_wording
from bedflow.explain.chase import Hold, holds_of
from bedflow.explain.extra import ExtraKind
from bedflow.explain.value import is_limited, prices_of_the_week
from bedflow.explain.why import why
from bedflow.explain.why_reading import Reading
from bedflow.fairness import fairness
from bedflow.risk import GroupBy, assess
from bedflow.status_quo import status_quo
from bedflow_api.briefing.fairness import FairnessBriefing, brief_fairness
from bedflow_api.briefing.names import Names
from bedflow_api.briefing.risk import RiskBriefing, brief_risk
from bedflow_api.briefing.waiting import longest_waiters
from bedflow_api.briefing.words import CARE_WORDS, day_words

MOST_TOLD = 15
MOST_HELPS = 10
MOST_HELD = 15

MORE_WORDS: dict[ExtraKind, str] = {
    ExtraKind.PLACE: "a place",
    ExtraKind.INTAKE: "an arrival a day",
    ExtraKind.ISOLATION: "an isolation place",
    ExtraKind.HOUR: "an hour a day",
}

NO_REASON = "no reason recorded"
NO_OWNER = "whoever set the date"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who waits, with what a manager can do about each wait."""

    patient: str
    days_so_far: int
    days: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """One more of something through the first week, and its price in pounds-equivalent."""

    at: str
    more: str
    price: float


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody whom a date holds: for how many days of the plan, why, and whom to ask."""

    patient: str
    where: str
    purpose: str
    until: str
    days: int
    reason: str
    owner: str


@dataclass(frozen=True, slots=True)
class CloserLook:
    """What a page says beyond the briefing.

    Attributes
    ----------
    told
        Who waits longest.
    helps
        What would help most in the first week, dearest first, by prices alone.
    held, more_held
        Whom a date holds longest, and how many more there are.
    risk
        Places free by setting, with their chances.
    fairness
        Who waits and who is moved, beside first come first served.
    """

    told: tuple[Told, ...]
    helps: tuple[Help, ...]
    held: tuple[Held, ...]
    more_held: int
    risk: RiskBriefing
    fairness: FairnessBriefing


def closer_look(snapshot: Snapshot, plan: Plan) -> CloserLook:
    """Look closer at a plan, within two or three seconds for a district of 600 beds.

    Parameters
    ----------
    plan
        A plan of this snapshot that keeps the rules.
    """
    names = Names.of(snapshot)
    holds = sorted(holds_of(snapshot, plan), key=lambda hold: (-len(hold.dates), hold.patient, hold.phase))
    usual = status_quo(snapshot, beside=plan)
    return CloserLook(
        told=tuple(_told(snapshot, plan, names)),
        helps=tuple(_helps(snapshot, plan, names))[:MOST_HELPS],
        held=tuple(_held(hold, names) for hold in holds[:MOST_HELD]),
        more_held=max(0, len(holds) - MOST_HELD),
        risk=_chances(snapshot, plan),
        fairness=brief_fairness(snapshot, fairness(snapshot, plan, beside=usual)),
    )


def _told(snapshot: Snapshot, plan: Plan, names: Names) -> Iterator[Told]:
    reading = Reading.of(snapshot, plan)
    for waiter in longest_waiters(snapshot, plan, names=names)[:MOST_TOLD]:
        found = why(snapshot, plan, patient=waiter.patient, reading=reading)
        sentences = tuple(told.manager for told in found.waits)
        yield Told(found.patient, found.days_so_far, found.days, sentences)


def _helps(snapshot: Snapshot, plan: Plan, names: Names) -> Iterator[Help]:
    for priced in prices_of_the_week(plan):
        extra = priced.extra
        if priced.price > 0 and is_limited(snapshot, extra):
            at = names.team(extra.name) if extra.kind is ExtraKind.HOUR else names.unit(extra.name)
            yield Help(at, MORE_WORDS[extra.kind], priced.price)


def _chances(snapshot: Snapshot, plan: Plan) -> RiskBriefing:
    """Give the chances by setting; without groups where all is certain and the plan says the same."""
    found = assess(snapshot, plan, by=GroupBy.SETTING)
    briefing = brief_risk(snapshot, found, by=GroupBy.SETTING)
    return briefing if found.unsure else replace(briefing, groups=())


def _held(hold: Hold, names: Names) -> Held:
    return Held(
        patient=hold.patient,
        where=", ".join(names.unit(unit) for unit in hold.units),
        purpose=CARE_WORDS[hold.setting],
        until=day_words(hold.not_before),
        days=len(hold.dates),
        reason=NO_REASON if hold.reason is None else reason_wording(hold.reason),
        owner=hold.owner or NO_OWNER,
    )
