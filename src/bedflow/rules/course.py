"""Whether a patient has any valid course when capacities are set aside, locks included.

The rules of a course are those of the planning model ("A patient's course"): where each phase is
safe, delivered and may pause comes from the tables of the policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from bedflow.domain import UNBROKEN_SETTINGS, CareNeeds, Patient, Phase, Policy, Setting, Unit
from bedflow.rules.eligibility import acute_site, is_eligible


class Holding(Enum):
    """What becomes of a patient for whom no place and no hours are found."""

    STAYS = "stays where they are, on the care that goes on there or waiting"
    MOVES_UP = "has to move up to an acute unit, or arrives in one, and waits there"
    STUCK = "has nowhere to wait by the tables of the policy"


@dataclass(frozen=True)
class District:
    """What a course depends on, capacities set aside.

    Parameters
    ----------
    units
        Every unit by id.
    policy
        The tables of settings.
    first_day
        Day 0.
    horizon_days
        Days of the horizon.
    """

    units: Mapping[str, Unit]
    policy: Policy
    first_day: date
    horizon_days: int
    _open: dict[tuple[object, ...], Mapping[Setting, tuple[str, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def open_to(self, patient: CareNeeds) -> Mapping[Setting, tuple[str, ...]]:
        """Give the eligible units of each setting, worked out once for patients alike."""
        site = acute_site(patient, self.units)
        alike = (
            frozenset(patient.needs),
            patient.zone,
            patient.sex,
            frozenset(patient.excluded_units),
            frozenset(patient.preferred_units),
            site,
        )
        if alike not in self._open:
            eligible = [unit for unit in self.units.values() if is_eligible(unit, patient, site=site)]
            self._open[alike] = {
                setting: tuple(unit.id for unit in eligible if unit.setting is setting) for setting in Setting
            }
        return self._open[alike]


def can_wait(care: Setting, within: Setting, *, policy: Policy) -> bool:
    """Say whether a patient whose next phase is of one setting may wait in another.

    Parameters
    ----------
    care
        Setting of the phase that is next.
    within
        Setting of the unit the patient is in.
    policy
        The tables of settings.
    """
    return within in policy.safe[care] and within in policy.idle[care]


def holding(patient: CareNeeds, setting: Setting | None, *, policy: Policy, horizon_days: int) -> Holding:
    """Follow a patient for whom no place and no hours are found.

    Care under way at home or in a care home goes on there, one care day a day; everybody else
    waits. Somebody whose setting is not safe for what is next has to move up.

    Parameters
    ----------
    setting
        Setting of the unit the patient is in; None for somebody who arrives.
    policy
        The tables of settings.
    horizon_days
        Days of the horizon.
    """
    if setting is None:
        care = patient.phases[0].setting
        return Holding.MOVES_UP if can_wait(care, Setting.ACUTE, policy=policy) else Holding.STUCK
    held = _first_care_held_up(patient.phases, setting, policy=policy, horizon_days=horizon_days)
    if held is None or can_wait(held, setting, policy=policy):
        return Holding.STAYS
    # A move up is allowed only out of a setting that is not safe, and into one to wait in.
    may_move_up = setting not in policy.safe[held] and can_wait(held, Setting.ACUTE, policy=policy)
    return Holding.MOVES_UP if may_move_up and setting is not Setting.ACUTE else Holding.STUCK


def care_held_up(
    patient: CareNeeds, setting: Setting | None, *, policy: Policy, horizon_days: int
) -> Setting | None:
    """Give the setting of the care that is held up first when no place and no hours are found.

    Returns
    -------
    Setting or None
        None when the care under way fills the horizon, or ends within it.
    """
    if setting is None:
        return patient.phases[0].setting
    return _first_care_held_up(patient.phases, setting, policy=policy, horizon_days=horizon_days)


def _first_care_held_up(
    phases: Sequence[Phase], setting: Setting, *, policy: Policy, horizon_days: int
) -> Setting | None:
    care_days = 0
    for phase in phases:
        goes_on = (
            setting in UNBROKEN_SETTINGS
            and phase.setting is setting
            and setting in policy.delivers[setting]
            and setting in policy.safe[setting]
        )
        if not goes_on:
            return phase.setting
        if phase.days is None:
            return None
        care_days += phase.days
        if care_days >= horizon_days:
            return None
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a course may be: a unit, or the present unit for as long as it has not been left."""

    unit: str
    setting: Setting
    eligible: bool
    never_left: bool = False


