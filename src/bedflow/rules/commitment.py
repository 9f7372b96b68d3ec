"""Commitments: care under way at home or in a care home is never withdrawn by a plan."""

from __future__ import annotations

from collections.abc import Iterator

from bedflow.domain import UNBROKEN_SETTINGS, Patient, Unit


def committed_hours(
    patient: Patient, unit: Unit, *, horizon_days: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """Give the hours already promised to a patient, day by day, whatever their locks.

    The promise is the unbroken run of phases of the unit's own setting, one care day a day from
    day 0.

    Parameters
    ----------
    unit
        The unit the patient is in.
    horizon_days
        Days planned.

    Yields
    ------
    The day and the hours of each discipline on it.
    """
    if unit.setting not in UNBROKEN_SETTINGS:
        return
    day = 0
    for phase in patient.phases:
        if phase.setting is not unit.setting:
            return
        care_day = 0
        while phase.days is None or care_day < phase.days:
            if day >= horizon_days:
                return
            yield day, phase.hours_on_care_day(care_day)
            care_day += 1
            day += 1
