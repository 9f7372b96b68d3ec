"""Delay reasons in plain words for a patient or a relative.

The published wording is for those who run the service. These say the same without its terms; where the
reason itself is the patient's to tell or may do harm (safeguarding, capacity to decide, care at the end of
life, housing, money), they say only that arrangements are still being made.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DISCREET = "the arrangements for what comes next are still being made"
"""Said where the reason is not ours to tell, or has no words here."""

PLAIN_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "HP01": "a therapist still has to see what support they will need",
        "HP02": "the team that arranges support after hospital still has to be asked",
        "HP03": "a doctor still has to see what support they will need",
        "HP04": "their medicines to take home or their papers are not ready yet",
        "HP05": "the last decision that they can go, or a test result, is still to come",
        "HP06": "their transport still has to be arranged",
        "HP07": "they have to stay a little so that an infection does not spread",
        "WB01": "the place they are going to is not ready for them yet",
        "WB02": DISCREET,
        "WB03": DISCREET,
        "WB04": "questions about going are still being talked through with them and those close to them",
        "CTH01": "it is still being settled which care they need first",
        "CTH02": "the services that will look after them still have to be asked",
        "CTH03": DISCREET,
        "IF01": "the arrangements with a care home are still being made",
        "IF02": "the arrangements for a rehabilitation bed are still being made",
        "IF03": "the arrangements for help at home are still being made",
        "IF04": "the arrangements for rehabilitation at home are still being made",
        "IF05": "the arrangements in another area are still being made",
        "IF06": DISCREET,
        "IF07": DISCREET,
        "IF08": "the choice of care is still being talked through with them and those close to them",
        "IF09": DISCREET,
        "IF10": "the service that will look after them has asked for something more first",
        "IF11": "the arrangements for health care at home are still being made",
        "IF12": DISCREET,
        "CAP01": "there is no rehabilitation bed for them yet",
        "CAP02": "there is no care home place for them yet",
        "CAP03": "there is no rehabilitation at home for them yet",
        "CAP04": "there is no help at home for them yet",
        "CAP05": "the equipment they need is not there yet",
        "CAP06": DISCREET,
        "CAP07": "there is no health care at home for them yet",
        "CAP08": "the help they had at home before still has to start again",
        "CAP09": DISCREET,
        "CAP10": "the changes to their home are not finished yet",
        "CAP11": DISCREET,
    }
)
"""Plain words by code of the reason."""


def plain_reason(code: str | None) -> str:
    """Say a delay reason in plain words.

    Parameters
    ----------
    code
        Code of a reason, such as IF02; for none, and for a local code, discreet words.
    """
    return PLAIN_REASONS.get(code or "", DISCREET)
