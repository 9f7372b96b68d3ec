"""People decide: their decisions make a new snapshot, which is planned again around them."""

from bedflow.decide.again import Again, Free, again, changed_patients
from bedflow.decide.apply import decided
from bedflow.decide.read import decisions_document, decisions_of, read_decisions

__all__ = [
    "Again",
    "Free",
    "again",
    "changed_patients",
    "decided",
    "decisions_document",
    "decisions_of",
    "read_decisions",
]
