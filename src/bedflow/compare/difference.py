"""What differs between two plans: who moves differently and why, what it comes to, what is proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bedflow.compare.causes import Causes, Side
from bedflow.compare.certificate import Certificate, Verdict, certificate, verdict
from bedflow.compare.courses import CourseChange, Days, are_same, course_change, within
from bedflow.compare.measures import Measures, measures
from bedflow.diary import diaries
from bedflow.domain import Fact, Plan, Snapshot
from bedflow.domain.fact import Day, fact
from bedflow.money import Prices


class Difference(Fact):
    """Two plans side by side."""

    days: tuple[Day, ...] = fact("The dates both plans have; courses are compared on these")
    before: Certificate = fact("Certificate of the plan before")
    after: Certificate = fact("Certificate of the plan after")
    verdict: Verdict = fact("What the totals say about each other")
    measures_before: Measures = fact("What the plan before comes to")
    measures_after: Measures = fact("What the plan after comes to")
    courses: tuple[CourseChange, ...] = fact("Patients whose course differs, the earliest change first")
    only_before: tuple[str, ...] = fact("Patients whom only the plan before has, on the dates compared")
    only_after: tuple[str, ...] = fact("Patients whom only the plan after has, on the dates compared")

    @property
    def decided(self) -> bool:
        """Whether the change of the total is at least as large as what the gaps leave open."""
        return self.verdict.decided

    @property
    def words(self) -> str:
        """The verdict on the totals in words."""
        return self.verdict.words

    @property
    def changed(self) -> tuple[CourseChange, ...]:
        """The known patients whose course differs; those only expected by forecast left out."""
        return tuple(course for course in self.courses if not course.expected)

    @property
    def changed_soon(self) -> tuple[CourseChange, ...]:
        """The known patients whose unit differs on one of the first three days."""
        return tuple(course for course in self.changed if course.soon)

    def rows(self) -> dict[str, tuple[float, float, float]]:
        """Give every measure before, after, and by how much it changed."""
        was, now = self.measures_before.rows(), self.measures_after.rows()
        names = [*was, *(name for name in now if name not in was)]
        return {
            name: (was.get(name, 0.0), now.get(name, 0.0), now.get(name, 0.0) - was.get(name, 0.0))
            for name in names
        }


def difference(before_snapshot: Snapshot, before: Plan, after_snapshot: Snapshot, after: Plan) -> Difference:
    """Lay two plans side by side, of the same district or of a changed one, of this morning or another.

    Parameters
    ----------
    before_snapshot, before
        A district and a plan of it that keeps the rules.
    after_snapshot, after
        The other; units, teams and patients are found by id, days by date.
    """
    was = {name: days for name, days in diaries(before_snapshot, before).items() if days}
    now = {name: days for name, days in diaries(after_snapshot, after).items() if days}
    dates = tuple(day for day in after_snapshot.days if day in set(before_snapshot.days))
    common = frozenset(dates)
    pairs: dict[str, tuple[Days, Days]] = {}
    for name in [*was, *(name for name in now if name not in was)]:
        pair = within(was.get(name, ()), common), within(now.get(name, ()), common)
        if not are_same(*pair):
            pairs[name] = pair
    return Difference(
        days=dates,
        before=certificate(before),
        after=certificate(after),
        verdict=verdict(
            certificate(before), certificate(after), days_before=before.days, days_after=after.days
        ),
        measures_before=measures(before_snapshot, before),
        measures_after=measures(after_snapshot, after),
        courses=_changes(
            Side.of(before_snapshot, before), Side.of(after_snapshot, after), pairs, dates=dates
        ),
        only_before=tuple(name for name, pair in pairs.items() if not pair[1]),
        only_after=tuple(name for name, pair in pairs.items() if not pair[0]),
    )


def _changes(
    before: Side, after: Side, pairs: Mapping[str, tuple[Days, Days]], *, dates: Sequence[date]
) -> tuple[CourseChange, ...]:
    """Say of everybody in both plans whose course differs how it does, and why."""
    causes = Causes(
        before, after, {name: (before.uses(was), after.uses(now)) for name, (was, now) in pairs.items()}
    )
    prices = Prices(before.snapshot), Prices(after.snapshot)
    changes = [
        course_change(was, now, dates=dates, prices=prices, because=causes.of(name))
        for name, (was, now) in pairs.items()
        if was and now
    ]
    return tuple(sorted(changes, key=lambda change: (change.first_day, change.patient)))
