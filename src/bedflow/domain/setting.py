"""The settings of care, from the highest to the lowest."""

from __future__ import annotations

from enum import StrEnum


class Setting(StrEnum):
    """Where care is given; the order of the members is from high to low."""

    ACUTE = "acute"
    STEP_DOWN = "step_down"
    COMMUNITY_HOSPITAL = "community_hospital"
    CARE_HOME = "care_home"
    HOME_SUPPORT = "home_support"

    @property
    def level(self) -> int:
        """0 for the highest setting (acute) to 4 for the lowest (home with support)."""
        return SETTINGS.index(self)


SETTINGS: tuple[Setting, ...] = tuple(Setting)

UNBROKEN_SETTINGS = frozenset({Setting.CARE_HOME, Setting.HOME_SUPPORT})
"""Settings whose care, once under way, a plan cannot withdraw (commitments)."""
