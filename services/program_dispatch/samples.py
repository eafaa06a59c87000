"""Programs, a household and decisions for tests: invented."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.classification import Assessment, Figures
from contracts.household import Household
from services.policy.calendar import BEIJING
from services.program_dispatch.domain.catalog import Opening, Program
from services.program_dispatch.domain.commands import OpenRound
from services.program_dispatch.domain.record import Standing

HOUSEHOLD_ID = UUID(int=1)
APPLICATION_ID = UUID(int=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


NOW = at("2024-05-24T09:00")
LAST_DAY = date(2024, 6, 7)
DIBAO = ("dibao", "dibao_edge")


def program(code: str, *needs: str, **changes: Any) -> Program:
    fields: dict[str, Any] = {
        "code": code,
        "agency": f"{code}_agency",
        "title_zh": "项目",
        "title_en": "Program",
        "needs": needs,
        "categories": DIBAO,
        "always": False,
        "urgent": False,
        "untested": False,
        "items": (f"{code}_item",),
        "sections": ("people", "income"),
        "answer_within": 10,
        **changes,
    }
    return Program(**fields)


LIVING = program("basic_living", "basic_living", always=True, categories=("dibao",))
MEDICAL = program("medical", "medical", sections=("people", "costs", "assessment"))
HOUSING = program("housing", "housing", categories=("dibao",))
EMERGENCY = program("temporary_assistance", "emergency", urgent=True, untested=True, categories=())
PROGRAMS = (LIVING, MEDICAL, HOUSING, EMERGENCY)


def household(*needs: str) -> Household:
    mother = {
        "name": "甲",
        "identity_number": "620825190001010013",
        "phone": "13000000000",
        "sex": "female",
        "born": "1986-03-09",
        "relation": "self",
    }
    fields = {
        "place": "621002",
        "residence": "urban",
        "applicant": "mother",
        "people": {"mother": mother},
        "income": [{"person": "mother", "kind": "wages", "amount": 2400000}],
        "assets": {"deposits": 1200000},
        "costs": [{"person": "mother", "kind": "medical", "amount": 100}],
        "needs": needs or ("basic_living",),
    }
    return Household.model_validate(fields)


ASSESSMENT = Assessment(
    category="dibao",
    persons={"mother": ("dibao",)},
    counted_as={"dibao": 1},
    figures=Figures(members=1),
    reasons=(),
    parameters="ref-2024",
)


def standing(category: str, *more: str) -> Standing:
    return Standing(
        category=category,
        pay_class=None,
        persons={"mother": (category, *more)},
        failed={},
        decided_on=NOW.date(),
        valid_until=date(2025, 5, 24),
    )


def opening(
    kind: Opening, *needs: str, of: Standing | None = None, programs: tuple[Program, ...] = PROGRAMS
) -> OpenRound:
    return OpenRound(
        application_id=APPLICATION_ID,
        kind=kind,
        division="621002",
        residence="urban",
        needs=needs,
        household=household(*needs),
        standing=of,
        assessment=ASSESSMENT if of else None,
        programs=programs,
        answer_by={one.code: LAST_DAY for one in programs},
        now=NOW,
    )
