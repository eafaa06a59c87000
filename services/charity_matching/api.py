"""What charities and families do: see needs, offer help, accept or decline, record what was brought."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from contracts.base import NOBODY, Code, Value
from contracts.household import Need
from services.charity_matching.domain.need import NEED, State
from services.charity_matching.domain.need_messages import AcceptMatch, Command, DeclineMatch, RecordHelp, Side
from services.charity_matching.domain.offers import OFFERS, MakeOffer, Offer, PairFound
from services.charity_matching.domain.request import REQUEST
from services.charity_matching.ids import BOOK
from services.charity_matching.projections import LISTED
from services.chassis.door import Door
from services.chassis.paging import After, Limit

Area = Annotated[str, Field(pattern=r"^\d{2}(\d{2}){0,2}$")]


class OfferBody(Value):
    """`areas`: province, city or county codes (2, 4 or 6 digits); `capacity`: how many families."""

    charity: Code
    kinds: Annotated[tuple[Need, ...], Field(min_length=1)]
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=1, le=10_000)]
    until: date


class Word(Value):
    """Which side speaks."""

    side: Side


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/charity", tags=["charity_matching"])

    @router.get("/needs", operation_id="charity_needs")
    async def needs(
        area: Annotated[str, Query(pattern=r"^\d{0,6}$")] = "",
        kind: Need | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Kind, county and urgency; who it is stays unknown until both sides have accepted."""
        rows, following = await LISTED.page(door, area, kind, after=after, limit=limit)
        return {"items": [need(row) for row in rows], "next": following}

    @router.post("/offers", operation_id="make_offer", status_code=201)
    async def make_offer(request: Request, body: OfferBody) -> Response:
        offer = Offer(offer_id=door.id_for(request), **body.model_dump())
        command = MakeOffer(offer=offer, now=door.now())

        def told(events: Sequence[Any], _: int) -> dict[str, Any]:
            """How many needs are now held is no secret; whose they are is."""
            held = sum(isinstance(e, PairFound) and e.offer_id == offer.offer_id for e in events)
            return {"offer_id": str(offer.offer_id), "held": held}

        return await door.answer(request, OFFERS, BOOK, command, household_id=NOBODY, status=201, body=told)

    @router.post("/matches/{need_id}/acceptance", operation_id="accept_match")
    async def acceptance(request: Request, need_id: UUID, word: Word) -> Response:
        state, _, _ = await door.stream(NEED, need_id)
        asked = await door.state(REQUEST, state.application_id)
        return await step(request, state, AcceptMatch(side=word.side, contact=asked.contact, now=door.now()))

    @router.post("/matches/{need_id}/refusal", operation_id="decline_match")
    async def refusal(request: Request, need_id: UUID, word: Word) -> Response:
        state, _, _ = await door.stream(NEED, need_id)
        return await step(request, state, DeclineMatch(side=word.side, now=door.now()))

    @router.post("/needs/{need_id}/delivery", operation_id="deliver_help")
    async def delivery(request: Request, need_id: UUID) -> Response:
        state, _, _ = await door.stream(NEED, need_id)
        return await step(request, state, RecordHelp(now=door.now()))

    async def step(request: Request, state: State, command: Command) -> Response:
        def told(events: Sequence[Any], _: int) -> dict[str, Any]:
            return {"need_id": str(state.need_id), "stage": NEED.fold(state, list(events)).stage}

        return await door.answer(request, NEED, state.need_id, command, application_id=state.application_id, body=told)

    return router


def need(row: Any) -> dict[str, Any]:
    return {"need_id": str(row["need_id"]), "kind": row["kind"], "county": row["area"], "urgency": row["urgency"]}
