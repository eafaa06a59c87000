"""What a county pays in one month: every sum that fell due there, by household and item, without a name. Brief 4.9."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from contracts.base import Division, Month
from services.chassis.door import Door
from services.chassis.paging import FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.programs.entitlement.events import PaymentFellDue, ProgramAsked
from services.programs.projections import columns

LIVES = """INSERT INTO paid_at (household_id, program, division, asked_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
    ON CONFLICT (household_id, program) DO UPDATE SET division = excluded.division, asked_at = excluded.asked_at
    WHERE excluded.asked_at >= paid_at.asked_at"""
FELL_DUE = """INSERT INTO payment
    (event_id, household_id, program, item, person, month, amount, withheld, for_month, division)
    SELECT due.*, coalesce(
        (SELECT division FROM paid_at p WHERE (p.household_id, p.program) = (due.household_id, due.program)),
        (SELECT division FROM paid_at p WHERE p.household_id = due.household_id
         ORDER BY asked_at DESC, program LIMIT 1), '')
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
        $9::text[])
    AS due(event_id, household_id, program, item, person, month, amount, withheld, for_month)
    ON CONFLICT DO NOTHING"""
HERE = "month = $1::text AND starts_with(division, $2::text)"

PAYMENTS = Listing(
    "payment-lists",
    f"""SELECT * FROM payment WHERE {HERE}
    AND (household_id, program, item, person, event_id) > ($3::uuid, $4::text, $5::text, $6::text, $7::uuid)
    ORDER BY household_id, program, item, person, event_id LIMIT $8""",
    {"household_id": FIRST_ID, "program": "", "item": "", "person": "", "event_id": FIRST_ID},
)
WHOLE = f"SELECT * FROM payment WHERE {HERE} ORDER BY household_id, program, item, person, event_id"
TOTALS = f"""SELECT program, item, count(*) AS payments,
    sum(amount)::bigint AS amount, sum(withheld)::bigint AS withheld
    FROM payment WHERE {HERE} GROUP BY program, item ORDER BY program, item"""
HEAD = ("household", "payee", "program", "item", "amount_yuan", "withheld_yuan", "tops_up_month")


async def apply(view: View, batch: Sequence[Recorded]) -> None:
    """A program is asked before it pays, so within one batch places are written first."""
    places = {(r.envelope.household_id, r.message.program): r.message for r in batch if is_asked(r)}
    if places:
        rows = [(*key, asked.division, asked.referred_at) for key, asked in places.items()]
        await view.execute(LIVES, *columns(rows))
    sums = [payment_row(r) for r in batch if isinstance(r.message, PaymentFellDue)]
    if sums:
        await view.execute(FELL_DUE, *columns(sums))


def is_asked(recorded: Recorded) -> bool:
    return isinstance(recorded.message, ProgramAsked)


def payment_row(recorded: Recorded) -> tuple[Any, ...]:
    due, envelope = recorded.message, recorded.envelope
    what = (due.program, due.item, due.person or "", due.month)
    return (envelope.event_id, envelope.household_id, *what, due.amount, due.withheld, due.for_month or "")


async def listed(door: Door, division: Division, month: Month, after: str | None, limit: int) -> dict[str, Any]:
    """One page in fen, and the totals of the whole list."""
    rows, following = await PAYMENTS.page(door, month, division, after=after, limit=limit)
    totals = [dict(row) for row in await door.fetch(TOTALS, month, division)]
    return {
        "division": division,
        "month": month,
        "totals": totals,
        "amount": sum(total["amount"] for total in totals),
        "items": [entry(row) for row in rows],
        "next": following,
    }


async def as_csv(door: Door, division: Division, month: Month) -> bytes:
    """The whole list in yuan with its total, UTF-8 with a byte order mark so that a spreadsheet reads it."""
    return written(await door.fetch(WHOLE, month, division))


def written(rows: Sequence[Any]) -> bytes:
    text = StringIO()
    table = csv.writer(text)
    table.writerow(HEAD)
    table.writerows(line(entry(row)) for row in rows)
    sums = [yuan(sum(row[name] for row in rows)) for name in ("amount", "withheld")]
    table.writerow(["total", "", "", "", *sums, ""])
    return text.getvalue().encode("utf-8-sig")


def entry(row: Any) -> dict[str, Any]:
    """`payee`: the member whose money it is, as the household calls them; the applicant receives the household's.
    `tops_up_month`: the earlier month that was paid at a lower figure."""
    return {
        "household": str(row["household_id"]),
        "payee": row["person"] or "applicant",
        "program": row["program"],
        "item": row["item"],
        "amount": row["amount"],
        "withheld": row["withheld"],
        "tops_up_month": row["for_month"] or None,
    }


def line(found: Mapping[str, Any]) -> Iterable[str]:
    names = (found["household"], found["payee"], found["program"], found["item"])
    return (*names, yuan(found["amount"]), yuan(found["withheld"]), found["tops_up_month"] or "")


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


PAYMENT_LISTS = Projection(
    name="payment_lists", on=(ProgramAsked, PaymentFellDue), apply=apply, tables=("paid_at", "payment")
)
