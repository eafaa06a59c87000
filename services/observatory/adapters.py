"""The operations API of every process, asked over HTTP: how far it is, who is parked, let them go on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2

TIMEOUT: Final = 5.0
SERVICES: Final = (
    "intake",
    "investigation",
    "classification",
    "program_dispatch",
    "programs",
    "charity_matching",
    "appeals",
    "population",
    "portal",
    "observatory",
    "agency_simulator",
)


@dataclass(frozen=True)
class Ops:
    """`urls`: base URL of each service; services of one process share theirs."""

    urls: Mapping[str, str]

    async def services(self) -> tuple[list[dict[str, Any]], list[str]]:
        """What every process says of its services, and the addresses that did not answer."""
        addresses = sorted({self.urls[name] for name in SERVICES})
        answers = await asyncio.gather(*(self.get(f"{address}/v1/ops/services") for address in addresses))
        found = {item["service"]: item for items in answers if items is not None for item in items}
        silent = [address for address, items in zip(addresses, answers, strict=True) if items is None]
        return [found[name] for name in sorted(found)], silent

    async def parked(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Households put aside in any of these services."""
        answers = await asyncio.gather(*(self.get(f"{self.urls[name]}/v1/ops/{name}/parked") for name in names))
        return [item for items in answers for item in items or ()]

    async def release(self, service: str, household_id: str, consumer: str) -> bool:
        """Try again now. False where the service did not answer."""
        wanted = {"household_id": household_id, "consumer": consumer}
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT) as client:
                address = f"{self.urls[service]}/v1/ops/{service}/parked/release"
                answer = await client.post(address, params={k: v for k, v in wanted.items() if v})
        except httpx2.HTTPError:
            return False
        return answer.is_success

    async def get(self, address: str) -> list[dict[str, Any]] | None:
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT) as client:
                answer = await client.get(address)
        except httpx2.HTTPError:
            return None
        items: list[dict[str, Any]] | None = answer.json().get("items") if answer.is_success else None
        return items
