"""Whether a text may be an NHS number, which must never be a patient's id nor stand in a message."""

from __future__ import annotations

from bedflow.ingest.fault import SHOWN_ID

_DIGITS = 10


def looks_like_nhs_number(text: str) -> bool:
    """Say whether a text is ten digits with the NHS number's check digit.

    The check digit is 11 less the remainder by 11 of the first nine digits weighted 10 to 2; 11
    is written 0 and 10 is never issued (NHS Data Model and Dictionary, "NHS Number").

    Parameters
    ----------
    text
        The text; spaces and hyphens in it are ignored.
    """
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - weighted % 11) % 11 == int(digits[-1])


def id_to_tell(given: object) -> str | None:
    """Give an id that a message may tell; None for what is no id, or may be an NHS number.

    Parameters
    ----------
    given
        Whatever stands in the id field.
    """
    if not isinstance(given, str) or not given or len(given) > SHOWN_ID or not given.isprintable():
        return None
    return None if looks_like_nhs_number(given) else given
