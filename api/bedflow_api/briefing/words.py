"""How days, money, shares and settings are said to people."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Context, Decimal

from bedflow.domain import SETTINGS, Plan, Setting, Status

SETTING_WORDS: dict[Setting, str] = {setting: setting.value.replace("_", " ") for setting in SETTINGS} | {
    Setting.STEP_DOWN: "step-down",
}

CARE_WORDS: dict[Setting, str] = SETTING_WORDS | {
    Setting.ACUTE: "acute care",
    Setting.STEP_DOWN: "step-down care",
}
"""What a patient moves or waits for, by the setting of the phase."""

COMPONENT_WORDS: dict[str, str] = {
    "care": "Care in the units",
    "waiting": "Harm of waiting",
    "over_placement": "Care in a higher setting than needed",
    "mismatch": "Outlying, distance and preference",
    "transfers": "Changes of unit",
    "replan": "Changes against the plan that stood",
    "surge": "Surge places",
    "over_capacity": "People beyond beds and surge places",
    "isolation": "Isolation places beyond those there are",
    "overtime": "Overtime of teams",
}

_UPWARDS = Context(prec=2, rounding=ROUND_CEILING)


def day_words(day: date) -> str:
    """Say a date as a ward does: Mon 23 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def pounds(amount: float) -> str:
    """Say an amount in whole pounds."""
    return f"{amount:z,.0f}"


def hours(amount: float) -> str:
    """Say hours to a tenth."""
    return f"{amount:z,.1f}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun: 1 patient, 2 patients."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent_at_most(share: float) -> str:
    """Say a share in per cent, two figures, rounded up so that nothing better than proven is claimed."""
    return f"{Decimal(repr(share * 100)).normalize(_UPWARDS):f} %"


def certificate_words(plan: Plan) -> str:
    """Say how good the plan is: proven best, or at most so far from it."""
    if plan.status is Status.OPTIMAL:
        return "the best possible plan (proven)"
    return f"at most {percent_at_most(plan.gap)} from the best possible plan (proven)"
