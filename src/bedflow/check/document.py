"""The head of a plan document: which snapshot it answers, and for which days."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from bedflow.check.district import horizon
from bedflow.check.finding import Finding
from bedflow.domain import Plan, Snapshot


def check_document(snapshot: Snapshot, plan: Plan) -> Iterator[Finding]:
    """Hold the head of a plan against the snapshot."""
    days = horizon(snapshot)
    if plan.as_of != snapshot.as_of:
        yield Finding("as-of", "as_of", "the plan is made as of another moment than the snapshot")
    if plan.horizon_days != snapshot.horizon_days:
        message = f"{plan.horizon_days} days planned, expected {snapshot.horizon_days}"
        yield Finding("horizon", "horizon_days", message)
    if plan.days != days:
        message = f"expected {len(days)} days from {days[0].isoformat()} on"
        yield Finding("days", "days", message)
    if plan.snapshot_sha256 != _sha256(snapshot):
        yield Finding("sha256", "snapshot_sha256", "the plan answers another snapshot")


def _sha256(snapshot: Snapshot) -> str:
    """Hash "the snapshot's canonical JSON (keys sorted, no spaces, UTF-8)"."""
    document = snapshot.to_document()
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
