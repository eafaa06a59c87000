"""One application: what happens, what is refused, what is quiet when repeated."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from contracts.household import Consents, Household, Person
from services.chassis.decider import Scenario
from services.intake.domain import (
    APPLICATION,
    Accept,
    Accepted,
    ChangeConsent,
    ConsentRevoked,
    ConsentSigned,
    GapsNoticed,
    RequestSupplement,
    Submit,
    Submitted,
    Supplement,
    Supplemented,
    Withdraw,
    Withdrawn,
)

MONDAY = datetime(2024, 5, 6, 9, tzinfo=timezone(timedelta(hours=8)))
TUESDAY = MONDAY + timedelta(days=1)
DEADLINES = {"decision": date(2024, 6, 17)}
FAMILY = Household(
    place="621002",
    residence="urban",
    applicant="mother",
    people={
        "mother": Person(sex="female", born=date(1986, 3, 9), relation="self"),
        "uncle": Person(sex="male", born=date(1990, 3, 9), relation="sibling"),
    },
    needs=("basic_living",),
)
SUBMITTED = Submitted(
    number="23456-789AC",
    query_code_hash="0" * 64,
    channel="web",
    urgent=False,
    deadlines={},
    submitted_at=MONDAY,
    division="621002",
    applicant="mother",
    persons={"mother": UUID(int=1)},
    household=FAMILY,
)
NOTICED = GapsNoticed(missing=("fire_report", "identity"), noticed_at=MONDAY)
MOTHER_SIGNED = ConsentSigned(consent="verification", person="mother", signed_at=MONDAY)
UNCLE_SIGNED = ConsentSigned(consent="verification", person="uncle", signed_at=MONDAY)
application = Scenario(APPLICATION)
submitted = application.given(SUBMITTED)


def accepted(household: Household = FAMILY) -> Accepted:
    return Accepted(
        number=SUBMITTED.number,
        deadlines=DEADLINES,
        submitted_at=MONDAY,
        accepted_at=TUESDAY,
        household=household,
    )


def test_an_application_brings_its_consents_as_facts_of_their_own() -> None:
    family = FAMILY.model_copy(update={"consents": Consents(charity=True)})
    charity = ConsentSigned(consent="charity", person=None, signed_at=MONDAY)
    command = Submit(application=replace(SUBMITTED, household=family), signed=("mother", "uncle"))
    application.when(command).then(command.application, MOTHER_SIGNED, UNCLE_SIGNED, charity)


def test_the_same_application_sent_twice_is_quiet() -> None:
    submitted.when(Submit(application=SUBMITTED, signed=("mother",))).then()


def test_the_township_accepts_once_and_says_which_clocks_run() -> None:
    submitted.when(Accept(deadlines=DEADLINES, now=TUESDAY)).then(accepted())
    submitted.given(accepted()).when(Accept(deadlines=DEADLINES, now=TUESDAY)).then()


def test_what_is_missing_is_told_once_and_nothing_known_may_follow_later() -> None:
    submitted.when(RequestSupplement(missing=("identity", "fire_report"), now=MONDAY)).then(NOTICED)
    noticed = submitted.given(NOTICED)
    noticed.when(RequestSupplement(missing=("identity", "fire_report"), now=TUESDAY)).then()
    noticed.when(RequestSupplement(missing=("bank_card",), now=TUESDAY)).then_refused("second-notice")
    answered = noticed.given(Supplemented(received=NOTICED.missing, completed=True, supplemented_at=TUESDAY))
    answered.when(RequestSupplement(missing=("identity",), now=TUESDAY)).then_refused("second-notice")
    submitted.given(accepted()).when(RequestSupplement(missing=("x",), now=TUESDAY)).then_refused("already-accepted")


def test_nothing_is_accepted_while_papers_are_awaited() -> None:
    noticed = submitted.given(NOTICED)
    noticed.when(Accept(deadlines=DEADLINES, now=TUESDAY)).then_refused("supplement-open")
    half = Supplemented(received=("identity",), completed=False, supplemented_at=TUESDAY)
    noticed.when(Supplement(received=("identity",), now=TUESDAY)).then(half)
    rest = Supplemented(received=("fire_report",), completed=True, supplemented_at=TUESDAY)
    noticed.given(half).when(Supplement(received=("identity", "fire_report"), now=TUESDAY)).then(rest)
    noticed.given(half, rest).when(Accept(deadlines=DEADLINES, now=TUESDAY)).then(accepted())


def test_papers_of_an_urgent_case_are_taken_after_acceptance_without_a_notice() -> None:
    papers = Supplemented(received=("identity",), completed=False, supplemented_at=TUESDAY)
    taken = submitted.given(accepted())
    taken.when(Supplement(received=("identity",), now=TUESDAY)).then(papers)
    taken.given(papers).when(Supplement(received=("identity",), now=TUESDAY)).then()


def test_a_consent_is_given_and_taken_back_and_the_accepted_household_says_who_signed() -> None:
    signed = submitted.given(MOTHER_SIGNED, UNCLE_SIGNED)
    take_back = ChangeConsent(consent="verification", person="uncle", given=False, now=TUESDAY)
    revoked = ConsentRevoked(consent="verification", person="uncle", revoked_at=TUESDAY)
    signed.when(take_back).then(revoked)
    signed.given(revoked).when(take_back).then()
    left = FAMILY.model_copy(update={"consents": Consents(verification=("mother",))})
    signed.given(revoked).when(Accept(deadlines=DEADLINES, now=TUESDAY)).then(accepted(left))


def test_the_verification_consent_of_all_is_taken_back_together_and_charity_is_the_households() -> None:
    charity = ConsentSigned(consent="charity", person=None, signed_at=MONDAY)
    signed = submitted.given(MOTHER_SIGNED, UNCLE_SIGNED)
    signed.given(charity).when(ChangeConsent(consent="verification", person=None, given=False, now=TUESDAY)).then(
        ConsentRevoked(consent="verification", person="mother", revoked_at=TUESDAY),
        ConsentRevoked(consent="verification", person="uncle", revoked_at=TUESDAY),
    )
    stop = ChangeConsent(consent="charity", person=None, given=False, now=TUESDAY)
    signed.given(charity).when(stop).then(ConsentRevoked(consent="charity", person=None, revoked_at=TUESDAY))
    signed.when(stop).then()


def test_a_consent_of_somebody_outside_the_household_is_refused() -> None:
    stranger = ChangeConsent(consent="verification", person="neighbor", given=True, now=TUESDAY)
    submitted.when(stranger).then_refused("person-unknown")


def test_a_withdrawn_application_takes_no_further_step() -> None:
    submitted.when(Withdraw(now=TUESDAY)).then(Withdrawn(withdrawn_at=TUESDAY))
    withdrawn = submitted.given(Withdrawn(withdrawn_at=TUESDAY))
    withdrawn.when(Withdraw(now=TUESDAY)).then()
    withdrawn.when(Accept(deadlines=DEADLINES, now=TUESDAY)).then_refused("application-withdrawn")


def test_an_application_nobody_made_is_not_found() -> None:
    application.when(Withdraw(now=MONDAY)).then_refused("application-not-found")
