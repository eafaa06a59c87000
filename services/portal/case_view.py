"""The case as data: the keys of the case files (`expect`), as known now and as valid on one day. Pure. Money is fen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from contracts.reasons import Reason
from services.portal.folds_of_county import appeals_view, conference_view
from services.portal.folds_of_money import recovery_view
from services.portal.tracker import Determination, Referral, Support, Tracker
from services.portal.warned import deadlines, warnings

HIGHEST = ("tekun", "orphan", "unsupported_child", "dibao", "dibao_edge", "rigid_expenditure", "monitored", "disabled")
FLAGS = ("monitored", "disabled")
REAL = ("dibao", "dibao_edge", "rigid_expenditure")


def case_view(doc: Tracker, on: datetime, items: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The household on the day of `on`. `items`: the items of each announced program.

    Awards, figures and payments are fen; `rigid_ratio` is a fraction with 4 digits; figures that nobody could tell are
    left out. Dates are ISO text, `from` and `until` of a monthly award are months.
    """
    day = on.date()
    application = doc.latest()
    decided = _in_force(doc, day)
    persons = _persons(doc, decided)
    last = doc.determinations[-1] if doc.determinations else None
    return {
        "status": application.status if application else None,
        "category": decided.category if decided else "untested",
        "persons": persons,
        "counted_as": _counted_as(persons, None if doc.monitored else decided),
        "pay_class": decided.pay_class if decided else None,
        "care_level": dict(decided.care_levels) if decided else {},
        "figures": _figures(doc),
        "valid_until": _iso(last.valid_until) if last else None,
        "awards_from": last.awards_from if last else None,
        "awards": [_award(s) for s in doc.supports if is_awarded(s, day)],
        "not_awarded": list(_not_awarded(doc, items)),
        "medical_ratio": _ratio(doc, day),
        "payments": _payments(doc),
        "refused_for": list(last.refused_for) if last else [],
        "deadlines": {name: _iso(at) for name, at in deadlines(doc).items()},
        "warnings": list(warnings(doc)),
        "told": list(doc.told),
        "referred": _referred(doc),
        "conference": conference_view(application),
        "appeals": appeals_view(application),
        **recovery_view(doc),
        "explains": list(explained(doc.test.reasons if doc.test else ())),
    }


def is_awarded(support: Support, day: date) -> bool:
    """An award stays listed while its period is unfinished; what is given once or for a year stays."""
    answer = support.answer
    if answer.outcome != "granted":
        return False
    if answer.per in ("once", "year") or not answer.last:
        return True
    return answer.last >= day.isoformat()[: len(answer.last)]


def rounded(amount: str) -> int:
    """An unrounded amount in fen, half up."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def _in_force(doc: Tracker, day: date) -> Determination | None:
    return next((d for d in reversed(doc.determinations) if d.counts_from <= day), None)


def _persons(doc: Tracker, decided: Determination | None) -> dict[str, list[str]]:
    tested = doc.test.persons if doc.test else {}
    known = [*doc.people, *(key for key in tested if key not in doc.people)]
    return {key: _statuses(doc, key, decided) for key in known}


def _statuses(doc: Tracker, key: str, decided: Determination | None) -> list[str]:
    """What a person is by decision; before a decision only the flags that need none."""
    if decided:
        apart = ("monitored",) if key in doc.monitored else ()
        found = {status for status in (*decided.persons.get(key, ()), *apart) if status != "other"}
        return sorted(found, key=HIGHEST.index) or ["other"]
    tested: tuple[str, ...] = doc.test.persons.get(key, ()) if doc.test else doc.registered.get(key, ())
    member = doc.people.get(key)
    known = {"monitored": key in doc.monitored, "disabled": member is not None and member.disabled}
    return [flag for flag in FLAGS if flag in tested or known[flag]] or ["other"]


def _counted_as(persons: Mapping[str, Iterable[str]], decided: Determination | None) -> dict[str, int]:
    """Each person once, by the highest of what they are (domain brief 2)."""
    if decided and decided.counted_as:
        return dict(decided.counted_as)
    highest = (next((h for h in HIGHEST if h in statuses), "other") for statuses in persons.values())
    return dict(Counter(highest))


def _figures(doc: Tracker) -> dict[str, Any]:
    if not doc.test:
        return {}
    figures = doc.test.figures.model_dump(exclude_none=True)
    ratio = figures.pop("rigid_ratio", None)
    members = figures.pop("members")
    found: dict[str, Any] = {name: rounded(amount) for name, amount in figures.items()}
    if ratio is not None:
        found["rigid_ratio"] = float(Decimal(ratio).quantize(Decimal("0.0001"), ROUND_HALF_UP))
    return {**found, "members": members}


def _award(support: Support) -> dict[str, Any]:
    answer = support.answer
    award = {
        "program": support.program,
        "item": answer.item,
        "person": answer.person,
        "amount": answer.amount,
        "per": answer.per,
        "from": answer.first,
        "until": answer.last,
    }
    return {name: value for name, value in award.items() if value is not None}


def _not_awarded(doc: Tracker, items: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    for support in doc.supports:
        answer = support.answer
        if answer.outcome == "declined":
            yield _refusal(support.program, answer.item, answer.person, answer.reason)
    for application in doc.applications:
        for referral in application.referrals:
            yield from _refused_whole(doc, referral, items)
        if application.charity and application.charity.state == "not_published":
            yield _refusal("charity", "referral", None, application.charity.reason)


def _refused_whole(doc: Tracker, referral: Referral, items: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    """A program that said no, or was not asked, and said nothing of any item: that no is about each of its items."""
    told = any(support.program == referral.program for support in doc.supports)
    if referral.state in ("declined", "not_asked") and not told:
        for item in items.get(referral.program, ()):
            yield _refusal(referral.program, item, None, referral.reason)


def _refusal(program: str, item: str, person: str | None, reason: str | None) -> dict[str, Any]:
    refusal = {"program": program, "item": item, "person": person, "reason": reason}
    return {name: value for name, value in refusal.items() if value is not None}


def _ratio(doc: Tracker, day: date) -> dict[str, int]:
    valid = [ratio for ratio in doc.ratios if ratio.valid_from <= day]
    return {key: share for key, share in valid[-1].ratios.items() if share} if valid else {}


def _payments(doc: Tracker) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for payment in doc.payments:
        sums[payment.month, payment.program, payment.item] += payment.amount
    return [
        {"month": month, "program": program, "item": item, "amount": amount}
        for (month, program, item), amount in sorted(sums.items())
    ]


def _referred(doc: Tracker) -> list[str]:
    asked = [r.program for a in doc.applications for r in a.referrals if r.state != "not_asked"]
    offered = ["charity" for a in doc.applications if a.charity and a.charity.state != "not_published"]
    return list(dict.fromkeys([*asked, *offered]))


def explained(reasons: Iterable[Reason]) -> Iterator[dict[str, Any]]:
    """Every rule of the reason trees that held or failed, with the person it is about."""
    for reason in reasons:
        if reason.outcome != "unknown":
            about = {"person": reason.person} if reason.person else {}
            yield {"rule": reason.rule, "passed": reason.outcome == "holds", **about}
        yield from explained(reason.because)


def _iso(at: date | None) -> str | None:
    return at.isoformat() if at else None
