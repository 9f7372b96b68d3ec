"""The alerts: what commitments and locks raise, and whether they name what they must."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bedflow.check.capacity import Raises, RowDay, slack
from bedflow.check.commitments import commitment_raises
from bedflow.check.district import District
from bedflow.check.finding import Finding
from bedflow.domain import Alert, Plan


def raises_of(plan: Plan, district: District) -> Raises:
    """Give what is added to limits: commitments as recomputed, locks as the plan's alerts say."""
    lock_hours: defaultdict[RowDay, float] = defaultdict(float)
    lock_intake: defaultdict[RowDay, float] = defaultdict(float)
    for alert in plan.alerts:
        if not alert.locks or not _is_about_a_limit(alert, district):
            continue
        day = district.days.index(alert.date)
        if alert.team is not None:
            lock_hours[alert.team, day] += max(0.0, alert.short)
        elif alert.unit is not None:
            lock_intake[alert.unit, day] += max(0.0, alert.short)
    return Raises(commitment_raises(district), dict(lock_hours), dict(lock_intake))


def check_alerts(plan: Plan, district: District, *, raises: Raises) -> Iterator[Finding]:
    """Hold every alert against what it may be about, and commitments against the recomputed ones."""
    locks = {
        (person.id, district.days[day], unit)
        for person in district.people.values()
        for day, unit in person.locks.items()
    }
    for alert in plan.alerts:
        where = f"{alert.team or alert.unit}, {alert.date.isoformat()}"
        if not _is_about_a_limit(alert, district) or alert.short <= 0:
            yield Finding("alert-subject", where, "the alert raises no limit that the snapshot has")
        for lock in alert.locks:
            if (lock.patient, lock.date, lock.unit) not in locks:
                message = f"{lock.patient} has no lock on {lock.date.isoformat()} to {lock.unit}"
                yield Finding("alert-locks", where, message)
    yield from _commitments(plan, district, raises=raises)


def _commitments(plan: Plan, district: District, *, raises: Raises) -> Iterator[Finding]:
    """Hold "the plan carries an over_committed alert" for each team-day, exactly."""
    told: defaultdict[RowDay, float] = defaultdict(float)
    for alert in plan.alerts:
        if alert.locks or not _is_about_a_limit(alert, district):
            continue
        told[alert.team or alert.unit or "", district.days.index(alert.date)] += alert.short
    for name, day in sorted(set(told) | set(raises.commitments)):
        right = raises.commitments.get((name, day), 0.0)
        if abs(told.get((name, day), 0.0) - right) > slack(right):
            message = f"{told.get((name, day), 0.0):.6g} short by the alerts, expected {right:.6g}"
            yield Finding("commitment", f"{name}, {district.days[day].isoformat()}", message)


def _is_about_a_limit(alert: Alert, district: District) -> bool:
    """Say whether an alert is about hours of a team, or about an intake that locks can raise."""
    if alert.date not in district.days or (alert.team is None) == (alert.unit is None):
        return False
    if alert.team is not None:
        return alert.team in district.teams
    unit = district.units.get(alert.unit or "")
    if unit is None or not alert.locks:
        return False
    return district.places(unit, "daily_intake", day=district.days.index(alert.date)) is not None
