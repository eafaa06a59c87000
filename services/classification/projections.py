"""The worklist of township and county: which case waits for a notice, a refusal, a second look or a confirmation."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.classification.domain.events import (
    CaseEnded,
    ClassConfirmed,
    ClassRefused,
    DecisionClockStarted,
    HouseholdTested,
    NoticeElapsed,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
    OverdueNoted,
)
from services.classification.domain.outcome import outcome_of
from services.classification.domain.procedure_messages import ClockResumed, ClocksReckoned, DecisionExtended
from services.policy.process import kind_of

KNOWN = """SELECT application_id, household_id, division, stage, since, due, decision_due, provisional, level, proposed
    FROM decision_case WHERE application_id = ANY($1::uuid[])"""
KEEP = """INSERT INTO decision_case
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::date[], $7::date[],
      $8::boolean[], $9::text[], $10::boolean[])
    ON CONFLICT (application_id) DO UPDATE SET division = excluded.division, stage = excluded.stage,
      since = excluded.since, due = excluded.due, decision_due = excluded.decision_due,
      provisional = excluded.provisional, level = excluded.level, proposed = excluded.proposed"""
OPEN = Listing(
    "determinations",
    """SELECT application_id, household_id, stage, division, since, coalesce(due, decision_due) AS due,
      coalesce(level, 'township') AS level
    FROM decision_case
    WHERE stage IS NOT NULL AND NOT provisional AND ($1::text IS NULL OR stage = $1)
      AND starts_with(division, $2) AND (since, application_id) > ($3::timestamptz, $4::uuid)
    ORDER BY since, application_id LIMIT $5""",
    {"since": EARLIEST, "application_id": FIRST_ID},
)


@dataclass(frozen=True)
class Row:
    """One line of `decision_case`, columns in the order of the table."""

    application_id: UUID
    household_id: UUID
    division: str
    stage: str | None
    since: datetime
    due: date | None = None
    decision_due: date | None = None
    provisional: bool = False
    level: str | None = None
    proposed: bool = False


def changed(row: Row, event: Any, at: datetime) -> Row:
    match event:
        case DecisionClockStarted():
            return replace(row, division=event.division, decision_due=event.decision_due)
        case DecisionExtended() | ClockResumed():
            return replace(row, decision_due=event.decision_due)
        case ClocksReckoned():
            with_county = event.county_due if row.stage == "confirm" else None
            return replace(row, decision_due=event.decision_due or row.decision_due, due=with_county or row.due)
        case HouseholdTested():
            known = replace(row, division=event.division, provisional=event.provisional)
            return known if row.proposed or event.provisional else asked_on_test(known, event, at)
        case OpinionProposed():
            nothing = event.category == "none" and not event.statuses
            if event.county_due:
                return replace(row, stage="confirm", since=at, due=event.county_due, proposed=True)
            return replace(asked_of_township(row, nothing, at), proposed=True)
        case ObjectionRecorded():
            return replace(row, stage="objection", since=at)
        case NoticeElapsed():
            return replace(row, stage="confirm", since=at, due=event.county_due)
        case OverdueNoted():
            return replace(row, level=event.level)
        case _:  # a notice runs by itself; what is decided or ended waits for nobody
            return replace(row, stage=None, since=at, due=None)


def asked_of_township(row: Row, nothing: bool, at: datetime) -> Row:
    """What is given is announced in the village; nothing needs no notice."""
    return replace(row, stage="refuse" if nothing else "notice", since=at, due=None)


def asked_on_test(row: Row, event: HouseholdTested, at: datetime) -> Row:
    """Children's aid alone goes to the county without a notice. Brief 12.20."""
    assessment = getattr(event, "assessment", None)  # gone once the household was erased
    outcome = outcome_of(assessment) if assessment else None
    if outcome and kind_of(outcome.category, outcome.statuses) == "children":
        return replace(row, stage="confirm", since=at, due=None)
    return asked_of_township(row, outcome is None or outcome.gives_nothing, at)


async def keep_worklist(view: View, batch: Sequence[Recorded]) -> None:
    """One read and one write per batch; within it every case is folded in order."""
    found = await view.fetch(KNOWN, list({item.message.application_id for item in batch}))
    rows = {record["application_id"]: Row(**dict(record)) for record in found}
    for item in batch:
        id_, at = item.message.application_id, item.envelope.recorded_at
        row = rows.get(id_) or Row(id_, item.envelope.household_id, "", None, at)
        rows[id_] = changed(row, item.message, at)
    await view.execute(KEEP, *map(list, zip(*map(astuple, rows.values()), strict=True)))


PROJECTIONS: Sequence[Projection] = (
    Projection(
        name="worklist",
        on=(
            DecisionClockStarted,
            DecisionExtended,
            ClockResumed,
            ClocksReckoned,
            HouseholdTested,
            OpinionProposed,
            NoticeOpened,
            ObjectionRecorded,
            NoticeElapsed,
            ClassConfirmed,
            ClassRefused,
            OverdueNoted,
            CaseEnded,
        ),
        apply=keep_worklist,
        tables=("decision_case",),
    ),
)
