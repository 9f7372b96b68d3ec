"""What a plan comes to, and what differs between two of them."""

from bedflow.compare.causes import Cause, CauseKind
from bedflow.compare.certificate import Certificate, Verdict, certificate, verdict
from bedflow.compare.courses import CourseChange, How, Stretch
from bedflow.compare.difference import Difference, difference
from bedflow.compare.measures import PAID, Measures, harm, measures, paid
from bedflow.compare.organisations import NO_ORGANISATION, organisations_of_teams, organisations_of_units
from bedflow.compare.reasons import behind_each_day, reason_code

__all__ = [
    "NO_ORGANISATION",
    "PAID",
    "Cause",
    "CauseKind",
    "Certificate",
    "CourseChange",
    "Difference",
    "How",
    "Measures",
    "Stretch",
    "Verdict",
    "behind_each_day",
    "certificate",
    "difference",
    "harm",
    "measures",
    "organisations_of_teams",
    "organisations_of_units",
    "paid",
    "reason_code",
    "verdict",
]
