"""What each verb of a story is over HTTP."""

import re
from typing import Any

from services.casebook import steps as s
from services.casebook.household_played import NothingWaits, NotSupported, Played
from services.casebook.office import COUNTY, DESKS, TOWNSHIP, VISITORS
from services.casebook.verbs_county import of_county
from services.casebook.verbs_population import OF_POPULATION, perform_population, sections_after
from services.casebook.waiting import EMERGENCY_AID
from services.casebook.wire import Json, Wire

CODE = re.compile(r"[a-z][a-z0-9_.\-]{0,63}")


async def perform(wire: Wire, played: Played, index: int, step: s.Verb) -> None:
    """Raises Refused, NotSupported or NothingWaits."""
    if isinstance(step, OF_POPULATION) or (isinstance(step, s.Prove) and played.application_id is None):
        await perform_population(wire, played, index, step)
        return
    path, body, actor = await command(wire, played, index, step)
    await wire.post(path, body, actor=actor, key=played.key(f"step/{index}"))


async def command(wire: Wire, played: Played, index: int, step: s.Verb) -> tuple[str, Json, str]:
    """Path, body and actor of one step."""
    match step:
        case s.Supplement() | s.Withdraw() | s.WithdrawConsent() | s.Objection():
            return of_family(played, step)
        case s.Confirm() if not played.plan.tested:
            return await emergency_confirmed(wire, played)
        case s.Confirm() | s.Refuse():
            decision = "confirmation" if isinstance(step, s.Confirm) else "refusal"
            return f"/v1/determinations/{played.household()}/{decision}", served(step), COUNTY
        case s.Pay() | s.Deliver():
            return outside_the_run(played, step)
        case s.Choose():
            return chosen(played, step)
        case s.ConveneConference() | s.ConferenceDecides() | s.Appeal() | s.Prove():
            return of_county(played, index, step)
        case s.Answer():
            return await answer(wire, played, step)
        case _:
            path, body = of_township(played, index, step)
            return path, body, TOWNSHIP


def of_family(
    played: Played, step: s.Supplement | s.Withdraw | s.WithdrawConsent | s.Objection
) -> tuple[str, Json, str]:
    application = f"/v1/applications/{played.application()}"
    match step:
        case s.Supplement():
            return f"{application}/supplement", {"received": list(step.missing)}, "citizen"
        case s.Objection():
            return f"/v1/determinations/{played.household()}/objection", {"claims": claims(step.claims)}, "citizen"
        case s.Withdraw() if step.which not in ("verification", "charity"):
            return f"{application}/withdrawal", {}, "citizen"
        case _:
            return f"{application}/consents", {"consent": step.which, "given": False}, "citizen"


def claims(told: Any) -> list[str]:
    """Codes as they are; a sentence of somebody's own is told as `other`, for words may name people."""
    several = told if isinstance(told, list | tuple) else [] if told is None else [told]
    return [claim if CODE.fullmatch(str(claim)) else "other" for claim in several]


def of_township(played: Played, index: int, step: s.Verb) -> tuple[str, Json]:
    application, investigation = (f"/v1/{kind}/{played.application()}" for kind in ("applications", "investigations"))
    match step:
        case s.Accept():
            return f"{application}/acceptance", {}
        case s.RequestSupplement():
            return f"{application}/supplement-request", {"missing": list(step.missing)}
        case s.RequestVerification():
            return f"{investigation}/verification-request", {}
        case s.Visit():
            return f"{investigation}/visit", found(played, index, step)
        case s.PostNotice():
            return f"/v1/determinations/{played.household()}/notice", {}
        case _:
            raise NotSupported(step.do)


def found(played: Played, index: int, step: s.Visit) -> Json:
    """What the visit corrects: the sections that it touches, whole, as found."""
    return {"visitors": list(VISITORS), "found": sections_after(played, index, step.found)}


def served(step: s.Confirm | s.Refuse) -> Json:
    return {"served": step.served.date().isoformat()} if step.served else {}


def outside_the_run(played: Played, step: s.Pay | s.Deliver) -> tuple[str, Json, str]:
    body: Json = {
        "household_id": str(played.household()),
        "application_id": str(played.application()),
        "program": step.program,
        "item": step.item,
        "person": step.person,
    }
    if isinstance(step, s.Pay):
        return "/v1/payments", {**body, "amount": step.amount, "month": f"{step.on:%Y-%m}"}, TOWNSHIP
    return "/v1/deliveries", body, f"desk:{step.program}"


def chosen(played: Played, step: s.Choose) -> tuple[str, Json, str]:
    """What the family chooses between alternatives that exclude each other."""
    body: Json = {"household_id": str(played.household()), "program": step.program, "item": step.item}
    return "/v1/choices", {**body, "person": step.person}, "citizen"


async def emergency_confirmed(wire: Wire, played: Played) -> tuple[str, Json, str]:
    """The county confirms the emergency aid that follows the papers, where no class is tested."""
    async for item in wire.pages(DESKS):
        found = (item["application_id"], item["program"], item["stage"])
        if found == (str(played.application()), EMERGENCY_AID, "desk"):
            body: Json = {"item": item["item"], "person": item["person"], "outcome": "granted"}
            return f"/v1/desks/{item['referral_id']}/answers", body, COUNTY
    raise NothingWaits("no emergency aid waits for the county's confirmation")


async def answer(wire: Wire, played: Played, step: s.Answer) -> tuple[str, Json, str]:
    """The desk's answer by hand, on the referral that waits there."""
    async for item in wire.pages(DESKS):
        if (item["application_id"], item["program"]) == (str(played.application()), step.program):
            body: Json = {"item": step.item, "person": step.person, "outcome": step.outcome, "reason": step.reason}
            return f"/v1/desks/{item['referral_id']}/answers", body, f"desk:{step.program}"
    raise NothingWaits(f"no question about {step.program} waits at a desk")
