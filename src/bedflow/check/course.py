"""The rules of a patient's course, one function each, and the courses of a plan held against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bedflow.check.district import District, Person
from bedflow.check.finding import Finding
from bedflow.check.walk import Stay, phase_next
from bedflow.domain import SETTINGS, Course, Setting, UnitSex

DayRule = Callable[[Person, Stay, District], str | None]
"""A rule of a single day: the sentence that says how it is broken, or None."""


def _is_locked_here(person: Person, stay: Stay) -> bool:
    """Say whether a lock lifts eligibility and rule 4; "On its date", and never more than these."""
    return person.locks.get(stay.day) == stay.unit.id


def _needs_eligibility(person: Person, stay: Stay) -> bool:
    """Say whether eligibility is asked for.

    "The unit the patient is in now may be stayed in whatever else would rule it out, until they
    leave it"; "On its date a lock overrides eligibility".
    """
    return not stay.still_there and not _is_locked_here(person, stay)


def _meets_needs(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold "its capabilities include all the patient's needs"."""
    if not _needs_eligibility(person, stay) or set(person.asks.needs) <= set(stay.unit.capabilities):
        return None
    return f"{stay.unit.id} cannot meet all the patient's needs"


def _serves_zone(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold "its zones (if any) include the patient's zone"."""
    if not _needs_eligibility(person, stay) or not stay.unit.zones or person.asks.zone in stay.unit.zones:
        return None
    return f"{stay.unit.id} does not serve the patient's zone"


def _takes_sex(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold "its sex is any or the patient's"; a patient without sex matches no single sex."""
    if not _needs_eligibility(person, stay) or stay.unit.sex is UnitSex.ANY:
        return None
    if person.asks.sex is not None and person.asks.sex.value == stay.unit.sex.value:
        return None
    return f"{stay.unit.id} is a single-sex unit that the patient may not go to"


def _is_not_excluded(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold "it is not in excluded_units"."""
    if not _needs_eligibility(person, stay) or stay.unit.id not in person.asks.excluded_units:
        return None
    return f"{stay.unit.id} is excluded for the patient"


def _is_on_site(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold "for an acute unit, it is not on another site than the patient's".

    "the rule holds only when both have a site, and not for preferred_units; it lifts no other
    condition".
    """
    if not _needs_eligibility(person, stay) or stay.unit.setting is not Setting.ACUTE:
        return None
    if stay.unit.site is None or person.site is None or stay.unit.site == person.site:
        return None
    if stay.unit.id in person.asks.preferred_units:
        return None
    return f"{stay.unit.id} is an acute unit on another site"


def _is_safe(_person: Person, stay: Stay, district: District) -> str | None:
    """Hold "on each day [...] its setting is safe for the phase that is next"; locks never lift it."""
    if stay.phase is None or stay.unit.setting in district.policy.safe[stay.phase.setting]:
        return None
    return f"{stay.unit.id} is not safe for the phase that is next"


def _delivers(_person: Person, stay: Stay, district: District) -> str | None:
    """Hold "a care day happens only in a setting that delivers the phase"."""
    if stay.phase is None or not stay.care:
        return None
    if stay.unit.setting in district.policy.delivers[stay.phase.setting]:
        return None
    return f"{stay.unit.id} does not deliver the phase that is next, yet care goes forward"


def _is_not_before(_person: Person, stay: Stay, district: District) -> str | None:
    """Hold "on or after the phase's not_before"."""
    if stay.phase is None or not stay.care or stay.phase.not_before is None:
        return None
    if district.days[stay.day] >= stay.phase.not_before:
        return None
    return f"care goes forward before {stay.phase.not_before.isoformat()}, its first possible date"


def _may_be_idle(_person: Person, stay: Stay, district: District) -> str | None:
    """Hold "a day without care happens only where it is possible"."""
    if stay.phase is None or stay.care or stay.unit.setting in district.policy.idle[stay.phase.setting]:
        return None
    return f"the patient waits in {stay.unit.id}, where nobody may wait for the phase that is next"


def _goes_up_for_safety(person: Person, stay: Stay, district: District) -> str | None:
    """Hold rule 4: up "only when that setting is not safe for the phase that is next"."""
    if stay.phase is None or stay.came_from is None or _is_locked_here(person, stay):
        return None
    if SETTINGS.index(stay.unit.setting) >= SETTINGS.index(stay.came_from.setting):
        return None
    if stay.came_from.setting not in district.policy.safe[stay.phase.setting]:
        return None
    return f"the patient goes up from {stay.came_from.id} to {stay.unit.id} although the former is safe"


def _enters_care_home_for_its_care(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold rule 4: "a transfer into a care home only when a care_home phase is next"."""
    if stay.phase is None or not stay.is_transfer or _is_locked_here(person, stay):
        return None
    if stay.unit.setting is not Setting.CARE_HOME or stay.phase.setting is Setting.CARE_HOME:
        return None
    return f"the patient goes to care home {stay.unit.id} without a care home phase next"


def _leaves_when_done(_person: Person, stay: Stay, _district: District) -> str | None:
    """Hold rule 5: "when all phases are done the patient leaves on the following day"."""
    return f"all phases are done, yet the patient is in {stay.unit.id}" if stay.phase is None else None


def _obeys_lock(person: Person, stay: Stay, _district: District) -> str | None:
    """Hold rule 6: the course "obeys the patient's locks (date, unit)"."""
    locked = person.locks.get(stay.day)
    return None if locked in (None, stay.unit.id) else f"the patient is locked to {locked} on that date"


DAY_RULES: Mapping[str, DayRule] = {
    "needs": _meets_needs,
    "zone": _serves_zone,
    "sex": _takes_sex,
    "excluded": _is_not_excluded,
    "site": _is_on_site,
    "safe": _is_safe,
    "delivers": _delivers,
    "not-before": _is_not_before,
    "idle": _may_be_idle,
    "upward": _goes_up_for_safety,
    "care-home": _enters_care_home_for_its_care,
    "leaves-late": _leaves_when_done,
    "lock": _obeys_lock,
}
"""The rules that one day of a course is enough to judge, by code."""

ELIGIBILITY = ("needs", "zone", "sex", "excluded", "site")
"""The rules that make a unit eligible; those that a lock and the present unit lift."""


def is_lawful(person: Person, stay: Stay, district: District) -> bool:
    """Say whether a day breaks none of the rules of a day."""
    return all(rule(person, stay, district) is None for rule in DAY_RULES.values())


def days_of_course(person: Person, stays: tuple[Stay, ...], district: District) -> Iterator[Finding]:
    """Hold each day of a course against the rules of a day."""
    for stay in stays:
        where = f"{person.id}, {district.days[stay.day].isoformat()}"
        for code, rule in DAY_RULES.items():
            if (message := rule(person, stay, district)) is not None:
                yield Finding(code, where, message)


def start_and_end(
    person: Person, course: Course, *, stays: tuple[Stay, ...], district: District
) -> Iterator[Finding]:
    """Hold rules 1 and 5 (when the course starts, that it goes on), and rule 6 after it has ended."""
    progress = 0
    care_on = {stay.day: stay.care for stay in stays}
    for day, unit in enumerate(course.units):
        where = f"{person.id}, {district.days[day].isoformat()}"
        done = phase_next(person.asks.phases, progress)[0] is None
        if day < person.starts and unit is not None:
            yield Finding("start", where, "the patient is in a unit before the day of arrival")
        elif day == person.starts and unit is None:
            yield Finding("start", where, "the course does not start on the day it must")
        elif day > person.starts and unit is None and not done:
            yield Finding("leaves-early", where, "the patient is in no unit before all phases are done")
        if unit is None and day in person.locks:
            yield Finding("lock", where, f"the patient is locked to {person.locks[day]} on that date")
        progress += care_on.get(day, False)
