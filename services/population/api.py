"""The doors of population: what held before, agencies' records, declared changes, warnings and re-checks."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from contracts.household import Household
from contracts.population import Tier
from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.chassis.paging import After, Limit
from services.policy.divisions import exists
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.population import projections
from services.population.domain import commands as c
from services.population.domain.known import KNOWN
from services.population.requests import Change, Closing, Progress, Pushed, Standing


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/population", tags=["population"])
    lists(router, door)
    news(router, door)
    warnings(router, door)
    return router


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/worklist", operation_id="list_warnings")
    async def worklist(
        division: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
        tier: Tier | None = None,
        level: Literal["township", "county", "city"] | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Open warnings, the most pressing first."""
        rows, following = await projections.OPEN.page(door, division, tier, level, after=after, limit=limit)
        return {"items": [projections.shown(row) for row in rows], "next": following}

    @router.get("/{household_id}", operation_id="known_household")
    async def known(household_id: UUID) -> dict[str, Any]:
        """What is on record and what is under way; facts stay sealed."""
        state, _, _ = await door.stream(KNOWN, household_id)
        return {
            "household_id": str(household_id),
            "category": state.category,
            "persons": {key: list(statuses) for key, statuses in state.persons.items()},
            "recheck": state.recheck.isoformat() if state.recheck else None,
            "rechecks_open": sorted(map(str, state.open_rechecks)),
            "warnings": await projections.warnings_of(door, household_id),
        }


def news(router: APIRouter, door: Door) -> None:
    @router.post("/standings", operation_id="take_over_standing", status_code=201)
    async def standings(request: Request, body: Standing) -> Response:
        """What held before, out of the registers."""
        household, number = body.household, body.applicant_number()
        if not exists(household.place):
            raise RuleBroken("division-unknown", "/household/place")
        command = c.TakeOver(
            household=household,
            category=body.category,
            pay_class=body.pay_class,
            since=body.since,
            valid_until=body.valid_until,
            rules=parameters(household.place, household.residence, door.today()),
            now=door.now(),
        )
        return await answer(door, request, door.blind("household", number), command, status=201)

    @router.post("/records", operation_id="push_record")
    async def records(request: Request, body: Pushed) -> Response:
        """A record of an agency; the same one a second time changes nothing."""
        household_id, record = body.household(door), body.shaped()
        household, rules = await facts(door, household_id)
        command = c.TakeRecord(
            household_id=household_id,
            source=body.source,
            person=body.about(household),
            record=record,
            rules=rules,
            now=door.now(),
        )
        return await answer(door, request, household_id, command)

    @router.post("/{household_id}/changes", operation_id="declare_change")
    async def changes(request: Request, household_id: UUID, body: Change) -> Response:
        _, rules = await facts(door, household_id)
        command = c.TakeChange(
            household_id=household_id, changes=body.changes, because=body.because, rules=rules, now=door.now()
        )
        return await answer(door, request, household_id, command)

    @router.post("/{household_id}/rechecks", operation_id="order_recheck")
    async def rechecks(request: Request, household_id: UUID) -> Response:
        _, rules = await facts(door, household_id)
        command = c.DemandRecheck(household_id=household_id, periodic=False, rules=rules, now=door.now())
        return await answer(door, request, household_id, command)


def warnings(router: APIRouter, door: Door) -> None:
    @router.post("/{household_id}/warnings/progress", operation_id="move_warning")
    async def progress(request: Request, household_id: UUID, body: Progress) -> Response:
        command = c.MoveWarning(kind=body.kind, person=body.person, state=body.state, now=door.now())
        return await answer(door, request, household_id, command)

    @router.post("/{household_id}/warnings/closing", operation_id="close_warning")
    async def closing(request: Request, household_id: UUID, body: Closing) -> Response:
        command = c.SettleWarning(kind=body.kind, person=body.person, outcome=body.outcome, now=door.now())
        return await answer(door, request, household_id, command)


async def facts(door: Door, household_id: UUID) -> tuple[Household, Parameters]:
    """The household as it is known and the figures of its place. RuleBroken where nothing is known of it."""
    household = (await door.state(KNOWN, household_id)).household
    if household is None:
        raise RuleBroken("household-unknown")
    return household, parameters(household.place, household.residence, door.today())


async def answer(door: Door, request: Request, household_id: UUID, command: c.Command, status: int = 200) -> Response:
    def body(events: Sequence[Any], version: int) -> Mapping[str, Any]:
        ids = [str(event.application_id) for event in events if hasattr(event, "application_id")]
        return {
            "household_id": str(household_id),
            "application_id": ids[0] if ids else None,
            "happened": [type(event).__name__ for event in events],
            "version": version,
        }

    return await door.answer(request, KNOWN, household_id, command, household_id=household_id, status=status, body=body)
