"""What a unit that is not quite right for a patient costs by the day: outlying, distance, preference."""

from __future__ import annotations

from collections.abc import Mapping

from bedflow.domain import CareNeeds, Policy, Unit


def mismatch_cost(patient: CareNeeds, unit: Unit, *, policy: Policy, unit_by_id: Mapping[str, Unit]) -> float:
    """Price a day of a patient in a unit that cares for others, is far, or is not the one preferred.

    Parameters
    ----------
    unit_by_id
        The units of the district, to know the settings of those the patient prefers.
    """
    cost = 0.0
    if unit.specialties and patient.specialty not in unit.specialties:
        cost += policy.outlier
    if unit.near_zones and patient.zone not in unit.near_zones:
        cost += policy.distance
    if not patient.preferred_units or unit.id in patient.preferred_units:
        return cost
    if any(unit_by_id[preferred].setting is unit.setting for preferred in patient.preferred_units):
        cost += policy.not_preferred
    return cost
