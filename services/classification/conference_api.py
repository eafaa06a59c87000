"""The doors of the county conference: what is to be heard, convening with a quorum, and the recorded decision."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from contracts.base import Code, Value
from contracts.classification import ConferenceGrant
from services.chassis.door import Door
from services.chassis.errors import NotFound, RuleBroken
from services.chassis.paging import After, Limit
from services.classification.conference_projections import TO_HEAR
from services.classification.domain.conference import CONFERENCE, Conference
from services.classification.domain.conference_messages import CaseLaid, Command, ConveneConference, DecideCase
from services.classification.domain.determination import DETERMINATION
from services.policy.parameter_schema import ConferenceRules
from services.policy.parameters import parameters

Agency = Annotated[Code, Field(description="As in the list of agencies that are told")]
Statute = Literal["none", "consent", "authorisation", "legal_line"]


class Convening(Value):
    """`household_id` is needed only where nothing was proposed. `present`: by default every member not recused."""

    household_id: UUID | None = None
    recused: tuple[Agency, ...] = ()
    present: tuple[Agency, ...] | None = None


class Hearing(Value):
    """`override`: a statute that somebody wants waived, which is always refused. `reasons` are kept sealed."""

    grant: ConferenceGrant | None = None
    category: Literal["dibao_edge", "rigid_expenditure"] | None = None
    ask: tuple[Agency, ...] = ()
    override: Statute | None = None
    valid_months: Annotated[int, Field(ge=1, le=120)] | None = None
    reasons: Annotated[str, Field(max_length=4000)] = ""


def conference_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/conferences", tags=["classification"])
    lists(router, door)
    sittings(router, door)
    return router


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/worklist", operation_id="conferences_worklist")
    async def worklist(
        stage: Literal["convene", "decide"] | None = None,
        division: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        rows, following = await TO_HEAR.page(door, stage, division, after=after, limit=limit)
        return {"items": [item(row) for row in rows], "next": following}

    @router.get("/{application_id}", operation_id="conference")
    async def conference(application_id: UUID) -> Response:
        state, version, _ = await door.stream(CONFERENCE, application_id)
        headers = {"ETag": f'"v{version}"', "Cache-Control": "no-store"}
        return JSONResponse(conference_view(application_id, state), headers=headers)


def sittings(router: APIRouter, door: Door) -> None:
    @router.post("/{application_id}/convening", operation_id="convene_conference")
    async def convening(request: Request, application_id: UUID, body: Convening) -> Response:
        household_id, laid = await case_before(door, application_id, body.household_id)
        command = ConveneConference(
            application_id=application_id,
            laid=laid,
            recused=body.recused,
            present=body.present,
            rules=await rules_of(door, application_id, laid),
            now=door.now(),
        )
        return await answer(door, request, application_id, command, household_id)

    @router.post("/{application_id}/decision", operation_id="decide_conference")
    async def decision(request: Request, application_id: UUID, body: Hearing) -> Response:
        rules = await rules_of(door, application_id, None)
        command = DecideCase(
            application_id=application_id,
            grant=body.grant,
            category=body.category,
            asked=body.ask,
            override=None if body.override == "none" else body.override,
            valid_months=body.valid_months or rules.valid_months,
            reasons=body.reasons,
            rules=rules,
            now=door.now(),
        )
        return await answer(door, request, application_id, command, None)


async def case_before(
    door: Door, application_id: UUID, household_id: UUID | None
) -> tuple[UUID | None, CaseLaid | None]:
    """Whose case it is, and its facts where they do not lie before the conference yet: those of the latest test."""
    folded = await door.folded(CONFERENCE, application_id)
    if folded.household_id is not None:
        return folded.household_id, None
    if household_id is None:
        raise RuleBroken("conference-case-unknown", "/household_id")
    case = (await door.state(DETERMINATION, household_id)).cases.get(application_id)
    if case is None or case.household is None:
        return household_id, None
    laid = CaseLaid(
        application_id=application_id,
        division=case.division,
        residence=case.residence,
        needs=case.needs,
        laid_at=door.now(),
        household=case.household,
        assessment=case.assessment,
    )
    return household_id, laid


async def rules_of(door: Door, application_id: UUID, laid: CaseLaid | None) -> ConferenceRules:
    case = laid or (await door.state(CONFERENCE, application_id)).laid
    if case is None:
        raise NotFound("conference-case-unknown")
    return parameters(case.division, case.residence, door.today()).conference


async def refuse_while_heard(door: Door, application_id: UUID | None) -> None:
    """Nothing is refused while the conference sits on it. Brief 12.18."""
    if application_id and (await door.state(CONFERENCE, application_id)).lies_ahead:
        raise RuleBroken("conference-ahead")


async def answer(
    door: Door, request: Request, application_id: UUID, command: Command, household_id: UUID | None
) -> Response:
    return await door.answer(
        request,
        CONFERENCE,
        application_id,
        command,
        household_id=household_id,
        application_id=application_id,
        body=lambda events, version: {
            "application_id": str(application_id),
            "happened": [type(event).__name__ for event in events],
            "version": version,
        },
    )


def conference_view(application_id: UUID, state: Conference) -> dict[str, Any]:
    heard = state.heard
    return {
        "application_id": str(application_id),
        "stage": state.stage,
        "matters": [
            {"cause": matter.cause, "rule": matter.rule, "category": matter.category} for matter in state.matters
        ],
        "present": list(state.present),
        "recused": list(state.recused),
        "grant": heard.grant.model_dump(mode="json", exclude_none=True) if heard and heard.grant else None,
        "asked": list(heard.asked) if heard else [],
        "category": heard.category if heard else None,
        "valid_until": heard.valid_until.isoformat() if heard else None,
        "reasons": getattr(heard, "reasons", "") if heard else "",
    }


def item(row: Any) -> dict[str, Any]:
    return {**dict(row), "application_id": str(row["application_id"]), "household_id": str(row["household_id"])}
