"""One investigation: asked, late, given up, visited, revised."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.household import Aid, Assets, Household, Person
from contracts.investigation import SourceState
from services.chassis.decider import Scenario
from services.investigation.domain.aid import AID, AidNoted, NoteAid
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import (
    AnswersReceived,
    AskAgain,
    AuthorizationNoted,
    Close,
    Closed,
    CountyAsked,
    DossierDrawn,
    Event,
    GiveUp,
    NoteAuthorization,
    Open,
    Opened,
    RecordAnswers,
    RequestVerification,
    SourcesAsked,
    SourcesGivenUp,
    Visit,
    Visited,
    WorkBegun,
)
from services.investigation.dossier import Finding, draw
from services.investigation.sources import Planned, SourceAnswer, SourceRequest, Standing
from services.policy.calendar import BEIJING

ACCEPTED = datetime(2024, 5, 6, 15, tzinfo=BEIJING)
ON_VISIT = datetime(2024, 5, 8, 9, tzinfo=BEIJING)
BANK_BACK = datetime(2024, 5, 20, 9, tzinfo=BEIJING)
UNTIL = date(2024, 5, 15)
FAMILY = Household(
    place="621002",
    residence="urban",
    applicant="mother",
    people={
        "mother": Person(sex="female", born=date(1986, 3, 9), relation="self", identity_number="62100219860309002X"),
        "uncle": Person(sex="male", born=date(1990, 3, 9), relation="sibling", identity_number="621002199003090013"),
        "girl": Person(sex="female", born=date(2010, 2, 11), relation="child"),
    },
    assets=Assets(deposits=1_200_000, dwellings=0),
    needs=("basic_living",),
)
OPENED = Opened(
    number="23456-789AC",
    division="621002",
    applied_on=date(2024, 5, 6),
    deadlines={},
    opened_at=ACCEPTED,
    household=FAMILY,
)
BANK = Planned(source="bank_deposits", person="mother", until=UNTIL)
ABOUT_MOTHER = SourceRequest(
    source="bank_deposits", person="mother", identity_number="62100219860309002X", since=ACCEPTED, declared=1_200_000
)
ASKED = SourcesAsked(plan=(BANK,), requests=(ABOUT_MOTHER,), asked_at=ACCEPTED)
STAFF = ("clerk:wang", "clerk:li")


def says(state: Any, value: Any = None, retry_at: datetime | None = None) -> SourceAnswer:
    return SourceAnswer(source="bank_deposits", person="mother", state=state, value=value, retry_at=retry_at)


LATE = says("unavailable", retry_at=BANK_BACK)
CONFIRMED = says("matched", 1_200_000)


def received(answer: SourceAnswer, at: datetime) -> AnswersReceived:
    return AnswersReceived(
        sources=(SourceState(source="bank_deposits", person="mother", state=answer.state),),
        ask_again_at=answer.retry_at,
        received_at=at,
        answers=(answer,),
    )


def drawn(revision: int, answer: SourceAnswer | None, at: datetime, on: datetime, **found: Any) -> DossierDrawn:
    standing = Standing(UNTIL, answer.state if answer else "asked", answer, on.date())
    dossier = draw(FAMILY, {("bank_deposits", "mother"): standing}, [Finding(ON_VISIT.date(), found)])
    missing = ("bank_deposits",) if answer is None or answer.state == "unavailable" else ()
    return DossierDrawn(revision=revision, applied_on=OPENED.applied_on, missing=missing, dossier=dossier, drawn_at=at)


BEGUN = WorkBegun(begun_at=ON_VISIT)
VISITED = Visited(visitors=STAFF, visited_at=ON_VISIT, found={})
investigation = Scenario(INVESTIGATION)
opened = investigation.given(OPENED, ASKED)
late = opened.given(received(LATE, ACCEPTED))
visited_while_late = late.given(BEGUN, VISITED, drawn(1, LATE, ON_VISIT, ACCEPTED))


def test_opening_asks_every_planned_source_in_one_call_and_only_once() -> None:
    investigation.when(Open(opened=OPENED, plan=(BANK,))).then(OPENED, ASKED)
    opened.when(Open(opened=OPENED, plan=(BANK,))).then()


def test_nobody_is_asked_about_a_person_without_an_identity_number() -> None:
    girl = Planned(source="bank_deposits", person="girl", until=UNTIL)
    investigation.when(Open(opened=OPENED, plan=(girl,))).then(OPENED)


def test_answers_before_the_visit_are_kept_and_the_dossier_comes_with_the_visit() -> None:
    answered = opened.given(received(CONFIRMED, ACCEPTED))
    opened.when(RecordAnswers(answers=(CONFIRMED,), now=ACCEPTED)).then(received(CONFIRMED, ACCEPTED))
    answered.when(RecordAnswers(answers=(CONFIRMED,), now=ON_VISIT)).then()
    ready = drawn(1, CONFIRMED, ON_VISIT, ACCEPTED)
    answered.when(Visit(visitors=STAFF, found={}, now=ON_VISIT)).then(BEGUN, VISITED, ready)


def test_a_visit_takes_two_of_staff_and_its_report_counts_once() -> None:
    opened.when(Visit(visitors=("clerk:wang", "clerk:wang"), found={}, now=ON_VISIT)).then_refused(
        "two-visitors-needed"
    )
    visited_while_late.when(Visit(visitors=STAFF, found={}, now=BANK_BACK)).then()
    opened.when(Visit(visitors=STAFF, found={"castle": 1}, now=ON_VISIT)).then_refused("found-unknown-path")


def test_a_source_that_is_late_is_asked_again_when_it_said_so_and_its_answer_revises_the_dossier() -> None:
    again = SourcesAsked(plan=(), requests=(ABOUT_MOTHER,), asked_at=BANK_BACK)
    visited_while_late.when(AskAgain(now=ON_VISIT)).then()
    visited_while_late.when(AskAgain(now=BANK_BACK)).then(again)
    revised = drawn(2, CONFIRMED, BANK_BACK, BANK_BACK)
    visited_while_late.given(again).when(RecordAnswers(answers=(CONFIRMED,), now=BANK_BACK)).then(
        received(CONFIRMED, BANK_BACK), revised
    )


def test_a_source_is_given_up_after_its_last_day_and_still_welcome_later() -> None:
    day_after = datetime(2024, 5, 16, tzinfo=BEIJING)
    given_up = SourcesGivenUp(
        sources=(SourceState(source="bank_deposits", person="mother", state="given_up"),), given_up_at=day_after
    )
    visited_while_late.when(GiveUp(now=ON_VISIT)).then()
    visited_while_late.when(GiveUp(now=day_after)).then(given_up)
    silent = visited_while_late.given(given_up)
    silent.when(GiveUp(now=day_after)).then()
    silent.when(AskAgain(now=BANK_BACK)).then(SourcesAsked(plan=(), requests=(ABOUT_MOTHER,), asked_at=BANK_BACK))
    silent.when(RecordAnswers(answers=(CONFIRMED,), now=BANK_BACK)).then(
        received(CONFIRMED, BANK_BACK), drawn(2, CONFIRMED, BANK_BACK, BANK_BACK)
    )


def test_an_answer_that_does_not_have_the_shape_of_its_fact_leaves_it_unknown() -> None:
    opened.when(RecordAnswers(answers=(says("differs", "a lot"),), now=ACCEPTED)).then(
        received(says("conflicting", "a lot"), ACCEPTED)
    )


def test_an_answer_about_somebody_outside_the_household_is_refused() -> None:
    stranger = SourceAnswer(source="bank_deposits", person="neighbor", state="matched")
    opened.when(RecordAnswers(answers=(stranger,), now=ACCEPTED)).then_refused("answer-about-nobody")


def test_the_county_is_asked_once_and_work_begins_once() -> None:
    deadlines = {"verification_start": date(2024, 5, 9)}
    asked = CountyAsked(deadlines=deadlines, asked_at=ON_VISIT)
    opened.when(RequestVerification(deadlines=deadlines, now=ON_VISIT)).then(BEGUN, asked)
    requested = opened.given(BEGUN, asked)
    requested.when(RequestVerification(deadlines=deadlines, now=BANK_BACK)).then()
    requested.when(Visit(visitors=STAFF, found={}, now=ON_VISIT)).then(VISITED, drawn(1, None, ON_VISIT, ACCEPTED))


def test_an_authorization_taken_back_stops_the_questions_about_this_person() -> None:
    noted = AuthorizationNoted(person="mother", given=False, signers=("uncle",), noted_at=ON_VISIT)
    take_back = NoteAuthorization(person="mother", given=False, signers=("uncle",), plan=(), now=ON_VISIT)
    late.when(take_back).then(noted)
    late.given(noted).when(take_back).then()
    late.given(noted).when(AskAgain(now=BANK_BACK)).then()


def test_an_authorization_given_later_asks_the_sources_about_this_person() -> None:
    only_mother = FAMILY.consents.model_copy(update={"verification": ("mother",)})
    before = Opened(
        number=None,
        division="621002",
        applied_on=OPENED.applied_on,
        deadlines={},
        opened_at=ACCEPTED,
        household=FAMILY.model_copy(update={"consents": only_mother}),
    )
    uncle = Planned(source="bank_deposits", person="uncle", until=UNTIL)
    both = ("mother", "uncle")
    command = NoteAuthorization(person="uncle", given=True, signers=both, plan=(BANK, uncle), now=ON_VISIT)
    about_uncle = ABOUT_MOTHER.model_copy(update={"person": "uncle", "identity_number": "621002199003090013"})
    investigation.given(before, ASKED).when(command).then(
        AuthorizationNoted(person="uncle", given=True, signers=both, noted_at=ON_VISIT),
        SourcesAsked(plan=(uncle,), requests=(about_uncle,), asked_at=ON_VISIT),
    )


def test_after_a_withdrawal_nothing_moves() -> None:
    opened.when(Close(now=ON_VISIT)).then(Closed(closed_at=ON_VISIT))
    closed: list[Event] = [Closed(closed_at=ON_VISIT)]
    opened.given(*closed).when(RecordAnswers(answers=(CONFIRMED,), now=BANK_BACK)).then()


def test_an_investigation_that_was_never_opened_is_not_found() -> None:
    investigation.when(AskAgain(now=ON_VISIT)).then_refused("investigation-not-found")


def test_earlier_aid_counts_for_the_12_months_before_the_month_of_application() -> None:
    paid = [
        AidNoted(
            aid=Aid(month=month, program="medical", item="medical_aid", amount=100), said_at=ACCEPTED - timedelta(1)
        )
        for month in ("2023-10", "2023-11", "2024-10", "2024-11")
    ]
    had = AID.fold(AID.initial(), paid)
    assert [aid.month for aid in had.before(date(2024, 11, 4))] == ["2023-11", "2024-10"]


def test_the_same_aid_told_twice_is_noted_once_and_nothing_paid_is_no_aid() -> None:
    aid = Aid(month="2024-07", program="medical", item="medical_aid", amount=100)
    noted = AidNoted(aid=aid, said_at=ACCEPTED)
    Scenario(AID).when(NoteAid(aid=aid, said_at=ACCEPTED)).then(noted)
    Scenario(AID).given(noted).when(NoteAid(aid=aid, said_at=ACCEPTED)).then()
    nothing = aid.model_copy(update={"amount": 0})
    Scenario(AID).when(NoteAid(aid=nothing, said_at=ACCEPTED)).then()


def without_personal(event: Event) -> Event:
    """As the log gives an event back when the household's key was destroyed."""
    sealed = ("household", "requests", "answers", "found", "dossier")
    erased: Event = object.__new__(type(event))
    for name, value in vars(event).items():
        if name not in sealed:
            object.__setattr__(erased, name, value)
    return erased


def test_an_erased_household_still_folds_and_is_asked_about_no_more() -> None:
    events: list[Event] = [OPENED, ASKED, received(LATE, ACCEPTED), VISITED, drawn(1, LATE, ON_VISIT, ACCEPTED)]
    erased = investigation.given(*(without_personal(event) for event in events))
    erased.when(AskAgain(now=BANK_BACK)).then()
