"""bedflow: one joint, named, dated and proven plan for hospital bed flow and discharge."""

from bedflow.domain import Plan, Snapshot
from bedflow.ingest import BadInput, read_snapshot
from bedflow.waterfall import plan

__all__ = ["BadInput", "Plan", "Snapshot", "plan", "read_snapshot"]
