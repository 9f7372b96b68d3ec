"""What a plan comes to, and what differs between two of them."""

from bedflow.compare.measures import Measures, harm, measures, paid
from bedflow.compare.organisations import NO_ORGANISATION, organisations_of_teams, organisations_of_units
from bedflow.compare.reasons import behind_each_day, reason_code

__all__ = [
    "NO_ORGANISATION",
    "Measures",
    "behind_each_day",
    "harm",
    "measures",
    "organisations_of_teams",
    "organisations_of_units",
    "paid",
    "reason_code",
]
