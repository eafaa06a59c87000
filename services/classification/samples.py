"""A household and its assessments for tests: invented, urban, three people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.classification import Assessment, Figures
from contracts.household import Household
from services.classification.domain.commands import JudgeDossier
from services.policy.calendar import BEIJING

HOUSEHOLD_ID = UUID(int=1)
APPLICATION_ID = UUID(int=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def household(**changes: Any) -> Household:
    people = {
        "mother": {"name": "甲", "phone": "13000000000", "sex": "female", "born": "1986-03-09", "relation": "self"},
        "girl": {"sex": "female", "born": "2010-02-11", "relation": "child", "school": {"stage": "junior"}},
    }
    fields = {
        "place": "621002",
        "residence": "urban",
        "applicant": "mother",
        "people": people,
        "needs": ["basic_living", "medical"],
        **changes,
    }
    return Household.model_validate(fields)


def assessment(category: str | None, **changes: Any) -> Assessment:
    status = category if category in ("dibao", "dibao_edge", "rigid_expenditure") else "other"
    fields = {
        "category": category,
        "persons": {"mother": (status,), "girl": (status,)},
        "counted_as": {status: 2},
        "figures": Figures(members=2, counted_income="2280000"),
        "reasons": (),
        "failed": {} if category == "dibao" else {"dibao": ("income_over_line",)},
        "parameters": "ref-2024",
        **changes,
    }
    return Assessment.model_validate(fields)


def dossier(revision: int, category: str | None, when: datetime, **changes: Any) -> JudgeDossier:
    return JudgeDossier(
        application_id=APPLICATION_ID,
        revision=revision,
        division="621002",
        residence="urban",
        needs=("basic_living", "medical"),
        household=household(),
        assessment=assessment(category, **changes),
        now=when,
    )


ACCEPTED_ON = date(2024, 5, 6)
DECISION_DUE = date(2024, 6, 17)
