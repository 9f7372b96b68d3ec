"""The care to come: phases of the four discharge pathways, for newcomers and for people half way."""

from __future__ import annotations

from random import Random
from typing import Any

from bedflow.sample import tables
from bedflow.sample.chance import draw, happens, to_quarter

Document = dict[str, Any]


def acute(days: int) -> Document:
    """Treat in an acute ward for so many more days."""
    return {"setting": "acute", "days": days}


def assessment(reason: str) -> Document:
    """Give a day in the acute ward on which a scarce team must act before the person can leave."""
    discipline, hours = tables.ASSESSMENTS[reason]
    return {"setting": "acute", "days": 1, "hours": {discipline: hours}, "reason": reason}


def course(rng: Random, pathway: str, *, acute_days: int) -> list[Document]:
    """Lay out acute treatment, the assessment on the way if there is one, and the rest of the pathway."""
    reason = draw(rng, tables.ASSESSED_ON_THE_WAY[pathway])
    assessed = [assessment(reason)] if reason else []
    return [acute(acute_days), *assessed, *after_acute(rng, pathway)]


def after_acute(rng: Random, pathway: str) -> list[Document]:
    """Give the phases that follow acute treatment: none for a person who goes home without support."""
    if pathway == "P0":
        return []
    if pathway == "P1":
        return [home(rng)]
    if pathway == "P2":
        return in_a_bed(rng)
    return [care_home(rng)]


def in_a_bed(rng: Random) -> list[Document]:
    """Rehabilitate in a community hospital or a step-down ward, mostly with support at home after."""
    bedded = step_down(rng) if happens(rng, 35) else rehabilitation(rng)
    return [bedded, home(rng, after_bed=True)] if happens(rng, 80) else [bedded]


def step_down(rng: Random) -> Document:
    """Give step-down care, with some physiotherapy."""
    return {
        "setting": "step_down",
        "days": draw(rng, tables.STEP_DOWN_DAYS),
        "hours": {"physiotherapy": 0.5},
    }


def rehabilitation(rng: Random) -> Document:
    """Rehabilitate in a community hospital."""
    return {
        "setting": "community_hospital",
        "days": draw(rng, tables.REHABILITATION_DAYS),
        "hours": {"physiotherapy": 0.5, "occupational_therapy": 0.25},
        "start_hours": {"physiotherapy": 0.5},
    }


def care_home(rng: Random) -> Document:
    """Place in a care home, with visiting nurses in the first fortnight."""
    phase: Document = {
        "setting": "care_home",
        "days": draw(rng, tables.CARE_HOME_DAYS),
        "hours": {"nursing": [0.5] * 14 + [0.25]},
        "start_hours": {"nursing": 0.5},
    }
    if phase["days"] == 0:
        del phase["days"]
    return phase


def home(rng: Random, *, after_bed: bool = False) -> Document:
    """Support at home with hours that fall from the first care day to the last."""
    days = draw(rng, tables.HOME_DAYS_AFTER_BED if after_bed else tables.HOME_DAYS)
    first, last = tables.REABLEMENT_HOURS[draw(rng, tables.HOME_VISITS)]
    hours: Document = {"reablement": falling(first, last, days=days)}
    start = {"reablement": 0.5}
    if happens(rng, 30):
        hours["nursing"] = 0.5
    if happens(rng, 45):
        hours["physiotherapy"] = falling(0.75, 0.25, days=days)
    if happens(rng, 35):
        start["occupational_therapy"] = 1.5
    return {"setting": "home_support", "days": days, "hours": hours, "start_hours": start}


def falling(first: float, last: float, *, days: int) -> list[float]:
    """Lower hours by care day, evenly in quarters of an hour."""
    if days == 1:
        return [first]
    hours = [to_quarter(first + (last - first) * day / (days - 1)) for day in range(days)]
    while len(hours) > 1 and hours[-2] == hours[-1]:
        hours.pop()
    return hours


def half_way(phase: Document, *, done: int) -> Document:
    """Leave what remains of a phase after so many care days: fewer days, later hours, no start."""
    left = {name: value for name, value in phase.items() if name != "start_hours"}
    if "days" in left:
        left["days"] -= done
    left["hours"] = {
        discipline: hours[min(done, len(hours) - 1) :] if isinstance(hours, list) else hours
        for discipline, hours in phase["hours"].items()
    }
    return left
