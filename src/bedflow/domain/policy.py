"""The policy: every price, and the tables of where care is safe, delivered and may pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import model_validator

from bedflow.domain.fact import Amount, Fact, fact
from bedflow.domain.setting import Setting

ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME, HOME = Setting

SettingTable = dict[Setting, tuple[Setting, ...]]

DEFAULT_WAIT_WEIGHT: dict[Setting, float] = {
    ACUTE: 1.0,
    STEP_DOWN: 0.6,
    COMMUNITY: 0.5,
    CARE_HOME: 0.3,
    HOME: 0.3,
}

DEFAULT_SAFE: SettingTable = {
    ACUTE: (ACUTE,),
    STEP_DOWN: (ACUTE, STEP_DOWN),
    COMMUNITY: (ACUTE, STEP_DOWN, COMMUNITY),
    CARE_HOME: (ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME),
    HOME: (ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME, HOME),
}

DEFAULT_DELIVERS: SettingTable = {
    ACUTE: (ACUTE,),
    STEP_DOWN: (ACUTE, STEP_DOWN),
    COMMUNITY: (STEP_DOWN, COMMUNITY),
    CARE_HOME: (CARE_HOME,),
    HOME: (HOME,),
}

DEFAULT_IDLE: SettingTable = {
    ACUTE: (ACUTE,),
    STEP_DOWN: (ACUTE, STEP_DOWN),
    COMMUNITY: (ACUTE, STEP_DOWN, COMMUNITY),
    CARE_HOME: (ACUTE, STEP_DOWN, COMMUNITY),
    HOME: (ACUTE, STEP_DOWN, COMMUNITY, CARE_HOME),
}

_MERGED_BY_KEY: dict[str, Mapping[Setting, Any]] = {
    "wait_weight": DEFAULT_WAIT_WEIGHT,
    "safe": DEFAULT_SAFE,
    "delivers": DEFAULT_DELIVERS,
    "idle": DEFAULT_IDLE,
}


class Policy(Fact):
    """Prices in pounds-equivalent and the three tables of settings; what is not given keeps its default.

    A mapping that is given is merged by key with its default.
    """

    harm_base: Amount = fact(
        "Harm of a waiting day, frailty apart", unit="pounds-equivalent a day", default=60.0
    )
    harm_frailty: Amount = fact(
        "Harm of a waiting day per point of frailty", unit="pounds-equivalent a day", default=30.0
    )
    wait_weight: dict[Setting, Amount] = fact(
        "Weight of a waiting day by setting of the unit", default=DEFAULT_WAIT_WEIGHT
    )
    wait_growth: Amount = fact("Growth of the harm with each day waited", unit="share a day", default=0.05)
    wait_growth_max: Amount = fact("Most the harm of a waiting day grows to", unit="times", default=2.0)
    over_placement: Amount = fact(
        "A care day in another setting than the phase's own", unit="pounds-equivalent a day", default=40.0
    )
    outlier: Amount = fact(
        "A day in a unit that lists specialties without the patient's",
        unit="pounds-equivalent a day",
        default=80.0,
    )
    distance: Amount = fact(
        "A day in a unit that lists near zones without the patient's",
        unit="pounds-equivalent a day",
        default=30.0,
    )
    not_preferred: Amount = fact(
        "A day in a unit the patient does not prefer to another of its setting",
        unit="pounds-equivalent a day",
        default=25.0,
    )
    transfer: Amount = fact("A change of unit", unit="pounds-equivalent", default=60.0)
    replan: Amount = fact(
        "A unit other than in the previous plan, on days 0 to 2", unit="pounds-equivalent a day", default=25.0
    )
    surge_bed: Amount = fact("A surge place used", unit="pounds-equivalent a day", default=500.0)
    over_capacity: Amount = fact(
        "A place beyond beds and surge", unit="pounds-equivalent a day", default=2000.0
    )
    isolation_breach: Amount = fact(
        "An isolation place beyond those there are", unit="pounds-equivalent a day", default=1500.0
    )
    overtime_hour: Amount = fact("An hour of overtime", unit="pounds-equivalent an hour", default=55.0)
    safe: dict[Setting, tuple[Setting, ...]] = fact(
        "Settings in which each setting's phase leaves a patient safe", default=DEFAULT_SAFE
    )
    delivers: dict[Setting, tuple[Setting, ...]] = fact(
        "Settings in which each setting's phase is delivered", default=DEFAULT_DELIVERS
    )
    idle: dict[Setting, tuple[Setting, ...]] = fact(
        "Settings in which a day without the phase's care is possible", default=DEFAULT_IDLE
    )

    @model_validator(mode="before")
    @classmethod
    def _merge_by_key(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        merged = dict(given)
        for name, default in _MERGED_BY_KEY.items():
            if isinstance(merged.get(name), dict):
                own = {key: value for key, value in merged[name].items() if value is not None}
                merged[name] = {**{setting.value: value for setting, value in default.items()}, **own}
        return merged

    def harm_per_day(self, *, frailty: int, given: float | None) -> float:
        """Harm of a waiting day in an acute bed before it grows, in pounds-equivalent."""
        return self.harm_base + self.harm_frailty * frailty if given is None else given

    def wait_factor(self, waited: int) -> float:
        """How much harm grows after a number of days waited."""
        return min(1.0 + self.wait_growth * waited, self.wait_growth_max)
