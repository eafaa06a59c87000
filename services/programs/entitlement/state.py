"""What a program knows of one household: what it was asked, what waits, what was awarded and paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import assert_never
from uuid import UUID

from contracts.reasons import Reason
from services.policy.calendar import month_of
from services.programs.entitlement import events as e
from services.programs.entitlement.proposals import PERIODIC, Proposal
from services.programs.months import after

Slot = tuple[str, str, str | None]  # month for which it is paid, item, person


@dataclass(frozen=True, kw_only=True)
class Award:
    """Something granted, for a time. `pays_from`: month of the first payment that is ours."""

    proposal: Proposal
    application_id: UUID
    referral_id: UUID | None
    given_at: datetime
    pays_from: str
    recorded: bool = False

    def covers(self, month: str) -> bool:
        return self.begins <= month <= (self.proposal.last or "9999-12")

    @property
    def given_on(self) -> date:
        return self.given_at.date()

    @property
    def begins(self) -> str:
        return (self.proposal.first or month_of(self.given_on))[:7]


@dataclass(frozen=True, kw_only=True)
class Open:
    """A referral on the way to its answer: what waits, and what is settled already."""

    waiting: tuple[Proposal, ...] = ()
    settled: tuple[Proposal, ...] = ()
    reasons: tuple[Reason, ...] = ()
    answer_by: date | None = None  # of what waits; the last day that was set
    answered: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    asked: Mapping[UUID, e.ProgramAsked] = field(default_factory=dict)
    referrals: Mapping[UUID, Open] = field(default_factory=dict)
    latest: UUID | None = None
    awards: tuple[Award, ...] = ()
    paid: Mapping[Slot, int] = field(default_factory=dict)
    aid: tuple[e.AidNoted, ...] = ()
    papers: frozenset[UUID] = frozenset()  # applications whose papers came before the referral
    delivered: tuple[e.ThingDelivered, ...] = ()
    ratios: tuple[e.RatiosSet, ...] = ()
    owed: int = 0
    found: tuple[tuple[int, str | None], ...] = ()  # overpayments: sum and first month, so that none is found twice
    share: Fraction = Fraction(0)
    chosen: frozenset[tuple[str, str | None]] = frozenset()
    excluded: Mapping[tuple[str, str | None], bool] = field(default_factory=dict)  # item -> by the family's choice
    wakes: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def file(self) -> e.ProgramAsked | None:
        """The facts of the latest referral."""
        return self.asked[self.latest] if self.latest else None

    def running(self, item: str, person: str | None, month: str) -> Award | None:
        """The monthly award in force in a month."""
        for award in reversed(self.awards):
            if award.proposal.key == (item, person) and award.proposal.per == "month" and award.covers(month):
                return award
        return None

    def given(self, *items: str) -> tuple[Award, ...]:
        return tuple(award for award in self.awards if award.proposal.item in items)

    def live(self, on: date) -> tuple[Award, ...]:
        """Periodic awards that are not over."""
        return tuple(
            a for a in self.awards if a.proposal.per in PERIODIC and (a.proposal.last or "9999") >= month_of(on)
        )

    def ratio(self, person: str, on: date) -> int | None:
        """What medical aid pays of a bill of that day; None: nothing was ever set for it."""
        known = [r for r in self.ratios if r.valid_from <= on]
        return known[-1].ratios.get(person) if known else None


def evolve(state: Entitlement, event: e.Event) -> Entitlement:
    match event:
        case e.ProgramAsked():
            asked = {**state.asked, event.referral_id: event}
            referrals = {**state.referrals, event.referral_id: Open()}
            return replace(state, asked=asked, referrals=referrals, latest=event.referral_id)
        case e.ItemsHeld():
            return _held(state, event)
        case e.ItemSettled():
            return _settled(state, event)
        case e.ReferralAnswered():
            known = state.referrals[event.referral_id]
            state = _referral(state, event.referral_id, replace(known, settled=event.answers, answered=True))
            return _awarded(state, event, event.decided_at)
        case e.AwardsChanged():
            return _awarded(state, event, event.changed_at)
        case e.PaymentFellDue():
            slot = (event.for_month or event.month, event.item, event.person)
            paid = {**state.paid, slot: state.paid.get(slot, 0) + event.amount + event.withheld}
            return replace(state, paid=paid, owed=state.owed - event.withheld)
        case e.AidNoted():
            slot = (event.month, event.item, event.person)
            paid = {**state.paid, slot: state.paid.get(slot, 0) + event.amount}
            return replace(state, aid=(*state.aid, event), paid=paid)
        case e.PapersCame():
            return replace(state, papers=state.papers | {event.application_id})
        case e.ThingDelivered():
            return replace(state, delivered=(*state.delivered, event))
        case e.RatiosSet():
            ratios = sorted((*state.ratios, event), key=lambda r: r.valid_from)
            return replace(state, ratios=tuple(ratios))
        case e.OverpaymentFound():
            found = (*state.found, (event.amount, event.since))
            return replace(state, owed=state.owed + event.amount, share=Fraction(event.percent, 100), found=found)
        case e.AlternativeChosen():
            key = (event.item, event.person)
            return replace(
                state, chosen=state.chosen | {key}, excluded={k: by for k, by in state.excluded.items() if k != key}
            )
        case e.ItemExcluded():
            key = (event.item, event.person)
            return replace(state, chosen=state.chosen - {key}, excluded={**state.excluded, key: event.chosen})
        case e.DeskLate():
            return _referral(state, event.referral_id, replace(state.referrals[event.referral_id], late=True))
        case e.WakePlanned():
            wakes = {what: at for what, at in state.wakes.items() if what != event.what}
            return replace(state, wakes=wakes if event.at is None else {**wakes, event.what: event.at})
        case _:
            assert_never(event)


def _referral(state: Entitlement, referral_id: UUID, referral: Open) -> Entitlement:
    return replace(state, referrals={**state.referrals, referral_id: referral})


def _held(state: Entitlement, event: e.ItemsHeld) -> Entitlement:
    known = state.referrals[event.referral_id]
    keys = {proposal.key for proposal in event.proposals}
    kept = tuple(p for p in known.waiting if p.key not in keys)
    waiting = (*kept, *(p for p in event.proposals if p.waits_for))
    settled = (*known.settled, *(p for p in event.proposals if not p.waits_for))
    return _referral(
        state,
        event.referral_id,
        replace(
            known,
            waiting=waiting,
            settled=settled,
            reasons=(*known.reasons, *event.reasons),
            answer_by=event.answer_by,
            late=False,
        ),
    )


def _settled(state: Entitlement, event: e.ItemSettled) -> Entitlement:
    known = state.referrals[event.referral_id]
    waiting = tuple(p for p in known.waiting if p.key != event.settled.key)
    settled = (*(p for p in known.settled if p.key != event.settled.key), event.settled)
    return _referral(state, event.referral_id, replace(known, waiting=waiting, settled=settled))


def _awarded(state: Entitlement, event: e.ReferralAnswered | e.AwardsChanged, at: datetime) -> Entitlement:
    awards, on = state.awards, at.date()
    recorded = isinstance(event, e.AwardsChanged) and event.because == "recorded"
    for proposal in event.answers:
        same = next((award for award in awards if _ends(award.proposal, proposal)), None)
        awards = _without(awards, proposal, on, withdrawn=isinstance(event, e.AwardsChanged))
        if same:
            awards = (*awards, replace(same, proposal=proposal))
        elif proposal.granted:
            award = Award(
                proposal=proposal,
                application_id=event.application_id,
                referral_id=event.referral_id,
                given_at=at,
                pays_from=month_of(on) if recorded else (proposal.first or month_of(on))[:7],
                recorded=recorded,
            )
            awards = (*awards, award)
    return replace(state, awards=awards)


def _ends(old: Proposal, new: Proposal) -> bool:
    """A monthly award that only has another last month stays the one that it was: of its referral, paid from then."""
    return old.per == "month" and old.last != new.last and replace(old, last=new.last) == new


def _without(awards: tuple[Award, ...], new: Proposal, on: date, *, withdrawn: bool) -> tuple[Award, ...]:
    """What is left of the awards of the same item and person once a new answer stands.

    A later month's award cuts the running one short; a periodic one is replaced; what was given once stays, unless a
    change takes it back.
    """
    kept = []
    for award in awards:
        old = award.proposal
        if old.key != new.key:
            kept.append(award)
        elif new.granted and new.per == "month" and old.per == "month":
            start = (new.first or month_of(on))[:7]
            if award.begins < start:
                last = min(old.last or "9999-12", after(start, -1))
                kept.append(replace(award, proposal=replace(old, last=last)))
        elif (new.granted and old.per == "once") or (not new.granted and not withdrawn):
            kept.append(award)
    return tuple(kept)
