"""Consent and what it releases: it happens, it is refused, it is quiet when repeated."""

from datetime import datetime
from uuid import UUID

from services.charity_matching.domain.request import (
    REQUEST,
    AskCharity,
    CharityAsked,
    ConsentRecorded,
    GiveConsent,
    NeedsReleased,
    NoteUncovered,
    NotPublished,
    UncoveredNoted,
    WithdrawConsent,
)
from services.chassis.decider import Scenario
from services.policy.calendar import BEIJING

NOW = datetime(2024, 11, 28, 9, tzinfo=BEIJING)
APPLICATION = UUID(int=1)
request = Scenario(REQUEST)

ASKED = CharityAsked(application_id=APPLICATION, area="620802", urgency="normal", asked_at=NOW, contact="甲")
CONSENTED = ConsentRecorded(application_id=APPLICATION, given=True, recorded_at=NOW)
NO_CONSENT = ConsentRecorded(application_id=APPLICATION, given=False, recorded_at=NOW)
NOT_PUBLISHED = NotPublished(application_id=APPLICATION, reason="no_consent", decided_at=NOW)
UNCOVERED = UncoveredNoted(application_id=APPLICATION, kinds=("care",), noted_at=NOW)
RELEASED = NeedsReleased(application_id=APPLICATION, kinds=("care",), area="620802", urgency="normal", released_at=NOW)


def ask(consent: bool) -> AskCharity:
    return AskCharity(
        application_id=APPLICATION, area="620802", urgency="normal", consent=consent, contact="甲", now=NOW
    )


def uncovered(*kinds: str) -> NoteUncovered:
    return NoteUncovered(application_id=APPLICATION, kinds=kinds, now=NOW)


def consent(by_family: bool = True) -> GiveConsent:
    return GiveConsent(application_id=APPLICATION, by_family=by_family, now=NOW)


def test_without_consent_the_family_is_told_at_once_and_nothing_is_ever_released() -> None:
    request.given().when(ask(consent=False)).then(ASKED, NO_CONSENT, NOT_PUBLISHED)
    request.given(ASKED, NO_CONSENT, NOT_PUBLISHED).when(uncovered("care")).then(UNCOVERED)


def test_with_consent_the_needs_that_no_program_covers_are_released_once() -> None:
    request.given(ASKED, CONSENTED).when(uncovered("care")).then(UNCOVERED, RELEASED)
    request.given(ASKED, CONSENTED, UNCOVERED, RELEASED).when(uncovered("care")).then()
    request.given(ASKED, CONSENTED).when(ask(consent=True)).then()


def test_where_every_named_need_is_covered_the_wish_for_charity_itself_is_released() -> None:
    released = request.given(ASKED, CONSENTED).when(uncovered()).events[-1]
    assert isinstance(released, NeedsReleased)
    assert released.kinds == ("charity",)


def test_an_answered_round_may_be_heard_before_the_application() -> None:
    request.given().when(uncovered("care")).then(UNCOVERED)
    request.given(UNCOVERED).when(ask(consent=True)).then(ASKED, CONSENTED, RELEASED)


def test_a_later_consent_releases_what_is_already_known() -> None:
    past = (ASKED, NO_CONSENT, NOT_PUBLISHED, UNCOVERED)
    request.given(*past).when(consent()).then(CONSENTED, RELEASED)
    request.given(*past, CONSENTED, RELEASED).when(consent()).then()
    request.given().when(consent()).then()


def test_a_withdrawal_is_not_undone_by_what_a_dossier_still_carries_but_by_the_family() -> None:
    withdraw = WithdrawConsent(application_id=APPLICATION, now=NOW)
    past = (ASKED, CONSENTED, UNCOVERED, RELEASED)
    request.given(*past).when(withdraw).then(NO_CONSENT, NOT_PUBLISHED)
    withdrawn = request.given(*past, NO_CONSENT, NOT_PUBLISHED)
    withdrawn.when(withdraw).then()
    withdrawn.when(consent(by_family=False)).then()
    withdrawn.when(consent()).then(CONSENTED, RELEASED)
