"""The reasons of one case whole, as data: the latest test of the class, and every answer of a program. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

from contracts.reasons import Reason
from services.portal.otherwise import otherwise
from services.portal.tracker import Application, Determination, Referral, Support, Test, Tracker


def explanation(doc: Tracker, application: Application | None) -> dict[str, Any]:
    """Trees with value, unit, source, date, limit, article and parameters; `missing` could change the outcome."""
    return {
        "household_id": str(doc.household_id),
        "application_id": str(application.application_id) if application else None,
        "number": application.number if application else None,
        "status": application.status if application else None,
        "determination": determination(doc.determinations[-1]) if doc.determinations else None,
        "test": tested(doc.test) if doc.test else None,
        "would_change": [one.model_dump() for one in otherwise(doc)],
        "supports": [support(one, application) for one in doc.supports],
    }


def determination(decided: Determination) -> dict[str, Any]:
    return {
        "category": decided.category,
        "decided_on": decided.decided_on.isoformat(),
        "refused_for": list(decided.refused_for),
    }


def tested(made: Test) -> dict[str, Any]:
    """`missing`: could change the class of somebody, or what is paid; `idle`: is missing, too, and changes nothing."""
    return {
        "assessed_at": made.assessed_at.isoformat(),
        "provisional": made.provisional,
        "missing": list(made.missing),
        "idle": sorted(set(unknown(made.reasons)) - set(made.missing)),
        "reasons": trees(made.reasons),
    }


def support(one: Support, application: Application | None) -> dict[str, Any]:
    answer = one.answer.model_dump(mode="json", exclude_none=True)
    referrals = application.referrals if application else ()
    reasons = [reason for referral in referrals if concerns(referral, one) for reason in referral.reasons]
    about = [reason for reason in reasons if reason.person in (None, one.answer.person)]
    return {"program": one.program, **answer, "reasons": trees(about)}


def concerns(referral: Referral, one: Support) -> bool:
    return referral.program == one.program and one.referral_id in (None, referral.referral_id)


def trees(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [reason.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for reason in reasons]


def unknown(reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in reasons:
        yield from reason.missing
        yield from unknown(reason.because)
