"""What the family's form and the hotline's share: one more row, one less, faults as sentences, sending to intake."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import orjson

from services.chassis import telemetry
from services.chassis.pages import Translate
from services.portal import draft as drafts
from services.portal.adapters import Away, Intake, Receipt, Refused
from services.portal.draft import Draft
from services.portal.household import Fault, read

SENT = UUID("b3a5f3de-5a0e-4f0c-9f6a-6a8f1d2c7e44")  # namespace of the idempotency keys of forms


def rearranged(draft: Draft, do: str) -> Draft | None:
    """The draft after `add:people` or `remove:people:2`; None where `do` is something else."""
    match do.split(":"):
        case ["add", name] if name in drafts.LISTS:
            return drafts.add_row(draft, name)
        case ["remove", name, place] if name in drafts.LISTS and place.isdigit():
            return drafts.remove_row(draft, name, int(place))
        case _:
            return None


def sentences(
    faults: Iterable[Fault], t: Translate, lang: str, details: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Field to what is wrong with it, in the reader's language."""
    found: dict[str, str] = {}
    for fault in faults:
        told = details.get(fault.code, {}).get(lang, "")
        found.setdefault(fault.field, told or _known(t, fault.code))
    return found


def _known(t: Translate, code: str) -> str:
    try:
        return t(f"error.{code}")
    except KeyError:
        return t("error.other")


def labels(draft: Draft, t: Translate) -> dict[str, str]:
    """What a field is called in the error summary."""
    found = {
        name: t(f"field.{name}")
        for name in ("place", "residence", "hukou", "deposits", "dwellings", "tenure", "area_m2", "grade")
    }
    found |= {"needs": t("section.needs"), "signed": t("field.signed"), "charity": t("need.charity")}
    for at, person in enumerate(draft.people):
        who = person.name or (t("nth.people", n=at + 1) if at else t("nth.self"))
        for name in ("name", "identity_number", "phone", "relation", "sex", "born", "disability_grade"):
            found[f"people.{at}.{name}"] = f"{who} · {t(f'field.{name}')}"
    for kind, title in (("income", "income"), ("costs", "costs"), ("events", "events"), ("vehicles", "vehicles")):
        for at in range(len(getattr(draft, kind))):
            for name in ("kind", "amount", "on", "severity", "value"):
                found[f"{kind}.{at}.{name}"] = t(f"nth.{title}", n=at + 1)
    return found


async def send(intake: Intake, draft: Draft, on: date, *, channel: str, actor: str) -> Receipt | Refused | Away:
    """Send what was typed to intake. The same draft sent twice is the same application."""
    reading = read(draft, on)
    if reading.faults:
        return Refused(tuple(reading.faults), {})
    body: dict[str, Any] = {**reading.body, "channel": channel}
    if phone := body["people"]["p1"].get("phone"):
        body["contact_phone"] = phone
    content = sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    key = str(uuid5(SENT, f"{draft.nonce}{content}"))
    with telemetry.commanding("portal", "POST", "/apply", None, "SubmitForm", None) as span:
        return await intake.apply(body, key, actor, span.traceparent)
