"""The messages of one invented household, from application to award; for tests and demonstrations of the pages."""

from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5

from contracts.base import Contract
from contracts.classification import (
    Assessment,
    DeterminationConfirmed,
    Figures,
    HouseholdAssessed,
    NoticePosted,
)
from contracts.household import Disability, Household, Person
from contracts.intake import ApplicationAccepted, ApplicationSubmitted
from contracts.program_dispatch import ReferralMade
from contracts.programs import Answer, PaymentDue, SupportDecided
from contracts.reasons import Fact, Reason
from services.chassis.tables import Envelope
from services.portal.folds import evolve
from services.portal.projections import Program
from services.portal.tracker import Tracker

BEIJING = timezone(timedelta(hours=8))
HOUSE, CASE, REFERRAL = UUID(int=1), UUID(int=2), UUID(int=3)
MAY = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
JUNE = datetime(2024, 6, 28, 23, 59, tzinfo=BEIJING)
PROGRAMS = {
    "basic_living": Program(
        "basic_living", "civil_affairs", "基本生活救助", "Basic living", ("basic_living",), ("dibao",)
    ),
    "housing": Program("housing", "housing", "住房救助", "Housing", ("housing",), ("rent_subsidy", "rural_renovation")),
}
ITEMS = {code: program.items for code, program in PROGRAMS.items()}
MEMBERS = Household(
    place="621002",
    residence="urban",
    applicant="mother",
    people={
        "mother": Person(name="赵小兰", sex="female", born=date(1986, 3, 9), relation="self"),
        "girl": Person(
            name="李㛃",
            sex="female",
            born=date(2010, 2, 11),
            relation="child",
            disability=Disability(kind="visual", grade=1),
        ),
    },
    needs=("basic_living", "housing"),
)
LINE = Reason(
    rule="dibao.income",
    outcome="holds",
    fact=Fact(name="per_head_month", amount="63333.3333", unit="fen_per_month"),
    relation="<",
    limit="72800",
)
TESTED = Assessment(
    category="dibao",
    persons={"mother": ("dibao",), "girl": ("dibao", "disabled")},
    counted_as={"dibao": 2},
    figures=Figures(members=2, gross_income="2760000", per_head_month="63333.335", rigid_ratio="0.76736"),
    reasons=(Reason(rule="dibao", outcome="holds", because=(LINE,)),),
    parameters="ref-2024",
)


def told(doc: Tracker, message: Contract, at: datetime) -> Tracker:
    envelope = Envelope(
        household_id=HOUSE,
        stream_id=CASE,
        event_id=uuid5(HOUSE, f"{message.type}{at}{message.model_dump_json()}"),
        version=0,
        recorded_at=at,
    )
    return evolve(doc, message, envelope)


def story(*messages: tuple[Contract, datetime]) -> Tracker:
    doc = Tracker(household_id=HOUSE)
    for message, at in messages:
        doc = told(doc, message, at)
    return doc


def days(count: int) -> datetime:
    return MAY + timedelta(days=count)


SUBMITTED = ApplicationSubmitted(
    household_id=HOUSE,
    application_id=CASE,
    number="7KQM9-3TXWC",
    division="621002",
    residence="urban",
    channel="web",
    needs=("basic_living", "housing"),
    urgent=False,
    submitted_at=MAY,
    household=MEMBERS,
    query_code_hash="00",
)
ACCEPTED = ApplicationAccepted(
    household_id=HOUSE,
    application_id=CASE,
    division="621002",
    residence="urban",
    needs=("basic_living", "housing"),
    accepted_at=MAY,
    deadlines={"decision": date(2024, 6, 17)},
    household=MEMBERS,
)
NOTICE = NoticePosted(
    household_id=HOUSE, application_id=CASE, posted_at=days(8), deadlines={"notice_end": date(2024, 5, 21)}
)
ASSESSED = HouseholdAssessed(
    household_id=HOUSE, application_id=CASE, revision=1, provisional=False, assessed_at=days(7), assessment=TESTED
)


def confirmed(**changes: Any) -> DeterminationConfirmed:
    facts: dict[str, Any] = {
        "household_id": HOUSE,
        "application_id": CASE,
        "division": "621002",
        "residence": "urban",
        "needs": ("basic_living", "housing"),
        "category": "dibao",
        "persons": TESTED.persons,
        "counted_as": TESTED.counted_as,
        "decided_on": date(2024, 5, 24),
        "awards_from": "2024-06",
        "valid_until": date(2025, 5, 24),
        "parameters": "ref-2024",
        "household": MEMBERS,
        "assessment": TESTED,
    }
    return DeterminationConfirmed(**(facts | changes))


REFERRED = ReferralMade(
    household_id=HOUSE,
    application_id=CASE,
    referral_id=REFERRAL,
    program="basic_living",
    division="621002",
    residence="urban",
    needs=("basic_living",),
    referred_at=days(18),
    answer_by=date(2024, 6, 7),
    household=MEMBERS,
)
DIBAO = Answer(item="dibao", outcome="granted", amount=28_400, per="month", first="2024-06")


def decided(*answers: Answer, outcome: Any = "granted", **changes: Any) -> SupportDecided:
    facts: dict[str, Any] = {
        "household_id": HOUSE,
        "application_id": CASE,
        "referral_id": REFERRAL,
        "program": "basic_living",
        "outcome": outcome,
        "answers": answers,
        "decided_at": days(19),
    }
    return SupportDecided(**(facts | changes))


PAID = PaymentDue(
    household_id=HOUSE, program="basic_living", item="dibao", month="2024-06", amount=28_400, due_at=days(26)
)
