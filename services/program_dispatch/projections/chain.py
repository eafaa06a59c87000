"""The chain of assistance of a household (一户一条救助链): who was asked, who answered what, what changed since."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from contracts.programs import SupportChanged
from services.chassis.tables import Projection, Recorded, View
from services.program_dispatch.domain.events import (
    AnswerTaken,
    OverdueNoted,
    ProgramAsked,
    ProgramPassedOver,
    RoundAnswered,
    RoundOpened,
)

ROUNDS = """INSERT INTO chain_round (application_id, opening, household_id, kind, category, opened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
    ON CONFLICT DO NOTHING"""
ROWS = """INSERT INTO chain_row (application_id, opening, program, household_id, agency, referral_id, state, reason,
      asked_at, answer_by, answered_at, items)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[],
      $9::timestamptz[], $10::date[], $11::timestamptz[], $12::text[]::jsonb[])
    ON CONFLICT DO NOTHING"""
REPLIES = """UPDATE chain_row r
    SET state = n.state, reason = n.reason, answered_at = n.at, late = n.late, items = n.items
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[], $6::text[]::jsonb[])
      AS n(referral_id, state, reason, at, late, items)
    WHERE r.referral_id = n.referral_id"""
ANSWERED = """UPDATE chain_round r SET answered_at = n.at, told = n.told, uncovered = n.uncovered
    FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]::jsonb[], $5::text[]::jsonb[])
      AS n(application_id, opening, at, told, uncovered)
    WHERE r.application_id = n.application_id AND r.opening = n.opening"""
CHANGES = """INSERT INTO chain_change
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]::jsonb[],
      $7::timestamptz[])
    ON CONFLICT (household_id, program, item, person) DO UPDATE
      SET because = excluded.because, answer = excluded.answer, changed_at = excluded.changed_at"""
NEWEST_LAST = """SELECT * FROM chain_round WHERE household_id = $1
    ORDER BY opened_at, kind <> 'urgent', opening"""  # help before papers came first, also within one moment

Fetch = Callable[..., Awaitable[list[Any]]]
Line = tuple[Any, ...]


async def keep_chain(view: View, batch: Sequence[Recorded]) -> None:
    """Rows first, then what was said to them: within a batch that is the order in which it can have happened."""
    rounds: list[Line] = []
    rows: list[Line] = []
    replies: dict[UUID, Line] = {}
    answered: list[Line] = []
    for item in batch:
        event, household_id = item.message, item.envelope.household_id
        match event:
            case RoundOpened():
                rounds.append(
                    (event.application_id, event.opening, household_id, event.kind, event.category, event.opened_at)
                )
            case ProgramAsked():
                rows.append(asked_row(event, household_id))
            case ProgramPassedOver():
                rows.append(passed_row(event, household_id))
            case AnswerTaken() | OverdueNoted():
                replies[event.referral_id] = reply(event)
            case RoundAnswered():
                lists = (json.dumps(event.told), json.dumps(event.uncovered))
                answered.append((event.application_id, event.opening, event.answered_at, *lists))
    for sql, lines in ((ROUNDS, rounds), (ROWS, rows), (REPLIES, list(replies.values())), (ANSWERED, answered)):
        await write(view, sql, lines)


async def write(view: View, sql: str, lines: Sequence[Line]) -> None:
    if lines:
        await view.execute(sql, *map(list, zip(*lines, strict=True)))


def asked_row(event: ProgramAsked, household_id: UUID) -> Line:
    place = (event.application_id, event.opening, event.program, household_id, event.agency, event.referral_id)
    return (*place, "asked", None, event.asked_at, event.answer_by, None, "[]")


def passed_row(event: ProgramPassedOver, household_id: UUID) -> Line:
    items = [{"item": item, "outcome": "declined", "reason": event.reason} for item in event.items]
    place = (event.application_id, event.opening, event.program, household_id, event.agency, None)
    return (*place, "declined", event.reason, event.noted_at, None, event.noted_at, json.dumps(items))


def reply(event: AnswerTaken | OverdueNoted) -> Line:
    if isinstance(event, OverdueNoted):
        return (event.referral_id, "overdue", None, None, False, "[]")
    items = json.dumps([answer.model_dump(mode="json", exclude_none=True) for answer in event.answers])
    return (event.referral_id, event.outcome, event.reason, event.answered_at, event.late, items)


async def keep_changes(view: View, batch: Sequence[Recorded]) -> None:
    """The latest word per item and person."""
    latest: dict[tuple[UUID, str, str, str], Line] = {}
    for recorded in batch:
        event: SupportChanged = recorded.message
        for answer in event.answers:
            key = (event.household_id, event.program, answer.item, answer.person or "")
            text = answer.model_dump_json(exclude_none=True)
            latest[key] = (*key, event.because, text, event.changed_at)
    await write(view, CHANGES, list(latest.values()))


async def keep(view: View, batch: Sequence[Recorded]) -> None:
    changes = [item for item in batch if isinstance(item.message, SupportChanged)]
    await keep_chain(view, [item for item in batch if not isinstance(item.message, SupportChanged)])
    await keep_changes(view, changes)


async def chain(fetch: Fetch, household_id: UUID) -> dict[str, Any] | None:
    """All rounds of a household, newest last; amounts in fen. None: nothing was ever asked for it."""
    rounds = await fetch(NEWEST_LAST, household_id)
    if not rounds:
        return None
    rows = await fetch("SELECT * FROM chain_row WHERE household_id = $1 ORDER BY program", household_id)
    changes = await fetch("SELECT * FROM chain_change WHERE household_id = $1 ORDER BY changed_at", household_id)
    return {
        "household_id": household_id,
        "rounds": [round_view(line, rows) for line in rounds],
        "changes": [change_view(line) for line in changes],
    }


def round_view(line: Any, rows: Sequence[Any]) -> dict[str, Any]:
    own = [row for row in rows if (row["application_id"], row["opening"]) == (line["application_id"], line["opening"])]
    hidden = {"household_id", "opening"}
    lists = {name: json.loads(line[name]) for name in ("told", "uncovered")}
    shown = {key: value for key, value in dict(line).items() if key not in hidden}
    return {**shown, **lists, "programs": [program_view(row) for row in own]}


def program_view(row: Any) -> dict[str, Any]:
    hidden = {"household_id", "application_id", "opening"}
    shown = {key: value for key, value in dict(row).items() if key not in hidden}
    return {**shown, "items": json.loads(row["items"])}


def change_view(line: Any) -> dict[str, Any]:
    return {
        "program": line["program"],
        "because": line["because"],
        "changed_at": line["changed_at"],
        "answer": json.loads(line["answer"]),
    }


CHAIN = Projection(
    name="chain",
    on=(RoundOpened, ProgramAsked, ProgramPassedOver, AnswerTaken, OverdueNoted, RoundAnswered, SupportChanged),
    apply=keep,
    tables=("chain_round", "chain_row", "chain_change"),
)
