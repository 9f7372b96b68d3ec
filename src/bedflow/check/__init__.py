"""The independent checker: a plan held against the planning model, rule by rule.

It reads the planning model afresh and shares no code with what makes plans: of the house it
imports only the values of :mod:`bedflow.domain`, and of those it reads fields only.
"""

from bedflow.check.catalogue import RULES, Rule, reference_table
from bedflow.check.checking import check_plan
from bedflow.check.finding import Finding, Report

__all__ = ["RULES", "Finding", "Report", "Rule", "check_plan", "reference_table"]
