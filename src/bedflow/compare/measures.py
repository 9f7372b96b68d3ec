"""What a plan comes to: days, waits, moves, hours and money, as numbers to lay beside another plan's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from bedflow.compare.organisations import organisations_of_teams, organisations_of_units
from bedflow.compare.reasons import behind_each_day, reason_code
from bedflow.diary import PatientDay, diaries
from bedflow.domain import FORECAST_PREFIX, SETTINGS, Breakdown, Fact, Plan, Setting, Snapshot
from bedflow.domain.fact import fact
from bedflow.money import DECIMALS, Prices, rounded

PAID = ("care", "surge", "over_capacity", "isolation", "overtime")
"""Components that somebody's books see; the others price harm and disruption to patients."""


class Measures(Fact):
    """What a plan comes to; forecast people are counted with the others."""

    patients: int = fact("People planned for whom the snapshot names", unit="people")
    expected: int = fact("People expected by forecast", unit="people")
    bed_days: dict[Setting, int] = fact("Days in units of each setting", unit="days")
    waiting_days: dict[Setting, int] = fact("Days waited in units of each setting", unit="days")
    waiting_by_reason: dict[str, int] = fact(
        "Days waited by what stood in the way: the delay reason of a date, or the kind", unit="days"
    )
    people_waiting: int = fact("People who wait on at least one day", unit="people")
    surge_days: int = fact("Surge places used", unit="place-days")
    over_days: int = fact("Places used beyond beds and surge", unit="place-days")
    isolation_breaches: int = fact("Isolation places used beyond those there are", unit="place-days")
    moves: int = fact("Changes of unit", unit="moves")
    arrivals: int = fact("First arrivals from outside", unit="people")
    left: int = fact("People who leave the system within the horizon", unit="people")
    team_hours: dict[str, float] = fact("Hours used of each team", unit="hours")
    overtime: dict[str, float] = fact("Overtime hours used of each team", unit="hours")
    cost: Breakdown = fact("The plan's total by component, as the plan says it")
    by_organisation: dict[str, Breakdown] = fact(
        "The same by organisation: a patient's days and the places by unit, overtime by team"
    )

    @property
    def acute_bed_days(self) -> int:
        """Days in acute units."""
        return self.bed_days[Setting.ACUTE]

    @property
    def acute_waiting_days(self) -> int:
        """Days waited in acute units."""
        return self.waiting_days[Setting.ACUTE]

    @property
    def all_waiting_days(self) -> int:
        """Days waited anywhere."""
        return sum(self.waiting_days.values())

    def rows(self) -> dict[str, float]:
        """Give every number by one name, such as ``waiting_days/acute`` or ``paid/city-trust``."""
        rows: dict[str, float] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name == "by_organisation":
                rows |= {f"paid/{each}": paid(costs) for each, costs in value.items()}
                rows |= {f"harm/{each}": harm(costs) for each, costs in value.items()}
            elif isinstance(value, Breakdown):
                rows |= {f"{name}/{part}": getattr(value, part) for part in Breakdown.model_fields}
                rows[f"{name}/total"] = value.total
            elif isinstance(value, dict):
                rows |= {f"{name}/{key}": number for key, number in value.items()}
            else:
                rows[name] = value
        return rows


def paid(costs: Breakdown) -> float:
    """Give what somebody's books see: care, surge, over-capacity, isolation, overtime."""
    return float(sum(getattr(costs, name) for name in PAID))


def harm(costs: Breakdown) -> float:
    """Give the price of harm and disruption to patients, which nobody's books see."""
    return costs.total - paid(costs)


def measures(snapshot: Snapshot, plan: Plan) -> Measures:
    """Count and cost a plan.

    Parameters
    ----------
    snapshot
        The district.
    plan
        A plan of it that keeps the rules; its rows of units and teams are taken as they stand.
    """
    days = diaries(snapshot, plan)
    every_day = [day for own in days.values() for day in own]
    waiting = [day for day in every_day if not day.care]
    setting_of = {unit.id: unit.setting for unit in snapshot.units}
    by_organisation = _costs(snapshot, plan, every_day)
    expected = sum(name.startswith(FORECAST_PREFIX) for name in days)
    reasons = Counter(reason_code(because) for wait in plan.waits for because in behind_each_day(wait))
    return Measures(
        patients=len(days) - expected,
        expected=expected,
        bed_days=_by_setting(every_day, setting_of),
        waiting_days=_by_setting(waiting, setting_of),
        waiting_by_reason=dict(sorted(reasons.items())),
        people_waiting=len({day.patient.id for day in waiting}),
        surge_days=sum(row.surge_used for row in plan.units),
        over_days=sum(row.over for row in plan.units),
        isolation_breaches=sum(_breaches(snapshot, plan).values()),
        moves=sum(day.moves_in and day.before is not None for day in every_day),
        arrivals=sum(day.before is None for day in every_day),
        left=sum(1 for own in days.values() if own and own[-1].day < len(snapshot.days) - 1),
        team_hours=_by_team(snapshot, ((row.team, row.used) for row in plan.teams)),
        overtime=_by_team(snapshot, ((row.team, row.overtime_used) for row in plan.teams)),
        cost=rounded(_summed(by_organisation.values())),
        by_organisation={name: rounded(by_organisation[name]) for name in sorted(by_organisation)},
    )


def _by_setting(days: Iterable[PatientDay], setting_of: Mapping[str, Setting]) -> dict[Setting, int]:
    counted = Counter(setting_of[day.unit] for day in days)
    return {setting: counted[setting] for setting in SETTINGS}


def _by_team(snapshot: Snapshot, hours: Iterable[tuple[str, float]]) -> dict[str, float]:
    totals = dict.fromkeys((team.id for team in snapshot.teams), 0.0)
    for team, amount in hours:
        totals[team] += amount
    return {team: round(amount, DECIMALS) for team, amount in totals.items()}


def _breaches(snapshot: Snapshot, plan: Plan) -> dict[str, int]:
    """Give the isolation places used beyond those there are, by unit."""
    units = {unit.id: unit for unit in snapshot.units}
    breaches: Counter[str] = Counter()
    for row in plan.units:
        limit = units[row.unit].isolation_beds_on(row.date)
        breaches[row.unit] += 0 if limit is None else max(0, row.isolating - limit)
    return breaches


def _costs(snapshot: Snapshot, plan: Plan, days: Iterable[PatientDay]) -> dict[str, dict[str, float]]:
    """Cost the plan by organisation and component."""
    prices = Prices(snapshot)
    of_unit, of_team = organisations_of_units(snapshot), organisations_of_teams(snapshot)
    names = {*of_unit.values(), *of_team.values()}
    costs = {name: dict.fromkeys(Breakdown.model_fields, 0.0) for name in names}
    for day in days:
        own = costs[of_unit[day.unit]]
        for component, amount in prices.of_day(day).items():
            own[component] += amount
    for unit, breaches in _breaches(snapshot, plan).items():
        _add(costs[of_unit[unit]], prices.beyond_places(surge=0, over=0, breaches=breaches))
    for place in plan.units:
        beyond = prices.beyond_places(surge=place.surge_used, over=place.over, breaches=0)
        _add(costs[of_unit[place.unit]], beyond)
    for team in plan.teams:
        costs[of_team[team.team]]["overtime"] += prices.overtime(team.overtime_used)
    return costs


def _add(totals: dict[str, float], more: Mapping[str, float]) -> None:
    for component, amount in more.items():
        totals[component] += amount


def _summed(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for part in parts:
        _add(totals, part)
    return totals
