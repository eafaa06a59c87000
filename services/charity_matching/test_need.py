"""One need between a family and a charity: it happens, it is refused, it is quiet when repeated."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.need_messages import (
    AcceptMatch,
    CloseNeed,
    DeclineMatch,
    Event,
    HelpBrought,
    HoldFor,
    HoldReleased,
    LetGo,
    MatchMade,
    NeedEnded,
    NeedHeld,
    NeedOpened,
    PublishNeed,
    RecordHelp,
    SideAccepted,
)
from services.chassis.decider import Scenario
from services.policy.calendar import BEIJING

NOW = datetime(2024, 11, 28, 9, tzinfo=BEIJING)
APPLICATION, NEED_ID, OFFER_ID, OTHER = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
need = Scenario(NEED)

OPENED = NeedOpened(
    application_id=APPLICATION, need_id=NEED_ID, kind="care", area="620802", urgency="normal", opened_at=NOW
)
HELD = NeedHeld(
    application_id=APPLICATION,
    need_id=NEED_ID,
    offer_id=OFFER_ID,
    charity="lamp",
    hold_until=NOW + timedelta(days=7),
    held_at=NOW,
)
FAMILY = SideAccepted(need_id=NEED_ID, side="family", accepted_at=NOW)
CHARITY = SideAccepted(need_id=NEED_ID, side="charity", accepted_at=NOW)
MADE = MatchMade(
    application_id=APPLICATION, need_id=NEED_ID, offer_id=OFFER_ID, charity="lamp", made_at=NOW, contact="甲"
)
ENDED = NeedEnded(application_id=APPLICATION, need_id=NEED_ID, reason="withdrawn", ended_at=NOW)


def released_for(reason: Any, offer_id: UUID = OFFER_ID) -> HoldReleased:
    return HoldReleased(need_id=NEED_ID, offer_id=offer_id, reason=reason, released_at=NOW)


def publish() -> PublishNeed:
    return PublishNeed(
        application_id=APPLICATION, need_id=NEED_ID, kind="care", area="620802", urgency="normal", now=NOW
    )


def hold(offer_id: UUID = OFFER_ID) -> HoldFor:
    return HoldFor(need_id=NEED_ID, offer_id=offer_id, charity="lamp", hold_until=NOW + timedelta(days=7), now=NOW)


def accept(side: Any) -> AcceptMatch:
    return AcceptMatch(side=side, contact="甲", now=NOW)


def test_a_need_is_published_once_and_again_after_a_new_consent() -> None:
    need.given().when(publish()).then(OPENED)
    need.given(OPENED).when(publish()).then()
    need.given(OPENED, ENDED).when(publish()).then(OPENED)


def test_a_need_is_held_for_one_offer_and_gives_an_offer_back_that_came_too_late() -> None:
    need.given(OPENED).when(hold()).then(HELD)
    need.given(OPENED, HELD).when(hold()).then()
    need.given(OPENED, ENDED).when(hold(OTHER)).then(released_for("closed", OTHER))


def test_the_contact_is_told_only_when_both_sides_have_accepted() -> None:
    need.given(OPENED, HELD).when(accept("charity")).then(CHARITY)
    need.given(OPENED, HELD, CHARITY).when(accept("charity")).then()
    need.given(OPENED, HELD, CHARITY).when(accept("family")).then(FAMILY, MADE)
    need.given(OPENED).when(accept("family")).then_refused("nothing-reserved")


def test_a_declined_or_expired_hold_frees_the_need() -> None:
    past: tuple[Event, ...] = (OPENED, HELD, FAMILY)
    need.given(*past).when(DeclineMatch(side="charity", now=NOW)).then(released_for("declined"))
    need.given(*past).when(LetGo(offer_id=OFFER_ID, now=NOW)).then(released_for("expired"))
    need.given(*past, CHARITY, MADE).when(LetGo(offer_id=OFFER_ID, now=NOW)).then()
    need.given(OPENED).when(DeclineMatch(side="family", now=NOW)).then_refused("nothing-reserved")
    need.given(*past, released_for("declined")).when(accept("charity")).then_refused("nothing-reserved")


def test_help_is_recorded_after_the_match_and_once() -> None:
    brought = HelpBrought(application_id=APPLICATION, need_id=NEED_ID, charity="lamp", brought_at=NOW)
    ended = NeedEnded(application_id=APPLICATION, need_id=NEED_ID, reason="delivered", ended_at=NOW)
    matched = (OPENED, HELD, FAMILY, CHARITY, MADE)
    need.given(*matched).when(RecordHelp(now=NOW)).then(brought, ended)
    need.given(*matched, brought, ended).when(RecordHelp(now=NOW)).then()
    need.given(OPENED, HELD).when(RecordHelp(now=NOW)).then_refused("not-matched")


def test_a_withdrawn_consent_closes_the_need_at_once_whatever_its_stage() -> None:
    close = CloseNeed(reason="withdrawn", now=NOW)
    need.given(OPENED).when(close).then(ENDED)
    need.given(OPENED, HELD).when(close).then(released_for("closed"), ENDED)
    need.given(OPENED, ENDED).when(close).then()
    need.given().when(close).then()
