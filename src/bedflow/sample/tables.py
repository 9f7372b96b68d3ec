"""The shares and stays a synthetic district is drawn from.

Delay reasons follow the families of NHS England's acute discharge situation report 2025-26 (mean daily
patients, stays of 7 days and more): capacity 31 %, interface 29 %, hospital process 21 %, care transfer
hub 13 %, wellbeing 5 %. Everything else is an assumption of ours, chosen so that an average morning is
tight: ``docs/examples/city.md`` says how.
"""

from __future__ import annotations

from dataclasses import dataclass

SPECIALTIES = ("general_medicine", "elderly_care", "orthopaedics", "surgery")

IN_WARD_PATHWAY = {"P0": 62, "P1": 19, "P2": 11, "P3": 8}
"""Pathway of people still in acute treatment this morning; long stays make P1 to P3 common there."""

READY_PATHWAY = {"P0": 10, "P1": 39, "P2": 30, "P3": 21}
"""Pathway of people who no longer need to be in an acute bed."""

READY = {True: 20, False: 80}
"""Share of people in acute wards who no longer need to be there."""

ACUTE_DAYS_LEFT = dict(
    enumerate((200, 158, 124, 100, 82, 68, 57, 48, 41, 35, 28, 22, 17, 13, 10, 8), start=1)
)
"""Acute care days still to come of people under treatment: weight per day, 1 to 16."""

DELAY_FAMILY = {"capacity": 31, "interface": 29, "hospital": 22, "hub": 13, "wellbeing": 5}

NOT_BEFORE_DAYS = {1: 26, 2: 24, 3: 18, 4: 12, 5: 8, 7: 7, 9: 5}
"""Days until arrangements under way are expected to be complete."""

INTERFACE_REASON = {
    "P0": {"IF09": 1},
    "P1": {"IF03": 55, "IF04": 48, "IF07": 12, "IF11": 6},
    "P2": {"IF02": 74, "IF05": 15},
    "P3": {"IF01": 76, "IF06": 16, "IF08": 9},
}

WELLBEING_REASON = {"WB01": 20, "WB02": 17, "WB03": 15, "WB04": 12}

ASSESSMENTS = {
    "HP01": ("therapy_review", 1.0),
    "HP03": ("medical_review", 0.5),
    "HP04": ("pharmacy", 0.5),
    "CTH01": ("care_transfer_hub", 1.0),
    "CTH02": ("care_transfer_hub", 0.5),
    "WB02": ("social_work", 1.5),
}
"""Reason for delay -> the team that has to act before the person can leave, and its hours."""

HOSPITAL_ASSESSMENT = {
    "P0": {"HP04": 60, "HP03": 40},
    "P1": {"HP01": 65, "HP03": 20, "HP04": 15},
    "P2": {"HP01": 70, "HP03": 30},
    "P3": {"HP03": 60, "HP01": 40},
}
HUB_ASSESSMENT = {"CTH01": 73, "CTH02": 27}

ASSESSED_ON_THE_WAY = {
    "P0": {"": 88, "HP04": 8, "HP03": 4},
    "P1": {"": 48, "HP01": 32, "CTH02": 20},
    "P2": {"": 40, "HP01": 30, "CTH01": 30},
    "P3": {"": 30, "CTH01": 40, "WB02": 30},
}
"""Assessment that stands between acute treatment and the rest of the pathway; empty: none."""

REHABILITATION_DAYS = {10: 10, 14: 28, 18: 24, 21: 22, 28: 16}
STEP_DOWN_DAYS = {5: 20, 7: 35, 10: 30, 14: 15}
HOME_DAYS = {7: 12, 10: 14, 14: 30, 21: 25, 28: 12, 42: 7}
HOME_DAYS_AFTER_BED = {7: 30, 10: 30, 14: 30, 21: 10}
CARE_HOME_DAYS = {21: 20, 28: 45, 42: 25, 0: 10}
"""Days of a care home placement; 0: for good."""

HOME_VISITS = {"light": 45, "middle": 38, "heavy": 17}
"""How much support a person needs at home."""

REABLEMENT_HOURS = {"light": (1.5, 0.5), "middle": (2.0, 0.75), "heavy": (3.0, 1.5)}
"""Reablement hours on the first and on the last care day at home."""

NEEDS = {(): 78, ("oxygen",): 8, ("dementia",): 9, ("bariatric",): 3, ("dementia", "oxygen"): 2}
ISOLATION_PERCENT = 4
OUTLIER_PERCENT = 7

FRAILTY = {
    "general_medicine": {3: 20, 4: 30, 5: 30, 6: 15, 7: 5},
    "elderly_care": {4: 5, 5: 25, 6: 40, 7: 25, 8: 5},
    "orthopaedics": {2: 10, 3: 25, 4: 30, 5: 20, 6: 15},
    "surgery": {1: 10, 2: 20, 3: 30, 4: 25, 5: 15},
}
AGE_FROM_TO = {
    "general_medicine": (38, 92),
    "elderly_care": (76, 99),
    "orthopaedics": (45, 94),
    "surgery": (22, 86),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """People who are expected: who they are and what they will need.

    Parameters
    ----------
    per_mille
        Share of all expected arrivals, in thousandths.
    planned
        Whether they come by appointment, and so hardly at weekends.
    """

    name: str
    specialty: str
    pathway: str
    acute_days: int
    per_mille: int
    age: int
    frailty: int
    planned: bool = False


PROFILES = (
    Profile("medical-short", "general_medicine", "P0", 2, 220, 61, 3),
    Profile("medical", "general_medicine", "P0", 4, 170, 70, 4),
    Profile("surgical", "surgery", "P0", 4, 150, 57, 3),
    Profile("joint", "orthopaedics", "P0", 4, 70, 68, 3, planned=True),
    Profile("elderly", "elderly_care", "P0", 7, 110, 84, 5),
    Profile("elderly-home", "elderly_care", "P1", 9, 80, 86, 6),
    Profile("medical-home", "general_medicine", "P1", 8, 50, 78, 5),
    Profile("hip-home", "orthopaedics", "P1", 8, 30, 82, 5),
    Profile("elderly-rehab", "elderly_care", "P2", 10, 40, 87, 6),
    Profile("hip-rehab", "orthopaedics", "P2", 8, 40, 84, 6),
    Profile("elderly-care-home", "elderly_care", "P3", 11, 25, 89, 7),
    Profile("medical-care-home", "general_medicine", "P3", 10, 15, 83, 7),
)

EMERGENCY_WEEK = (106, 104, 103, 102, 106, 92, 87)
PLANNED_WEEK = (120, 150, 150, 140, 110, 20, 10)
"""Arrivals Monday to Sunday, per cent of the mean day."""

FORECAST_PER_100_BEDS = 11.5
"""Forecast arrivals a day for 100 acute beds."""

KNOWN_PER_100_BEDS = 21
"""Known arrivals over the horizon for 100 acute beds."""
