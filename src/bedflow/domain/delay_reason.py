"""Why a patient who could leave is still in hospital, as the national situation report words it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class DelayReason:
    """One published delay reason.

    Parameters
    ----------
    id
        Short code. The publication has none; these are bedflow's own.
    family
        Group of reasons in the publication.
    wording
        The reason exactly as published.
    """

    id: str
    family: str
    wording: str

    @property
    def owner(self) -> str:
        """Who is to be asked about the delay."""
        return OWNERS[self.family]


# NHS England, Acute Discharge Situation Report, April 2025 to March 2026 (Open Government Licence v3).
_PUBLISHED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Hospital process": (
        ("HP01", "Awaiting therapy review of need for supported discharge"),
        ("HP02", "Awaiting referral to care transfer hub for supported discharge"),
        ("HP03", "Awaiting medical review of need for supported discharge"),
        ("HP04", "Awaiting medicines to take home, discharge letter or other discharge documentation"),
        ("HP05", "Awaiting formal decision to discharge (inc diagnostic test results)"),
        ("HP06", "Awaiting patient transport services"),
        ("HP07", "Remaining in hospital due to infection prevention and control restrictions"),
    ),
    "Wellbeing concerns": (
        ("WB01", "Issues with discharge destination readiness"),
        ("WB02", "Awaiting determination of mental capacity"),
        ("WB03", "Ongoing safeguarding concern"),
        ("WB04", "Patient /family/carer concerns over discharge readiness"),
    ),
    "Care transfer hub process": (
        ("CTH01", "Waiting for confirmation of immediate care needs and pathway"),
        ("CTH02", "Awaiting necessary referrals by care transfer hub"),
        ("CTH03", "Awaiting confirmation of funding eligibility"),
    ),
    "Interface process": (
        ("IF01", "Residential/nursing home care arrangements still underway (Pathway 3)"),
        (
            "IF02",
            "Bed-based rehabilitation, reablement or recovery service arrangements still underway "
            "(Pathway 2)",
        ),
        ("IF03", "Other home-based social care service arrangements still underway (Pathway 1)"),
        (
            "IF04",
            "Home based rehabilitation, reablement or recovery service arrangements still underway "
            "(Pathway 1)",
        ),
        ("IF05", "Out of area discharge arrangements requested but not completed"),
        ("IF06", "End of life care inc Fast-Track CHC arrangement still underway (Pathway 1 or 3)"),
        ("IF07", "Self-funded care package arrangements still underway"),
        ("IF08", "Patient/family/carer choice discussions on package still underway"),
        ("IF09", "Housing provision arrangement for homelessness still underway (Pathway 0 or 1)"),
        ("IF10", "Further action requested by agreed provider"),
        ("IF11", "Other home-based community health service arrangements still underway (Pathway 1)"),
        ("IF12", "Homeless with no recourse to public funds"),
    ),
    "Capacity": (
        ("CAP01", "Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)"),
        ("CAP02", "Residential/nursing home care not yet available (Pathway 3)"),
        ("CAP03", "Home-based rehabilitation, reablement or recovery services not yet available (Pathway 1)"),
        ("CAP04", "Other home-based social care service not yet available (Pathway 1)"),
        ("CAP05", "Equipment and associated training not yet delivered (Pathway 1-3)"),
        ("CAP06", "End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)"),
        ("CAP07", "Other home-based community health services not yet available (Pathway 1)"),
        ("CAP08", "Awaiting restart of existing social care arrangements (Pathway 0)"),
        ("CAP09", "Mental health admitted patient care not yet available (Pathway 2)"),
        ("CAP10", "Housing adaptations not yet completed (Pathway 1 or 3)"),
        ("CAP11", "Housing provision not yet available (Pathway 0 or 1)"),
    ),
}

DELAY_REASONS: Mapping[str, DelayReason] = MappingProxyType(
    {
        code: DelayReason(code, family, wording)
        for family, reasons in _PUBLISHED.items()
        for code, wording in reasons
    }
)
"""The 37 published reasons by code."""

OWNERS: Mapping[str, str] = MappingProxyType(
    {
        "Hospital process": "ward and hospital team",
        "Wellbeing concerns": "ward's multidisciplinary team, with safeguarding",
        "Care transfer hub process": "care transfer hub",
        "Interface process": "care transfer hub, with the provider or local authority",
        "Capacity": "commissioner and provider",
    }
)
"""Who is to be asked, by family of reasons.

The publication names no owner; this reading of its families is bedflow's own. It rests on who
coordinates what in England: the ward discharges home without new support (pathway 0), the care transfer
hub coordinates the rest (Hospital discharge and community support guidance, annex B, January 2024).
"""


def reason_owner(code: str | None) -> str | None:
    """Say who is to be asked about a delay; None for no reason and for a local code nobody published.

    Parameters
    ----------
    code
        Code of a reason, such as IF02.
    """
    reason = DELAY_REASONS.get(code or "")
    return None if reason is None else reason.owner


def reason_wording(code: str) -> str:
    """Say a delay reason in the published words; a local code nobody published stays as it is.

    Parameters
    ----------
    code
        Code of a reason, such as IF02.
    """
    reason = DELAY_REASONS.get(code)
    return code if reason is None else reason.wording
