"""What people decide at the bed meeting about a plan: who, when, what and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from bedflow.domain.fact import Day, Fact, Moment, Text, fact

DECISIONS_SCHEMA = "bedflow.decisions/1"


class DecisionKind(StrEnum):
    """What is decided about a patient."""

    ACCEPT = "accept"
    LOCK = "lock"
    REFUSE = "refuse"
    NOT_BEFORE = "not_before"
    STAY = "stay"
    NOTE = "note"


class Decision(Fact):
    """One person's decision about one patient.

    ``accept``: the planned moves of days 0 to 2, or of ``date``, happen as planned. ``lock``: in
    ``unit`` on ``date``. ``refuse``: not ``unit``. ``not_before``: the next move not before ``date``.
    ``stay``: where the patient is now, on ``date`` (today when absent) or up to ``until``. ``note``
    changes nothing.
    """

    kind: DecisionKind = fact("What is decided")
    patient: Text = fact("The patient")
    unit: Text | None = fact("The unit, of a lock or refusal", default=None)
    date: Day | None = fact("The date it is about; the first of a stay", default=None)
    until: Day | None = fact("Last date of a stay", default=None)
    by: Text = fact("Who decides: a role, or whatever the hospital signs with")
    at: Moment = fact("When it was decided")
    reasons: tuple[Text, ...] = fact("Codes of reasons, published delay reasons or local ones", default=())
    text: Text | None = fact("The reason in words; shown only when asked for", default=None)


class Decisions(Fact):
    """The decisions of a bed meeting, in the order in which they were made."""

    schema_: Literal["bedflow.decisions/1"] = fact(
        "Format of the document", default=DECISIONS_SCHEMA, alias="schema"
    )
    decisions: tuple[Decision, ...] = fact("The decisions")
