"""What population tells the others."""

from contracts import population
from services.chassis.tables import Envelope, Publishes
from services.population.domain.events import (
    ChangeKept,
    RecheckDemanded,
    RecordKept,
    StandingKept,
    WarningLifted,
    WarningMoved,
    WarningOpened,
    WarningSettled,
)


def standing(event: StandingKept, envelope: Envelope) -> population.StandingTakenOver:
    return population.StandingTakenOver(
        household_id=envelope.household_id,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        category=event.category,
        pay_class=event.pay_class,
        persons=event.persons,
        since=event.since,
        valid_until=event.valid_until,
        taken_over_at=event.taken_over_at,
        household=event.household,
        deadlines={"recheck": event.recheck} if event.recheck else {},
    )


def record(event: RecordKept, envelope: Envelope) -> population.RecordPushed:
    return population.RecordPushed(
        household_id=envelope.household_id,
        source=event.source,
        person=event.person,
        pushed_at=event.kept_at,
        record=event.record,
        identity_number=event.identity_number,
    )


def change(event: ChangeKept, envelope: Envelope) -> population.ChangeDeclared:
    return population.ChangeDeclared(
        household_id=envelope.household_id,
        sections=event.sections,
        because=event.because,
        declared_at=event.kept_at,
    )


def raised(event: WarningOpened, envelope: Envelope) -> population.WarningRaised:
    adjusted = {"death_adjustment": event.adjust_by} if event.adjust_by else {}
    return population.WarningRaised(
        household_id=envelope.household_id,
        warning_id=event.warning_id,
        kind=event.kind,
        tier=event.tier,
        person=event.person,
        source=event.source,
        raised_at=event.opened_at,
        deadlines={"warning_handled": event.due, **adjusted},
    )


def moved(event: WarningMoved, envelope: Envelope) -> population.WarningMoved:
    return population.WarningMoved(
        household_id=envelope.household_id,
        warning_id=event.warning_id,
        kind=event.kind,
        state=event.state,
        moved_at=event.moved_at,
    )


def closed(event: WarningSettled, envelope: Envelope) -> population.WarningClosed:
    return population.WarningClosed(
        household_id=envelope.household_id,
        warning_id=event.warning_id,
        kind=event.kind,
        person=event.person,
        outcome=event.outcome,
        closed_at=event.settled_at,
    )


def escalated(event: WarningLifted, envelope: Envelope) -> population.WarningEscalated:
    return population.WarningEscalated(
        household_id=envelope.household_id,
        warning_id=event.warning_id,
        kind=event.kind,
        clock=event.clock,
        level=event.level,
        escalated_at=event.lifted_at,
    )


def recheck(event: RecheckDemanded, envelope: Envelope) -> population.RecheckOrdered:
    return population.RecheckOrdered(
        household_id=envelope.household_id,
        application_id=event.application_id,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        terms=event.terms,
        ordered_at=event.demanded_at,
        household=event.household,
    )


PUBLISHES: Publishes = {
    StandingKept: standing,
    RecordKept: record,
    ChangeKept: change,
    WarningOpened: raised,
    WarningMoved: moved,
    WarningSettled: closed,
    WarningLifted: escalated,
    RecheckDemanded: recheck,
}
