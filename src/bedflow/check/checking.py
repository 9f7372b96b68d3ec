"""A plan held against the snapshot it answers: every rule, in the order of the model."""

from __future__ import annotations

from bedflow.check.alerts import check_alerts, raises_of
from bedflow.check.capacity import check_capacity, count_use
from bedflow.check.courses import check_courses, walk_all
from bedflow.check.district import read_district
from bedflow.check.document import check_document
from bedflow.check.finding import Finding, Report
from bedflow.check.lock_raises import check_lock_raises
from bedflow.check.money import check_certificate, check_money, recompute
from bedflow.check.moves import check_moves
from bedflow.check.rows import check_rows
from bedflow.check.waits import check_waits
from bedflow.domain import Plan, Snapshot


def check_plan(snapshot: Snapshot, plan: Plan) -> Report:
    """Recompute a plan from its snapshot and list every broken rule and every figure that differs.

    Amounts of money may differ by 0.01 pounds. Hours may differ by 1e-6 of the amount, and at
    least by 1e-6 hours. A gap may differ by 1e-6 and by what two amounts of money rounded to the
    penny make of it. Everything else is exact.

    Parameters
    ----------
    snapshot
        A snapshot without faults, as reading one guarantees.
    plan
        The plan, whoever made it.
    """
    district = read_district(snapshot)
    walks = walk_all(plan, district)
    raises = raises_of(plan, district)
    use = count_use(walks, district)
    total = recompute(snapshot, district, walks=walks, use=use, raises=raises)
    findings: tuple[Finding, ...] = (
        *check_document(snapshot, plan),
        *check_courses(plan, district, walks=walks),
        *check_capacity(district, use=use, raises=raises),
        *check_alerts(plan, district, raises=raises),
        *check_lock_raises(district, raises=raises),
        *check_money(plan, total),
        *check_certificate(plan, total),
        *check_rows(plan, district, use=use, raises=raises),
        *check_moves(plan, district, walks=walks),
        *check_waits(plan, district, walks=walks, use=use, raises=raises),
    )
    return Report(findings, total)
