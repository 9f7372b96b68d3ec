"""A planned course cut where it may slip: readiness, then phase by phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bedflow.domain import Confidence, Patient, Phase, Policy, Setting
from bedflow.risk.care_days import Chain, again_each_day, chances_of_days
from bedflow.risk.chances import Chances


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is held to be uncertain.

    Attributes
    ----------
    assume
        Whether a known patient ready to leave acute care of whom nothing is said may lose readiness too.
    """

    chances: Chances = field(default_factory=Chances)
    assume: bool = False

    def holds(self, confidence: Confidence | None, *, leaves_acute: bool) -> float | None:
        """Give the chance that readiness holds on the planned day; None: it counts as certain."""
        if confidence is not None:
            return self.chances.of(confidence)
        return self.chances.unsaid if self.assume and leaves_acute else None


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """Where the plan has a patient: index 0 is the night before the bed meeting, 1 is day 0.

    Attributes
    ----------
    units
        Number of the unit each night; -1 where the patient holds no place.
    care
        Whether care goes forward on the day that ends with the night; index 0 never.
    setting
        Setting of the present unit; None for somebody from outside.
    """

    units: Sequence[int]
    care: Sequence[bool]
    setting: Setting | None

    @property
    def last(self) -> int:
        """The last night of the horizon."""
        return len(self.units) - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """One phase of a planned course, or readiness before the first.

    Attributes
    ----------
    begins
        Night of the first care day; 0 for readiness, which begins before the bed meeting.
    ends
        Night of the last day planned; the last of the horizon where the plan does not reach the end.
    lasts
        Chance that the stretch is over so many nights after it begins, from 0.
    leaves
        Whether the patient leaves the district after it.
    sure
        Whether it lasts exactly as planned.
    """

    begins: int
    ends: int
    lasts: Chain
    leaves: bool
    sure: bool


def stretches_of(
    patient: Patient, course: PlannedCourse, *, beliefs: Beliefs, policy: Policy
) -> tuple[Stretch, ...]:
    """Cut a planned course into what may slip; phases the plan never begins are left out.

    Parameters
    ----------
    beliefs
        What is held to be uncertain.
    policy
        The table of where care goes forward.
    """
    found: list[Stretch] = []
    waits_for = _is_waiting(patient, course, policy)
    if waits_for:
        found += _readiness(patient.phases[0], course, beliefs)
    care_nights = [night for night in range(1, course.last + 1) if course.care[night]]
    for k, phase in enumerate(patient.phases):
        nights = care_nights if phase.days is None else care_nights[: phase.days]
        if not nights:
            break
        leaves = k == len(patient.phases) - 1
        confidence = None if waits_for and k == 0 else phase.confidence
        to_lower = leaves or patient.phases[k + 1].setting is not Setting.ACUTE
        leaves_acute = phase.setting is Setting.ACUTE and to_lower
        holds = beliefs.holds(confidence, leaves_acute=leaves_acute)
        chances = chances_of_days(phase, holds=holds, longest=course.last)
        found.append(_stretch(phase, nights, chances, last=course.last, leaves=leaves))
        care_nights = care_nights[len(nights) :]
    return tuple(found)


def _is_waiting(patient: Patient, course: PlannedCourse, policy: Policy) -> bool:
    """Say whether somebody here waits for care that is not given in the present setting."""
    return course.setting is not None and course.setting not in policy.delivers[patient.phases[0].setting]


def _readiness(phase: Phase, course: PlannedCourse, beliefs: Beliefs) -> Iterator[Stretch]:
    """Give the stretch until the first move of somebody who is ready, if the plan has one."""
    holds = beliefs.holds(phase.confidence, leaves_acute=course.setting is Setting.ACUTE)
    moves = next((night for night in range(1, course.last + 1) if course.units[night] != course.units[0]), 0)
    if holds is None or holds == 1 or not moves:
        return
    lasts = (0.0,) * (moves - 1) + again_each_day(holds, course.last + 1)
    yield Stretch(0, moves - 1, lasts[: course.last + 1], leaves=False, sure=False)


def _stretch(
    phase: Phase, nights: Sequence[int], chances: Chain | None, *, last: int, leaves: bool
) -> Stretch:
    begins, planned = nights[0], len(nights) == phase.days
    ends = nights[-1] if planned else last
    lasts = [0.0] * (last + 1)
    if chances is None:
        if planned:
            lasts[ends - begins] = 1.0
        return Stretch(begins, ends, tuple(lasts), leaves, sure=True)
    for night, chance in zip(nights, chances, strict=False):
        lasts[night - begins] = chance
    if planned:
        # Beyond the days planned each further care day takes one more night, with no waiting between.
        for further, chance in enumerate(
            chances[len(nights) : len(nights) + last - (ends - begins)], start=1
        ):
            lasts[ends - begins + further] = chance
    return Stretch(begins, ends, tuple(lasts), leaves, sure=False)
