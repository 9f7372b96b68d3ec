"""Facts of the bed meeting: values only, no files, no engine."""

from bedflow.domain.decision import DECISIONS_SCHEMA, Decision, DecisionKind, Decisions
from bedflow.domain.fact import Fact
from bedflow.domain.patient import CareNeeds, Confidence, Lock, Patient, Phase, Sex
from bedflow.domain.plan import (
    OPTIMAL_GAP,
    PLAN_SCHEMA,
    Alert,
    AlertLock,
    Because,
    BecauseKind,
    Breakdown,
    Course,
    Move,
    Plan,
    StandingPlan,
    Status,
    TeamDay,
    UnitDay,
    Wait,
)
from bedflow.domain.policy import Policy
from bedflow.domain.scenario import (
    DATED_LEVERS,
    SCENARIO_SCHEMA,
    TEAM_LEVERS,
    UNIT_LEVERS,
    Change,
    ChangeKind,
    Lever,
    Scenario,
    Target,
    Weekday,
)
from bedflow.domain.setting import SETTINGS, UNBROKEN_SETTINGS, Setting
from bedflow.domain.snapshot import LONGEST_HORIZON, SNAPSHOT_SCHEMA, Snapshot
from bedflow.domain.stream import FORECAST_PREFIX, ForecastStream, StreamOverride
from bedflow.domain.team import Team, TeamOverride
from bedflow.domain.unit import Unit, UnitOverride, UnitSex
from bedflow.domain.weekday import WEEKDAYS, AmountByWeekday, WholeByWeekday

__all__ = [
    "DATED_LEVERS",
    "DECISIONS_SCHEMA",
    "FORECAST_PREFIX",
    "LONGEST_HORIZON",
    "OPTIMAL_GAP",
    "PLAN_SCHEMA",
    "SCENARIO_SCHEMA",
    "SETTINGS",
    "SNAPSHOT_SCHEMA",
    "TEAM_LEVERS",
    "UNBROKEN_SETTINGS",
    "UNIT_LEVERS",
    "WEEKDAYS",
    "Alert",
    "AlertLock",
    "AmountByWeekday",
    "Because",
    "BecauseKind",
    "Breakdown",
    "CareNeeds",
    "Change",
    "ChangeKind",
    "Confidence",
    "Course",
    "Decision",
    "DecisionKind",
    "Decisions",
    "Fact",
    "ForecastStream",
    "Lever",
    "Lock",
    "Move",
    "Patient",
    "Phase",
    "Plan",
    "Policy",
    "Scenario",
    "Setting",
    "Sex",
    "Snapshot",
    "StandingPlan",
    "Status",
    "StreamOverride",
    "Target",
    "Team",
    "TeamDay",
    "TeamOverride",
    "Unit",
    "UnitDay",
    "UnitOverride",
    "UnitSex",
    "Wait",
    "Weekday",
    "WholeByWeekday",
]
