"""Which units a patient may go to, rule by rule: each a test and the sentence a person is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bedflow.domain import CareNeeds, Patient, Setting, Unit, UnitSex


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason a unit may be ruled out.

    Parameters
    ----------
    allows
        Whether the unit may take the patient; the third argument is the patient's acute site.
    sentence
        Why not, in words that name no patient.
    """

    allows: Callable[[Unit, CareNeeds, str | None], bool]
    sentence: str


def _meets_needs(unit: Unit, patient: CareNeeds, _site: str | None) -> bool:
    return set(patient.needs) <= set(unit.capabilities)


def _serves_zone(unit: Unit, patient: CareNeeds, _site: str | None) -> bool:
    return not unit.zones or patient.zone in unit.zones


def _takes_sex(unit: Unit, patient: CareNeeds, _site: str | None) -> bool:
    return unit.sex is UnitSex.ANY or (patient.sex is not None and unit.sex.value == patient.sex.value)


def _not_excluded(unit: Unit, patient: CareNeeds, _site: str | None) -> bool:
    return unit.id not in patient.excluded_units


def _on_own_site(unit: Unit, patient: CareNeeds, site: str | None) -> bool:
    elsewhere = unit.setting is Setting.ACUTE and None not in (unit.site, site) and unit.site != site
    return not elsewhere or unit.id in patient.preferred_units


RULES: tuple[Rule, ...] = (
    Rule(_meets_needs, "the unit cannot meet all the patient's needs"),
    Rule(_serves_zone, "the unit serves other zones"),
    Rule(_takes_sex, "the unit is for the other sex"),
    Rule(_not_excluded, "the unit is excluded for the patient"),
    Rule(_on_own_site, "the ward is on another acute site"),
)


def acute_site(patient: CareNeeds, units: Mapping[str, Unit]) -> str | None:
    """Give the acute site a patient belongs to: their own, or that of the acute unit they are in."""
    if patient.site is not None or not isinstance(patient, Patient) or patient.unit is None:
        return patient.site
    present = units.get(patient.unit)
    return present.site if present is not None and present.setting is Setting.ACUTE else None


def is_eligible(unit: Unit, patient: CareNeeds, *, site: str | None) -> bool:
    """Say whether a patient may go to a unit; staying in the present one needs no eligibility.

    Parameters
    ----------
    site
        The patient's :func:`acute_site`.
    """
    return all(rule.allows(unit, patient, site) for rule in RULES)


def why_not_eligible(unit: Unit, patient: CareNeeds, *, site: str | None) -> Iterator[str]:
    """Say in sentences what rules a unit out for a patient."""
    return (rule.sentence for rule in RULES if not rule.allows(unit, patient, site))
