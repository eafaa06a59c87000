"""What a rule says about one item: granted or declined, how much, from when, and who has to act before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.programs import Answer, Per
from contracts.reasons import Fact, Outcome, Reason, Unit

Waits = Literal["desk", "payment", "papers", "conference"]
Due = Literal["granted", "delivered", "by_hand"]
BLOCKING: tuple[Waits, ...] = ("desk", "payment")
PERIODIC: tuple[Per, ...] = ("month", "quarter", "term", "year")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One item for one person, or for the household. Amount in whole yuan, as fen.

    `first`, `last`: months of a monthly award, dates otherwise; a monthly award without `first` begins in the month
    after it is granted. `waits_for`: an agency's desk, the first payment, the papers after it, or the conference; desk
    and payment hold up the answer to the referral, papers and conference follow it. `once_for`: the house, event or
    bill that is aided once only. `due`: when the money of a `once` award is owed: as it is granted, as the thing is
    done, or never by itself because it went out by hand. `months`: how long a monthly award runs. `stated`: a desk
    or the law of grace has set the sum, so that no new rate moves it.
    `why` is sealed apart from the rest.
    """

    item: str
    person: str | None = None
    outcome: Literal["granted", "declined"]
    reason: str | None = None
    amount: int | None = None
    per: Per | None = None
    first: str | None = None
    last: str | None = None
    article: str | None = None
    waits_for: Waits | None = None
    once_for: str | None = None
    due: Due = "granted"
    months: int | None = None
    stated: bool = False
    why: tuple[Reason, ...] = ()

    @property
    def granted(self) -> bool:
        return self.outcome == "granted"

    @property
    def key(self) -> tuple[str, str | None]:
        return self.item, self.person


def grant(
    item: str,
    amount: int | None = None,
    per: Per | None = "once",
    *,
    person: str | None = None,
    first: str | None = None,
    last: str | None = None,
    article: str | None,
    waits_for: Waits | None = None,
    once_for: str | None = None,
    due: Due = "granted",
    months: int | None = None,
    why: Sequence[Reason] = (),
) -> Proposal:
    """A proposal to give; `amount` None for a place or a service."""
    return Proposal(
        item=item,
        person=person,
        outcome="granted",
        amount=amount,
        per=per,
        first=first,
        last=last,
        article=article,
        waits_for=waits_for,
        once_for=once_for,
        due=due,
        months=months,
        why=tuple(why),
    )


def decline(
    item: str, reason: str, *, person: str | None = None, article: str | None = None, why: Sequence[Reason] = ()
) -> Proposal:
    """A reasoned no: `reason` is a published code."""
    return Proposal(item=item, person=person, outcome="declined", reason=reason, article=article, why=tuple(why))


def shown(
    rule: str,
    outcome: Outcome,
    *,
    fact: str,
    amount: int | str | None,
    unit: Unit,
    limit: int | str | None = None,
    relation: Literal["<", "<=", ">=", ">", "==", "is"] | None = None,
    person: str | None = None,
    article: str | None = None,
    version: str | None = None,
) -> Reason:
    """One value that a rule looked at, for the family and the clerk. Amount and limit in `unit`."""
    return Reason(
        rule=rule,
        outcome=outcome,
        person=person,
        fact=Fact(name=fact, amount=None if amount is None else str(amount), unit=unit),
        relation=relation,
        limit=None if limit is None else str(limit),
        article=article,
        parameters=version,
    )


def as_answer(proposal: Proposal) -> Answer:
    """What others may know of it."""
    return Answer(
        item=proposal.item,
        person=proposal.person,
        outcome=proposal.outcome,
        reason=proposal.reason,
        amount=proposal.amount,
        per=proposal.per,
        first=proposal.first,
        last=proposal.last,
        article=proposal.article,
    )
