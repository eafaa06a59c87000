"""An objection to one source: asked again, not believed meanwhile, once; refused where nothing was said."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.chassis.tables import ClearTimer, Envelope, SetTimer
from services.investigation import timers
from services.investigation.domain.messages import (
    AnswersReceived,
    Closed,
    DossierDrawn,
    GiveUp,
    ObjectToSource,
    RecordAnswers,
    SourceObjected,
    SourcesAsked,
    SourcesGivenUp,
)
from services.investigation.outbound import PUBLISHES
from services.investigation.test_domain import (
    ABOUT_MOTHER,
    ACCEPTED,
    BANK_BACK,
    BEGUN,
    ON_VISIT,
    VISITED,
    drawn,
    late,
    opened,
    received,
    says,
)
from services.policy.calendar import BEIJING

RICH = says("differs", 21_000_000)
UNTIL = date(2024, 5, 29)
OBJECT = ObjectToSource(source="bank_deposits", person="mother", until=UNTIL, now=BANK_BACK)
OBJECTED = SourceObjected(source="bank_deposits", person="mother", until=UNTIL, objected_at=BANK_BACK)
ASKED_AGAIN = SourcesAsked(plan=(), requests=(ABOUT_MOTHER,), asked_at=BANK_BACK)
ENVELOPE = Envelope(
    household_id=UUID(int=1), stream_id=UUID(int=2), event_id=UUID(int=3), version=1, recorded_at=ACCEPTED
)
decided_on_it = opened.given(received(RICH, ACCEPTED), BEGUN, VISITED, drawn(1, RICH, ON_VISIT, ACCEPTED))


def test_a_source_that_is_objected_to_is_asked_again_and_its_fact_is_missing_until_it_answers() -> None:
    objected, asked, dossier = decided_on_it.when(OBJECT).events
    assert (objected, asked) == (OBJECTED, ASKED_AGAIN)
    assert isinstance(dossier, DossierDrawn)
    assert (dossier.revision, dossier.missing) == (2, ("bank_deposits",))
    assert "assets.deposits" in dossier.dossier.unknown
    again = RecordAnswers(answers=(says("matched", 1_200_000),), now=BANK_BACK)
    received_, revised = decided_on_it.given(objected, asked, dossier).when(again).events
    assert isinstance(received_, AnswersReceived) and isinstance(revised, DossierDrawn)
    assert (revised.missing, revised.dossier.household.assets.deposits) == ((), 1_200_000)


def test_the_same_answer_stands_and_a_second_objection_needs_evidence() -> None:
    events = decided_on_it.when(OBJECT).events
    asked = decided_on_it.given(*events)
    asked.when(OBJECT).then()
    answered = asked.given(*asked.when(RecordAnswers(answers=(RICH,), now=BANK_BACK)).events)
    answered.when(OBJECT).then_refused("source-asked-again-already")


def test_there_is_nothing_to_object_to_before_an_answer_or_about_nobody() -> None:
    opened.when(OBJECT).then_refused("source-not-answered")
    late.when(OBJECT).then_refused("source-not-answered")
    decided_on_it.when(replace(OBJECT, person="stranger")).then_refused("source-not-answered")
    decided_on_it.when(replace(OBJECT, source="vehicles")).then_refused("source-not-answered")


def test_it_is_waited_for_again_with_a_timer_of_its_own() -> None:
    (timer,) = timers.waited_for_again(OBJECTED, ENVELOPE)
    assert isinstance(timer, SetTimer)
    assert (timer.name, timer.at) == (timers.OBJECTED, datetime(2024, 5, 30, tzinfo=BEIJING))
    asked = decided_on_it.given(OBJECTED, ASKED_AGAIN)
    asked.when(GiveUp(now=timer.at.replace(day=29))).then()
    given_up = asked.when(GiveUp(now=timer.at)).events[0]
    assert isinstance(given_up, SourcesGivenUp)
    cleared = timers.nothing_more(Closed(closed_at=ACCEPTED), ENVELOPE)
    assert ClearTimer(name=timers.OBJECTED, stream_id=ENVELOPE.stream_id) in cleared


def test_the_others_hear_which_result_is_disputed_and_until_when() -> None:
    message = PUBLISHES[SourceObjected](OBJECTED, ENVELOPE)
    assert message is not None
    assert message.model_dump(include={"source", "person", "deadlines"}) == {
        "source": "bank_deposits",
        "person": "mother",
        "deadlines": {"source_rechecked": UNTIL},
    }
