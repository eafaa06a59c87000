"""`onedoor parked`: who was put aside in a running system, and letting them go on."""

from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

from services.commands.faults import stop

COLUMNS = ("service", "consumer", "household_id", "messages", "since", "type", "reason", "attempts", "next_try")


def parked(action: str, *, service: str | None, household: str | None, url: str) -> None:
    try:
        with httpx2.Client(base_url=url, timeout=10) as client:
            rows = _rows(client, service, household)
            if action in ("list", "show"):
                _show(rows, one_by_one=action == "show")
            elif not rows:
                stop("Nobody is parked there; nothing was done.")
            else:
                for name in sorted({row["service"] for row in rows}):
                    _let_go(client, name, household)
    except httpx2.TransportError:
        stop(f"Nothing answers at {url}; is `onedoor up` running? Give another address with --url.")


def _rows(client: httpx2.Client, service: str | None, household: str | None) -> list[dict[str, Any]]:
    names = [service] if service else [item["service"] for item in _json(client.get("/v1/ops/services"))["items"]]
    rows = [row for name in names for row in _json(client.get(f"/v1/ops/{name}/parked"))["items"]]
    return [row for row in rows if household in (None, str(row["household_id"]))]


def _show(rows: list[dict[str, Any]], *, one_by_one: bool) -> None:
    console = Console()
    if not rows:
        console.print("Nobody is parked.")
    elif one_by_one:
        for row in rows:
            console.print(*(f"{column}: {row.get(column)}" for column in COLUMNS), "", sep="\n", highlight=False)
    else:
        table = Table()
        for column in COLUMNS:  # ids are copied from here, so they are never cut
            table.add_column(column, no_wrap=column == "household_id", overflow="fold")
        for row in rows:
            table.add_row(*(str(row.get(column) or "") for column in COLUMNS))
        console.print(table)


def _let_go(client: httpx2.Client, service: str, household: str | None) -> None:
    query = {"household_id": household} if household else {}
    answer = _json(client.post(f"/v1/ops/{service}/parked/release", params=query))
    print(f"{service}: {', '.join(f'{name} {count}' for name, count in answer.items())}")


def _json(response: httpx2.Response) -> dict[str, Any]:
    if response.status_code >= 400:
        stop(f"{response.url.path}: {response.status_code} {response.text[:200]}")
    return dict(response.json())
