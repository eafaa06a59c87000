"""The one outside system of the portal: intake's HTTP API, which pages and hotline use like everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from services.portal.household import Fault, field_of

TIMEOUT = 10.0
REFUSED = (400, 409, 413, 422)


@dataclass(frozen=True)
class Receipt:
    """What the family keeps. `query_code` is known to it alone."""

    application_id: str
    household_id: str
    number: str
    query_code: str


@dataclass(frozen=True)
class Refused:
    """Nothing was stored. `faults` by field of the form, with intake's own sentence for codes that we do not know."""

    faults: tuple[Fault, ...]
    details: Mapping[str, Mapping[str, str]]  # code -> language -> sentence


@dataclass(frozen=True)
class Away:
    """Intake did not answer, or is too busy; the same key may be sent again."""


class Intake:
    """`url`: base URL of the service."""

    def __init__(self, url: str) -> None:
        self.client = httpx2.AsyncClient(base_url=url, timeout=TIMEOUT)

    async def apply(
        self, body: Mapping[str, Any], key: str, actor: str, traceparent: str | None
    ) -> Receipt | Refused | Away:
        """Submit an application. The same key and body give the same receipt again."""
        headers = {"Idempotency-Key": key, "X-OneDoor-Actor": actor}
        if traceparent:
            headers["traceparent"] = traceparent
        try:
            answer = await self.client.post("/v1/applications", json=body, headers=headers)
        except httpx2.HTTPError:
            return Away()
        if answer.is_success:
            found = answer.json()
            return Receipt(found["application_id"], found["household_id"], found["number"], found["query_code"])
        return _refused(answer.json()) if answer.status_code in REFUSED else Away()

    async def known_cases(self, identity_number: str) -> list[Mapping[str, Any]]:
        """Cases in which this person is named; none where intake cannot say now."""
        try:
            answer = await self.client.post("/v1/applications/checks", json={"identity_number": identity_number})
        except httpx2.HTTPError:
            return []
        found: list[Mapping[str, Any]] = answer.json().get("items", []) if answer.is_success else []
        return found


def _refused(problem: Mapping[str, Any]) -> Refused:
    errors = problem.get("errors") or [{**problem, "pointer": ""}]
    faults = tuple(Fault(field_of(error.get("pointer") or ""), error.get("code") or "other") for error in errors)
    details = {
        fault.code: {"zh": str(error.get("detail") or ""), "en": str(error.get("detail_en") or "")}
        for fault, error in zip(faults, errors, strict=True)
    }
    return Refused(faults, details)
