"""What the tracker says while an emergency waits for papers, for the desk after them, or for the conference."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.base import Contract
from contracts.household import Household, Person
from contracts.intake import ApplicationSubmitted, SupplementReceived
from contracts.program_dispatch import ApplicationAnswered
from contracts.programs import Answer, DeskAsked, SupportChanged, SupportDecided
from services.chassis.tables import Envelope
from services.policy.calendar import BEIJING
from services.portal.examples import confirmed
from services.portal.folds import evolve
from services.portal.projections import Program
from services.portal.sentences import counts, headline, rows
from services.portal.tracker import Tracker

HOUSE, CASE, REFERRAL = UUID(int=1), UUID(int=2), UUID(int=3)
NIGHT = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
PAPERS = date(2024, 11, 15)
COMMON: dict[str, Any] = {"household_id": HOUSE, "application_id": CASE}
ASKED: dict[str, Any] = {**COMMON, "referral_id": REFERRAL, "program": "temporary_assistance"}
PROGRAMS = {
    "temporary_assistance": Program(
        "temporary_assistance", "civil_affairs", "临时救助", "Temporary assistance", ("emergency",), ("expenditure",)
    )
}
HOME = Household(
    place="620702",
    residence="urban",
    applicant="father",
    people={"father": Person(name="慕永平", sex="male", born=date(1987, 7, 19), relation="self")},
    needs=("emergency",),
)
SUBMITTED = ApplicationSubmitted(
    **COMMON,
    number="7KQM9-3TXWC",
    division="620702",
    residence="urban",
    channel="hotline",
    needs=("emergency",),
    urgent=True,
    submitted_at=NIGHT,
    deadlines={"emergency_payment": NIGHT + timedelta(hours=24)},
    household=HOME,
    query_code_hash="00",
)
PAID = SupportDecided(
    **ASKED,
    outcome="granted",
    answers=(Answer(item="emergency_small", outcome="granted", amount=80_000, per="once"),),
    decided_at=NIGHT,
    deadlines={"papers_complete": PAPERS},
)
ANSWERED = ApplicationAnswered(
    **COMMON, granted=("temporary_assistance",), declined=(), told=("civil_affairs",), answered_at=NIGHT
)


def waits_for(what: str) -> DeskAsked:
    facts = {"items": ("emergency_small",), "later": {"emergency": what}, "answer_by": date(2024, 11, 3)}
    return DeskAsked(**ASKED, **facts, asked_at=NIGHT)


def story(*messages: Contract) -> Tracker:
    doc = Tracker(household_id=HOUSE)
    for minutes, message in enumerate(messages):
        at = NIGHT + timedelta(minutes=minutes)
        envelope = Envelope(household_id=HOUSE, stream_id=CASE, event_id=uuid4(), version=0, recorded_at=at)
        doc = evolve(doc, message, envelope)
    return doc


def told(doc: Tracker) -> list[tuple[str | None, str, str, date | None]]:
    return [(row.item, row.state, row.holder, row.by) for row in rows(doc.application(CASE), doc, PROGRAMS)]


def test_before_the_money_the_township_has_a_day() -> None:
    doc = story(SUBMITTED, waits_for("papers"))
    top = headline(doc.application(CASE), doc)
    assert (top.key, top.by) == ("urgent", NIGHT + timedelta(hours=24))
    assert told(doc)[0] == ("emergency_small", "at_desk", "agency.civil_affairs", date(2024, 11, 3))


def test_after_the_money_the_family_owes_papers_and_is_told_until_when() -> None:
    for messages in ((SUBMITTED, waits_for("papers"), PAID), (SUBMITTED, waits_for("papers"), PAID, ANSWERED)):
        doc = story(*messages)
        top = headline(doc.application(CASE), doc)
        assert (top.holder, top.todo, top.by) == ("holder.family", "todo.papers_follow", PAPERS)
        assert ("emergency", "papers", "holder.family", PAPERS) in told(doc)
        assert counts(rows(doc.application(CASE), doc, PROGRAMS)) == (1, 1)


def test_after_the_papers_the_desk_has_it_until_it_has_answered() -> None:
    desk = DeskAsked(**ASKED, items=("emergency",), asked_at=NIGHT, answer_by=date(2024, 11, 26))
    papers = SupplementReceived(**COMMON, received=("identity",), received_at=NIGHT)
    doc = story(SUBMITTED, waits_for("papers"), PAID, papers, desk)
    assert ("emergency", "at_desk", "agency.civil_affairs", date(2024, 11, 26)) in told(doc)
    assert headline(doc.application(CASE), doc).key == "submitted"
    change = SupportChanged(
        **COMMON,
        program="temporary_assistance",
        answers=(Answer(item="emergency", outcome="granted", amount=520_000, per="once"),),
        because="agency_granted",
        changed_at=NIGHT,
    )
    done = story(SUBMITTED, waits_for("papers"), PAID, desk, change)
    assert [(item, state) for item, state, _, _ in told(done)] == [
        ("emergency_small", "granted"),
        ("emergency", "granted"),
    ]


def test_what_is_grave_waits_for_the_conference() -> None:
    doc = story(SUBMITTED, waits_for("conference"), PAID)
    assert ("emergency", "conference", "holder.conference", None) in told(doc)
    assert headline(doc.application(CASE), doc).todo == "todo.papers_follow"


def test_papers_that_are_owed_come_first_also_where_the_class_is_decided() -> None:
    earlier = SupplementReceived(**COMMON, received=("identity",), received_at=NIGHT)
    for decision in (confirmed(**COMMON), ANSWERED):
        doc = story(SUBMITTED, earlier, waits_for("papers"), PAID, decision)
        top = headline(doc.application(CASE), doc, PAPERS)
        assert (top.holder, top.todo, top.by) == ("holder.family", "todo.papers_follow", PAPERS)


def test_the_family_is_told_when_the_day_of_the_papers_has_passed() -> None:
    doc = story(SUBMITTED, waits_for("papers"), PAID, ANSWERED)
    top = headline(doc.application(CASE), doc, PAPERS + timedelta(days=1))
    assert (top.holder, top.todo, top.by) == ("holder.family", "todo.papers_late", PAPERS)
