"""Who is counted with whom: by zone, pathway, age, sex and frailty, and never a handful of people alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from bedflow.domain import UNBROKEN_SETTINGS, CareNeeds, Patient, Setting, Unit

FEWEST = 5
"""A group has at least so many people, and a figure about people is about so many or about none."""

NOT_GIVEN = "not given"
MOST_NAMES = 3
"""A group made of more than so many is named by their number."""


class By(StrEnum):
    """What people are told apart by."""

    ZONE = "zone"
    PATHWAY = "pathway"
    AGE = "age"
    SEX = "sex"
    FRAILTY = "frailty"


PATHWAYS: dict[Setting, str] = {
    Setting.ACUTE: "P0 home without support",
    Setting.STEP_DOWN: "P2 bedded rehabilitation",
    Setting.COMMUNITY_HOSPITAL: "P2 bedded rehabilitation",
    Setting.CARE_HOME: "P3 care home",
    Setting.HOME_SUPPORT: "P1 home with support",
}

AGE_BANDS = ((65, "under 65"), (75, "65 to 74"), (85, "75 to 84"), (999, "85 and over"))
"""Each band's first age beyond it, and its name."""

FRAILTY_BANDS = ((4, "1 to 3"), (5, "4"), (7, "5 to 6"), (10, "7 to 9"))
"""Clinical Frailty Scale: fit to managing well, very mild, mild or moderate, severe and beyond.

Somebody whose frailty is not given counts as 4, as in the model.
"""

Grouping = list[tuple[list[str], list[Patient]]]


def pathway_of(patient: CareNeeds) -> str:
    """Say on which discharge pathway somebody is, by the first care to come that is not acute.

    Home support makes it pathway 1, step-down or community hospital care pathway 2, care-home care
    pathway 3; who has acute care alone to come goes home without support, which is pathway 0. So
    somebody in a community hospital whose rehabilitation is done and who waits to go home counts
    under pathway 1.

    Notes
    -----
    The pathways are those of the Hospital discharge and community support guidance (Department of
    Health and Social Care, updated 26 January 2024), Annex B: 0 home with no new or additional
    support, 1 home with new support, 2 time-limited rehabilitation in a community bed, 3 a care home.
    """
    settings = (phase.setting for phase in patient.phases)
    return PATHWAYS[next((setting for setting in settings if setting is not Setting.ACUTE), Setting.ACUTE)]


def is_settled(patient: Patient, units: Mapping[str, Unit]) -> bool:
    """Say whether somebody has all care to come where they are and cannot wait: at home or in a care home."""
    if patient.unit is None:
        return False
    here = units[patient.unit].setting
    return here in UNBROKEN_SETTINGS and all(phase.setting is here for phase in patient.phases)


def grouped(people: Sequence[Patient], by: By) -> tuple[tuple[str, tuple[Patient, ...]], ...]:
    """Put people into groups of at least five; what is smaller is counted with its neighbour.

    Ages and frailty are merged with the band beside them, zones, pathways and sexes smallest with
    next smallest. So every figure is about five people or more, and none can be had by taking the
    other groups from the whole.

    Returns
    -------
    Name and people of each group; nothing when they cannot be told apart into two.
    """
    groups = _as_given(people, by)
    while len(groups) > 1 and min(len(members) for _, members in groups) < FEWEST:
        smallest = min(range(len(groups)), key=lambda at: len(groups[at][1]))
        other = min(_partners(groups, smallest, by), key=lambda at: len(groups[at][1]))
        first, second = sorted((smallest, other))
        names, members = groups.pop(second)
        groups[first] = (groups[first][0] + names, groups[first][1] + members)
    if len(groups) < 2:
        return ()
    return tuple((_named(names), tuple(members)) for names, members in groups)


def _as_given(people: Iterable[Patient], by: By) -> Grouping:
    members: dict[str, list[Patient]] = {}
    for patient in people:
        members.setdefault(_NAME_OF[by](patient), []).append(patient)
    place = {name: number for number, name in enumerate(_ORDER.get(by, ()))}
    names = sorted(members, key=lambda name: (name == NOT_GIVEN, place.get(name, 0), name))
    return [([name], members[name]) for name in names]


def _partners(groups: Grouping, at: int, by: By) -> list[int]:
    if by in _ORDER:
        return [other for other in (at - 1, at + 1) if 0 <= other < len(groups)]
    return [other for other in range(len(groups)) if other != at]


def _named(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} small groups together"


def _band(bands: Sequence[tuple[int, str]], value: int | None) -> str:
    return NOT_GIVEN if value is None else next(name for beyond, name in bands if value < beyond)


_NAME_OF: Mapping[By, Callable[[Patient], str]] = {
    By.ZONE: lambda patient: patient.zone or NOT_GIVEN,
    By.PATHWAY: pathway_of,
    By.AGE: lambda patient: _band(AGE_BANDS, patient.age),
    By.SEX: lambda patient: patient.sex.value if patient.sex else NOT_GIVEN,
    By.FRAILTY: lambda patient: _band(FRAILTY_BANDS, patient.frailty),
}

_ORDER: Mapping[By, tuple[str, ...]] = {
    By.AGE: tuple(name for _, name in AGE_BANDS),
    By.FRAILTY: tuple(name for _, name in FRAILTY_BANDS),
}
"""The bands that have neighbours, in order."""
