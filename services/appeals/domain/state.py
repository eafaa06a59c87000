"""What is known of a household's appeals: the decisions they are about, and how far each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from services.appeals.domain.messages import (
    Answered,
    Compared,
    DecisionNoted,
    Escalated,
    Event,
    EvidenceHeard,
    Filed,
    TestHeard,
)


@dataclass(frozen=True, kw_only=True)
class Appeal:
    filed: Filed
    comparisons: Mapping[UUID, Compared] = field(default_factory=dict)  # by application
    answered: Answered | None = None
    escalated: tuple[str, ...] = ()

    @property
    def compared(self) -> Compared | None:
        """The comparison of the decision that was objected to."""
        return self.comparisons.get(self.filed.application_id) if self.filed.application_id else None

    @property
    def differs(self) -> bool:
        """A decision in force comes out otherwise: it has to be decided anew."""
        return any(not one.unchanged and not one.superseded for one in self.comparisons.values())

    @property
    def about(self) -> tuple[UUID, ...]:
        return (*([self.filed.application_id] if self.filed.application_id else ()), *self.filed.also)

    @property
    def due(self) -> date | datetime | None:
        return self.filed.deadlines.get("appeal_answer")


@dataclass(frozen=True, kw_only=True)
class Appeals:
    decisions: Mapping[UUID, DecisionNoted] = field(default_factory=dict)  # the latest of each application
    appeals: Mapping[UUID, Appeal] = field(default_factory=dict)
    evidence: Mapping[UUID, int] = field(default_factory=dict)
    tests: Mapping[UUID, TestHeard] = field(default_factory=dict)

    def waiting(self, application_id: UUID) -> Iterator[Appeal]:
        """Appeals that are not answered, with evidence that this application is tested with."""
        for appeal in self.appeals.values():
            if application_id in appeal.about and appeal.filed.with_evidence and not appeal.answered:
                yield appeal

    def superseded(self, application_id: UUID) -> bool:
        """A later decision counts instead."""
        of = self.decisions.get(application_id)
        return of is not None and any(when(one) > when(of) for one in self.decisions.values())


def when(noted: DecisionNoted) -> tuple[date, datetime]:
    return noted.decided_on, noted.noted_at


def evolve(state: Appeals, event: Event) -> Appeals:
    match event:
        case DecisionNoted():
            return replace(state, decisions={**state.decisions, event.application_id: event})
        case Filed():
            return with_appeal(without_evidence(state, event), Appeal(filed=event))
        case EvidenceHeard():
            return replace(state, evidence={**state.evidence, event.application_id: event.revision})
        case TestHeard():
            return replace(state, tests={**state.tests, event.application_id: event})
        case Compared():
            known = state.appeals[event.appeal_id]
            comparisons = {**known.comparisons, event.application_id: event}
            return with_appeal(state, replace(known, comparisons=comparisons))
        case Answered():
            return with_appeal(state, replace(state.appeals[event.appeal_id], answered=event))
        case Escalated():
            known = state.appeals[event.appeal_id]
            return with_appeal(state, replace(known, escalated=(*known.escalated, event.level)))
        case _:
            assert_never(event)


def without_evidence(state: Appeals, event: Filed) -> Appeals:
    """New evidence on an application is compared when it has come, not by what was heard of earlier evidence."""
    if event.application_id is None or not event.with_evidence:
        return state
    about = {event.application_id, *event.also}
    evidence = {key: revision for key, revision in state.evidence.items() if key not in about}
    tests = {key: test for key, test in state.tests.items() if key not in about}
    return replace(state, evidence=evidence, tests=tests)


def with_appeal(state: Appeals, appeal: Appeal) -> Appeals:
    return replace(state, appeals={**state.appeals, appeal.filed.appeal_id: appeal})