class _CareAhead:
    """The care days ahead as bits: bit p stands for "p care days are done, and this is next"."""

    def __init__(self, phases: Sequence[Phase], district: District) -> None:
        self.finished = 0
        self._phases: list[tuple[Phase, int]] = []
        policy, begun, most = district.policy, 0, district.horizon_days + 1
        for phase in phases:
            ends = most if phase.days is None else min(begun + phase.days, most)
            self._phases.append((phase, (1 << ends) - (1 << begun)))
            begun = ends
        if begun < most:
            self.finished = 1 << begun
        self.safe = self._bits_by_setting(policy.safe)
        self.delivered = self._bits_by_setting(policy.delivers)
        self.idle = self._bits_by_setting(policy.idle)
        self.care_home = sum(bits for phase, bits in self._phases if phase.setting is Setting.CARE_HOME)

    def _bits_by_setting(self, table: Mapping[Setting, tuple[Setting, ...]]) -> dict[Setting, int]:
        return {
            setting: sum(bits for phase, bits in self._phases if setting in table[phase.setting])
            for setting in Setting
        }

    def allowed_on(self, day: date) -> int:
        """Bits whose care may go forward on a date."""
        return sum(
            bits for phase, bits in self._phases if phase.not_before is None or phase.not_before <= day
        )


def has_valid_course(patient: Patient, district: District, *, locks: Mapping[date, str]) -> bool:
    """Say whether a patient has a course that keeps every rule and every lock, capacities set aside.

    Exact: follows, day by day, every place in which and every progress with which the patient can
    be. Eligible units of one setting that no lock names are alike, so one of each stands for all.

    Parameters
    ----------
    patient
        Somebody in a unit of the district, or who arrives within the horizon.
    district
        The units and tables.
    locks
        Unit by date, within the horizon.
    """
    ahead = _CareAhead(patient.phases, district)
    places = _places(patient, district, locks=locks)
    reached: dict[_Place | None, int] = {_present(places): 1}
    begins = 0 if patient.arrives is None else (patient.arrives - district.first_day).days
    last_lock = max(locks, default=date.min)
    for t in range(begins, district.horizon_days):
        day = district.first_day + timedelta(days=t)
        reached = _next_day(reached, places, ahead, lock=locks.get(day), care=ahead.allowed_on(day))
        if day >= last_lock and any(progress & ahead.finished for progress in reached.values()):
            return True
        # Whoever has finished leaves on the following day, and no later lock can be obeyed.
        reached = {place: kept for place, bits in reached.items() if (kept := bits & ~ahead.finished)}
        if not reached:
            return False
    return True


def _present(places: Sequence[_Place]) -> _Place | None:
    return next((place for place in places if place.never_left), None)


def _places(patient: Patient, district: District, *, locks: Mapping[date, str]) -> list[_Place]:
    open_units = district.open_to(patient)
    named = set(locks.values())
    places = []
    if patient.unit is not None:
        present = district.units[patient.unit]
        places.append(_Place(present.id, present.setting, eligible=True, never_left=True))
        named.add(present.id)
    for unit_id in sorted(named):
        setting = district.units[unit_id].setting
        places.append(_Place(unit_id, setting, eligible=unit_id in open_units[setting]))
    for setting, unit_ids in open_units.items():
        other = next((unit_id for unit_id in unit_ids if unit_id not in named), None)
        if other is not None:
            places.append(_Place(other, setting, eligible=True))
    return places


def _next_day(
    reached: Mapping[_Place | None, int],
    places: Sequence[_Place],
    ahead: _CareAhead,
    *,
    lock: str | None,
    care: int,
) -> dict[_Place | None, int]:
    after: dict[_Place | None, int] = {}
    for place in places:
        if (lock is None and not place.eligible) or lock not in (None, place.unit):
            continue
        come = 0
        for before, progress in reached.items():
            come |= progress & _transfer(before, place, ahead, locked=lock is not None)
        here = come & ahead.safe[place.setting]
        done = (here & ahead.delivered[place.setting] & care) << 1 | (here & ahead.idle[place.setting])
        if done:
            after[place] = done
    return after


def _transfer(before: _Place | None, place: _Place, ahead: _CareAhead, *, locked: bool) -> int:
    """Give the progress with which a transfer is allowed; from outside and staying: any."""
    if before == place:
        return -1
    if place.never_left:
        return 0
    if locked or before is None:
        return -1
    allowed = -1
    if place.setting.level < before.setting.level:
        allowed &= ~ahead.safe[before.setting]
    if place.setting is Setting.CARE_HOME:
        allowed &= ahead.care_home
    return allowed
