"""A bed meeting small enough to check on paper, with its plan written by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from bedflow.domain import Plan, Snapshot

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))

SNAPSHOT: dict[str, Any] = {
    "schema": "bedflow.snapshot/1",
    "as_of": "2026-11-23T08:00:00+00:00",
    "horizon_days": 3,
    "units": [
        {
            "id": "A",
            "name": "Ward <A> [north]",
            "setting": "acute",
            "beds": 2,
            "surge": 1,
            "cost_per_day": 400,
        },
        {"id": "H", "setting": "home_support", "beds": 1, "daily_intake": 1, "cost_per_day": 100},
    ],
    "teams": [
        {"id": "T", "name": "Nurses", "discipline": "nursing", "units": ["H"], "hours": 2, "overtime": 1}
    ],
    "patients": [
        {
            "id": "ann",
            "unit": "A",
            "phases": [
                {
                    "setting": "home_support",
                    "days": 10,
                    "hours": {"nursing": 1},
                    "start_hours": {"nursing": 1},
                }
            ],
        },
        {"id": "bob", "unit": "A", "phases": [{"setting": "acute", "days": 2}]},
        {
            "id": "cas",
            "unit": "A",
            "waiting_days": 4,
            "phases": [{"setting": "home_support", "days": 5, "not_before": "2026-11-25", "reason": "IF03"}],
        },
        {"id": "dee", "arrives": "2026-11-23", "phases": [{"setting": "acute", "days": 3}]},
    ],
    "arrivals": [{"id": "flu", "per_day": 1, "phases": [{"setting": "acute", "days": 1}]}],
}


def snapshot() -> Snapshot:
    """Ann, Bob and Cas in a ward of two beds; Dee and people with flu arrive."""
    return Snapshot.from_document(SNAPSHOT)


def plan(**changes: Any) -> Plan:
    """Ann goes home on Monday; Cas waits for his date, then for the place Ann holds."""
    ward = [(5, 2, 1, 2), (5, 2, 1, 2), (3, 2, 1, 0)]
    document: dict[str, Any] = {
        "schema": "bedflow.plan/1",
        "snapshot_sha256": snapshot().sha256,
        "as_of": SNAPSHOT["as_of"],
        "horizon_days": 3,
        "days": [MONDAY, TUESDAY, WEDNESDAY],
        "status": "feasible",
        "objective": 12_000.0,
        "bound": 11_900.0,
        "gap": 100 / 12_000,
        "seconds": 0.1,
        "seed": 0,
        "breakdown": {"care": 9_000.0, "waiting": 3_000.0},
        "courses": [
            _course("ann", ["H", "H", "H"], [True, True, True]),
            _course("bob", ["A", "A", None], [True, True, None]),
            _course("cas", ["A", "A", "A"], [False, False, False]),
            _course("dee", ["A", "A", "A"], [True, True, True]),
            _course("forecast/flu/2026-11-23/1", ["A", None, None], [True, None, None]),
            _course("forecast/flu/2026-11-24/1", [None, "A", None], [None, True, None]),
            _course("forecast/flu/2026-11-25/1", [None, None, "A"], [None, None, True]),
        ],
        "moves": [{"patient": "ann", "date": MONDAY, "from": "A", "to": "H", "phase": "home_support"}],
        "waits": [
            {
                "patient": "cas",
                "from": MONDAY,
                "days": 3,
                "in": "A",
                "for": "home_support",
                "because": [
                    {"kind": "not_before", "reason": "IF03", "date": WEDNESDAY},
                    {"kind": "places", "unit": "H", "date": WEDNESDAY},
                ],
            }
        ],
        "units": [
            *(
                _unit_day("A", day, occupied, beds=beds, surge=surge, over=over)
                for day, (occupied, beds, surge, over) in zip(_DAYS, ward, strict=True)
            ),
            *(_unit_day("H", day, 1, beds=1, surge=0, over=0) for day in _DAYS),
        ],
        "teams": [
            {"team": "T", "date": day, "used": used, "hours": 2, "raised": 0, "overtime_used": 0, "price": 0}
            for day, used in zip(_DAYS, (2, 1, 1), strict=True)
        ],
        "alerts": [
            {"kind": "over_committed", "team": "T", "date": MONDAY, "short": 1.5},
            {"kind": "over_committed", "team": "T", "date": TUESDAY, "short": 0.5},
            {
                "kind": "over_committed",
                "unit": "H",
                "date": TUESDAY,
                "short": 1,
                "locks": [{"patient": "cas", "date": TUESDAY, "unit": "H"}],
            },
        ],
    }
    return Plan.model_validate(document | changes)


_DAYS = (MONDAY, TUESDAY, WEDNESDAY)


def _course(patient: str, units: list[str | None], care: list[bool | None]) -> dict[str, Any]:
    return {"patient": patient, "units": units, "care": care}


def _unit_day(unit: str, day: date, occupied: int, *, beds: int, surge: int, over: int) -> dict[str, Any]:
    return {
        "unit": unit,
        "date": day,
        "occupied": occupied,
        "beds": beds,
        "surge_used": surge,
        "over": over,
        "arrivals": 0,
        "isolating": 0,
        "price": 0,
    }
