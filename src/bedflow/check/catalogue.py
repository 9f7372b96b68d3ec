"""Every rule the checker holds a plan against, with its sentence and where the model says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a plan must get right.

    Parameters
    ----------
    code
        Short name, as findings carry it.
    sentence
        What must hold.
    source
        The passage of the planning model or of the contract that says so.
    """

    code: str
    sentence: str
    source: str


_COURSE = "Model, A patient's course"
_CAPACITY = "Model, Capacities"
_MONEY = "Model, What is minimised"
_CERTIFICATE = "Model, The certificate"
_PLAN = "Contract, Plan"

_ALL = (
    Rule("as-of", "The plan is made as of the moment of the snapshot.", _PLAN),
    Rule("horizon", "The plan has the horizon of the snapshot.", _PLAN),
    Rule("days", "The days are those of the horizon, from the date of the bed meeting on.", "Model, Time"),
    Rule("sha256", "The plan names the SHA-256 of the snapshot's canonical JSON.", _PLAN),
    Rule("course-missing", "Every patient has a course, forecast patients included.", _PLAN),
    Rule("course-unknown", "Every course belongs to a patient of the snapshot or its forecasts.", _PLAN),
    Rule("course-repeated", "A patient has one course.", _PLAN),
    Rule("course-length", "A course has one unit and one care flag per day of the horizon.", _PLAN),
    Rule("course-unit", "Every unit of a course is a unit of the snapshot.", _PLAN),
    Rule("course-care", "The care flag is null exactly when the unit is null.", _PLAN),
    Rule(
        "start",
        "A patient in a unit starts on day 0, an incoming patient on the day of arrival, never before.",
        f"{_COURSE}, 1",
    ),
    Rule("needs", "The unit meets all the patient's needs.", f"{_COURSE}, eligible"),
    Rule("zone", "A unit that lists zones takes patients of those zones only.", f"{_COURSE}, eligible"),
    Rule("sex", "A single-sex unit takes patients of that sex only.", f"{_COURSE}, eligible"),
    Rule("excluded", "The unit is not one excluded for the patient.", f"{_COURSE}, eligible"),
    Rule(
        "site",
        "An acute unit is not on another site than the patient's, preferred units apart.",
        f"{_COURSE}, eligible",
    ),
    Rule("safe", "The unit's setting is safe for the phase that is next.", f"{_COURSE}, 2"),
    Rule("delivers", "Care goes forward only in a setting that delivers the phase.", f"{_COURSE}, 3"),
    Rule("not-before", "Care goes forward only on or after the phase's date.", f"{_COURSE}, 3"),
    Rule("idle", "A day without care happens only where it is possible.", f"{_COURSE}, 3"),
    Rule(
        "upward",
        "A transfer to a higher setting happens only when the setting left is not safe.",
        f"{_COURSE}, 4",
    ),
    Rule(
        "care-home",
        "A transfer into a care home happens only when a care home phase is next.",
        f"{_COURSE}, 4",
    ),
    Rule("leaves-late", "The patient leaves on the day after all phases are done.", f"{_COURSE}, 5"),
    Rule(
        "leaves-early",
        "Until all phases are done the patient is in a unit, to the end of the horizon.",
        f"{_COURSE}, 5",
    ),
    Rule("lock", "On the date of a lock the patient is in its unit.", f"{_COURSE}, 6"),
    Rule(
        "intake",
        "Arrivals in a unit never exceed its daily intake and what locks raise it by.",
        _CAPACITY,
    ),
    Rule(
        "hours",
        "A team never works beyond its hours, what commitments and locks raise them by, and its overtime.",
        _CAPACITY,
    ),
    Rule(
        "commitment",
        "Hours are raised by exactly what care under way at home or in a care home exceeds them.",
        "Model, Commitments",
    ),
    Rule("alert-subject", "An alert names one known team, or one unit with an intake, and a day.", _PLAN),
    Rule("alert-locks", "The locks an alert names are locks of the snapshot.", "Model, Locks"),
    Rule(
        "lock-raise-short",
        "With the raises the locked patients alone can obey, everybody else on their commitments.",
        "Model, Locks",
    ),
    Rule(
        "lock-raise-excess",
        "Locks raise limits by the least total of transfers and hours.",
        "Model, Locks",
    ),
    Rule("cost-care", "care is the cost of the units.", _MONEY),
    Rule("cost-waiting", "waiting is the harm of waiting days, which grows.", _MONEY),
    Rule("cost-over_placement", "over_placement is for care days in another setting.", _MONEY),
    Rule("cost-mismatch", "mismatch is for outlying, distance and preference.", _MONEY),
    Rule("cost-transfers", "transfers is for changes of unit, first arrivals apart.", _MONEY),
    Rule("cost-replan", "replan is for changes against the previous plan on days 0 to 2.", _MONEY),
    Rule("cost-surge", "surge is for surge places used.", _MONEY),
    Rule("cost-over_capacity", "over_capacity is for places beyond beds and surge.", _MONEY),
    Rule("cost-isolation", "isolation is for isolation places beyond those there are.", _MONEY),
    Rule("cost-overtime", "overtime is for hours beyond the raised hours.", _MONEY),
    Rule("objective", "The objective is the total of the plan, and the breakdown sums to it.", _MONEY),
    Rule("bound", "The bound is not above the total of this valid plan.", _CERTIFICATE),
    Rule("gap", "The gap is (objective - bound) / objective, 0 when the objective is 0.", _CERTIFICATE),
    Rule("status", "A plan is called optimal exactly when its gap is at most 1e-6.", _CERTIFICATE),
    Rule("unit-rows", "There is one row for each unit and day, and no other.", _PLAN),
    Rule("unit-occupied", "occupied counts the people in the unit at the midnight that ends the day.", _PLAN),
    Rule("unit-beds", "beds are the places of the snapshot on that day.", _PLAN),
    Rule("unit-surge", "surge_used counts the surge places used.", _PLAN),
    Rule("unit-over", "over counts the people beyond beds and surge.", _PLAN),
    Rule("unit-arrivals", "arrivals counts the transfers in and the first arrivals.", _PLAN),
    Rule("unit-intake", "intake is the daily intake of the snapshot, null when there is none.", _PLAN),
    Rule("unit-isolating", "isolating counts the people who need isolation.", _PLAN),
    Rule("team-rows", "There is one row for each team and day, and no other.", _PLAN),
    Rule("team-used", "used is the sum of the hours of the care days.", _PLAN),
    Rule("team-hours", "hours are those of the snapshot on that day.", _PLAN),
    Rule("team-raised", "raised is what commitments and locks add.", _PLAN),
    Rule("team-overtime", "overtime_used is what is used beyond the raised hours.", _PLAN),
    Rule("move-missing", "Every transfer between units is listed.", _PLAN),
    Rule("move-false", "Every listed move happens, from and to those units, on that date.", _PLAN),
    Rule("move-repeated", "A move is listed once.", _PLAN),
    Rule("move-phase", "A move names the setting of the phase that is next.", _PLAN),
    Rule("move-order", "Moves are listed by date.", _PLAN),
    Rule("wait-missing", "Every waiting day is in the list of waits.", _PLAN),
    Rule("wait-repeated", "A waiting day is listed once.", _PLAN),
    Rule("wait-false", "Every listed day is a waiting day of that patient.", _PLAN),
    Rule("wait-in", "A wait names the unit in which the patient waits.", _PLAN),
    Rule("wait-for", "A wait names the setting of the phase waited for.", _PLAN),
    Rule("because-empty", "A wait says what stood in the way.", _PLAN),
    Rule(
        "because-subject",
        "What stood in the way is a unit or team of the snapshot where the phase could go forward, on a day "
        "of the horizon not before the wait.",
        _PLAN,
    ),
    Rule("because-places", "A unit said to be full has no free bed that day.", _PLAN),
    Rule("because-intake", "A unit said to take nobody more has reached its intake that day.", _PLAN),
    Rule("because-team", "A team said to be short has too few hours left that day.", _PLAN),
    Rule("because-not-before", "A date said to bar care bars it on a day of the wait.", _PLAN),
)

RULES: Mapping[str, Rule] = {rule.code: rule for rule in _ALL}
"""Every rule by its code."""


def reference_table() -> str:
    """Write the table of rules of the reference page, in Markdown."""
    rows = [f"| `{rule.code}` | {rule.sentence} | {rule.source} |" for rule in _ALL]
    return "\n".join(["| code | what must hold | said by |", "|---|---|---|", *rows]) + "\n"
