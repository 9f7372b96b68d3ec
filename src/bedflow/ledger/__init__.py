"""Who pays, who gains: the books of a plan under each way of financing care."""

from bedflow.ledger.accounts import Account
from bedflow.ledger.activity import Activity, activity_of
from bedflow.ledger.agreement import Agreement, agree, organisations_of
from bedflow.ledger.books import FIXED_SHARE, PAYER, Ledger, Payment, ledger
from bedflow.ledger.modes import (
    MODES,
    AnnualPerPatient,
    Block,
    Mode,
    PathwayEpisode,
    PaymentByResults,
    SharedBudget,
)
from bedflow.ledger.read import modes_of, read_terms

__all__ = [
    "FIXED_SHARE",
    "MODES",
    "PAYER",
    "Account",
    "Activity",
    "Agreement",
    "AnnualPerPatient",
    "Block",
    "Ledger",
    "Mode",
    "PathwayEpisode",
    "Payment",
    "PaymentByResults",
    "SharedBudget",
    "activity_of",
    "agree",
    "ledger",
    "modes_of",
    "organisations_of",
    "read_terms",
]
