"""The doors of appeals: filing, what waits for whom, one household's appeals, and the answer."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from contracts.appeals import AppealKind, AppealOutcome
from contracts.base import Code, Division, Value
from contracts.household import Household
from services.appeals.domain.appeals import APPEALS
from services.appeals.domain.messages import Command, Compared, File, GiveAnswer
from services.appeals.domain.state import Appeal
from services.appeals.projections import OPEN
from services.chassis.door import Door, actor_of
from services.chassis.errors import NotFound, RuleBroken
from services.chassis.paging import After, Limit
from services.policy.parameter_schema import AppealRules
from services.policy.parameters import parameters

Facts = dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.\[\]]{0,99}$")], Any]


class Filing(Value):
    """An objection without `application_id` is against the latest decision. `facts`: what the evidence shows, by whole
    keys or paths of the household; they and `words` are kept sealed."""

    household_id: UUID
    application_id: UUID | None = None
    kind: AppealKind
    division: Division | None = None
    urgent: bool = False
    claims: tuple[Code, ...] = ()
    facts: Annotated[Facts, Field(max_length=100)] = {}
    words: Annotated[str, Field(max_length=4000)] = ""


class AppealAnswer(Value):
    outcome: AppealOutcome
    words: Annotated[str, Field(max_length=4000)] = ""


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/appeals", tags=["appeals"])
    lists(router, door)
    steps(router, door)
    return router


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/worklist", operation_id="appeals_worklist")
    async def worklist(
        stage: Literal["look", "answer", "decide"] | None = None,
        division: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        rows, following = await OPEN.page(door, stage, division, after=after, limit=limit)
        return {"items": [item(row) for row in rows], "next": following}

    @router.get("/{household_id}", operation_id="appeals_of_household")
    async def appeals(household_id: UUID) -> Response:
        state = await door.state(APPEALS, household_id)
        body = {"household_id": str(household_id), "items": [view(one) for one in state.appeals.values()]}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})


def steps(router: APIRouter, door: Door) -> None:
    @router.post("", operation_id="file_appeal", status_code=201)
    async def file(request: Request, body: Filing) -> Response:
        for path in body.facts:
            known_fact(path)
        division = await division_of(door, body)
        command = File(
            appeal_id=door.id_for(request),
            application_id=body.application_id,
            division=division,
            kind=body.kind,
            urgent=body.urgent,
            claims=body.claims,
            facts=body.facts,
            words=body.words,
            rules=rules_of(door, division),
            now=door.now(),
        )
        return await told(door, request, body.household_id, command, status=201)

    @router.post("/{household_id}/{appeal_id}/answer", operation_id="answer_appeal")
    async def answer(request: Request, household_id: UUID, appeal_id: UUID, body: AppealAnswer) -> Response:
        appeal = (await door.state(APPEALS, household_id)).appeals.get(appeal_id)
        if appeal is None:
            raise NotFound("appeal-not-found")
        command = GiveAnswer(
            appeal_id=appeal_id,
            outcome=body.outcome,
            actor=actor_of(request),
            words=body.words,
            rules=rules_of(door, appeal.filed.division),
            now=door.now(),
        )
        return await told(door, request, household_id, command)


def known_fact(path: str) -> None:
    if path.replace("[", ".").split(".")[0] not in Household.model_fields:
        raise RuleBroken("unknown-fact", "/facts")


async def division_of(door: Door, body: Filing) -> str:
    """That of the decision, else the one that was named."""
    state = await door.state(APPEALS, body.household_id)
    decision = state.decisions.get(body.application_id) if body.application_id else None
    latest = next(reversed(list(state.decisions.values())), None)
    found = decision or latest
    if found is None and body.division is None:
        raise RuleBroken("no-decision", "/division")
    return body.division or (found.division if found else "")


def rules_of(door: Door, division: str) -> AppealRules:
    """The clocks are the same in town and country."""
    return parameters(division, "urban", door.today()).appeals


async def told(door: Door, request: Request, household_id: UUID, command: Command, status: int = 200) -> Response:
    return await door.answer(
        request,
        APPEALS,
        household_id,
        command,
        household_id=household_id,
        application_id=getattr(command, "application_id", None),
        status=status,
        body=lambda events, version: {
            "household_id": str(household_id),
            "appeal_id": str(getattr(command, "appeal_id", "")),
            "happened": [type(event).__name__ for event in events],
            "version": version,
        },
    )


def view(appeal: Appeal) -> Mapping[str, Any]:
    filed, compared, answered = appeal.filed, appeal.compared, appeal.answered
    return {
        "appeal_id": str(filed.appeal_id),
        "application_id": str(filed.application_id) if filed.application_id else None,
        "kind": filed.kind,
        "filed_at": filed.filed_at.isoformat(),
        "deadlines": {name: at.isoformat() for name, at in filed.deadlines.items()},
        "unchanged": compared.unchanged if compared else None,
        "differences": [one.model_dump() for one in getattr(compared, "differences", ())],
        "others": [other(one) for id_, one in appeal.comparisons.items() if id_ != filed.application_id],
        "outcome": answered.outcome if answered else None,
        "reasons": list(answered.reasons) if answered else [],
        "remedies": {name: at.isoformat() for name, at in answered.deadlines.items()} if answered else {},
        "escalated": list(appeal.escalated),
    }


def other(compared: Compared) -> Mapping[str, Any]:
    """Another decision that used the disputed fact."""
    return {
        "application_id": str(compared.application_id),
        "decided_on": compared.decided_on.isoformat(),
        "unchanged": compared.unchanged,
        "superseded": compared.superseded,
        "differences": [one.model_dump() for one in getattr(compared, "differences", ())],
    }


def item(row: Any) -> dict[str, Any]:
    ids = {name: str(row[name]) if row[name] else None for name in ("appeal_id", "household_id", "application_id")}
    return {**dict(row), **ids}
