"""Who is asked, once; when everybody has answered, once; what a late answer still changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from contracts.programs import Answer
from services.chassis.decider import Scenario
from services.policy.lateness import Level
from services.program_dispatch.domain.catalog import CATALOG, ListProgram, ProgramListed
from services.program_dispatch.domain.commands import CloseRound, NoteOverdue, OpenRound, TakeAnswer
from services.program_dispatch.domain.events import (
    AnswerTaken,
    Event,
    OverdueNoted,
    ProgramAsked,
    ProgramPassedOver,
    RoundAnswered,
    RoundClosed,
)
from services.program_dispatch.domain.record import RECORD, DecisionKept, KeepDecision, Terms
from services.program_dispatch.domain.round import ROUND, opening_of
from services.program_dispatch.samples import (
    APPLICATION_ID,
    ASSESSMENT,
    EMERGENCY,
    HOUSING,
    LIVING,
    MEDICAL,
    NOW,
    opening,
    program,
    standing,
)

round_ = Scenario(ROUND)
NEEDS = ("basic_living", "medical", "housing", "charity")
GRANT = Answer(item="dibao", outcome="granted", amount=28400, per="month", first="2024-06")


def opened(command: OpenRound, *past: Event) -> list[Event]:
    return [*past, *round_.given(*past).when(command).events]


def asked(events: list[Event]) -> dict[str, ProgramAsked]:
    return {event.program: event for event in events if isinstance(event, ProgramAsked)}


def answer(to: ProgramAsked, outcome: Any = "granted", *answers: Answer, **changes: Any) -> TakeAnswer:
    fields = {"reason": None if outcome == "granted" else "not_in_class", "now": NOW, **changes}
    return TakeAnswer(
        application_id=APPLICATION_ID, referral_id=to.referral_id, outcome=outcome, answers=answers, **fields
    )


def overdue(of: ProgramAsked, level: Level = "township") -> NoteOverdue:
    return NoteOverdue(
        application_id=APPLICATION_ID, referral_id=of.referral_id, level=level, now=NOW + timedelta(days=20)
    )


def after(events: list[Event], *commands: Any) -> list[Event]:
    for command in commands:
        events = [*events, *round_.given(*events).when(command).events]
    return events


def test_every_program_whose_need_and_class_fit_is_asked_and_the_others_are_put_down_without_asking() -> None:
    events = opened(opening("decided", *NEEDS, of=standing("dibao_edge")))
    assert set(asked(events)) == {"basic_living", "medical"}  # basic living owes a reasoned no
    passed = [event for event in events if isinstance(event, ProgramPassedOver)]
    assert [(event.program, event.items, event.reason) for event in passed] == [
        ("housing", ("housing_item",), "not_in_class")
    ]


def test_a_program_that_is_passed_over_is_one_no_on_its_leading_item() -> None:
    home = program("housing", "housing", categories=("dibao",), items=("rent_subsidy", "rural_renovation"))
    events = opened(opening("decided", "housing", of=standing("none"), programs=(home,)))
    (passed,) = [event for event in events if isinstance(event, ProgramPassedOver)]
    assert passed.items == ("rent_subsidy",)


def test_a_monitored_household_is_answered_anew_by_those_who_serve_it_on_top_of_the_others() -> None:
    home = program("housing", "housing", categories=("dibao", "monitored"))
    flood = program("disaster_relief", "disaster", categories=(), untested=True)
    untested = opened(opening("untested", "disaster", "housing", programs=(home, flood, EMERGENCY)))
    assert set(asked(untested)) == {"disaster_relief"}
    untested = after(untested, answer(asked(untested)["disaster_relief"]))
    flagged = opening("monitored", "disaster", "housing", of=standing("none", "monitored"), programs=(home, flood))
    events = opened(flagged, *untested)
    assert set(asked(events)) == {"disaster_relief", "housing"}
    assert round_.given(*events).when(flagged).events == []
    *_, last = after(events, answer(asked(events)["housing"]))
    assert isinstance(last, RoundAnswered)
    assert (last.granted, last.passed_over, last.uncovered) == (("disaster_relief", "housing"), {}, ())


def test_after_a_re_check_a_program_outside_the_class_is_asked_so_that_it_ends_what_it_gave() -> None:
    home = program("housing", "housing", categories=("dibao",), items=("rent_subsidy", "rural_renovation"))
    command = opening("decided", "housing", of=standing("none"), programs=(home,))
    terms = Terms(because="recheck", effective_from="2024-07", grace_until=None, overpaid_since=None, concealed=False)
    assert set(asked(opened(replace(command, terms=terms)))) == {"housing"}
    assert asked(opened(replace(command, terms=replace(terms, because="application", effective_from=None)))) == {}


def test_the_same_decision_told_twice_asks_once_and_another_decision_asks_again() -> None:
    first = opening("decided", *NEEDS, of=standing("dibao"))
    events = opened(first)
    round_.given(*events).when(first).then()
    again = round_.given(*events).when(opening("decided", *NEEDS, of=standing("dibao_edge"))).events
    assert not {e.referral_id for e in asked(again).values()} & {e.referral_id for e in asked(events).values()}


def test_what_one_of_the_people_is_opens_a_program_as_the_class_does() -> None:
    monitored = program("job", "employment", categories=("monitored",))
    events = opened(opening("decided", "employment", of=standing("none", "monitored"), programs=(monitored,)))
    assert set(asked(events)) == {"job"}
    done = after(events, answer(asked(events)["job"]))[-1]
    assert isinstance(done, RoundAnswered)
    assert done.told == ("agriculture", "civil_affairs", "job_agency")


def test_a_program_gets_its_own_needs_and_the_assessment_only_if_it_announced_it() -> None:
    events = asked(opened(opening("decided", *NEEDS, of=standing("dibao"))))
    assert events["medical"].needs == ("medical",)
    assert events["medical"].assessment == ASSESSMENT
    assert events["housing"].assessment is None
    assert events["housing"].household.costs == ()


def test_the_one_final_answer_follows_the_last_reply() -> None:
    command = opening("decided", *NEEDS, of=standing("dibao"))
    events = opened(command)
    rows = asked(events)
    early = after(events, answer(rows["basic_living"], "granted", GRANT), answer(rows["medical"]))
    assert not any(isinstance(event, RoundAnswered) for event in early)
    done = after(early, answer(rows["housing"], "declined"))
    assert done[-1] == RoundAnswered(
        application_id=APPLICATION_ID,
        opening=opening_of(command),
        granted=("basic_living", "medical"),
        declined=("housing",),
        overdue=(),
        passed_over={},
        uncovered=("housing", "charity"),
        told=("basic_living_agency", "civil_affairs", "housing_agency", "medical_agency"),
        answered_at=NOW,
    )


def test_a_silent_program_is_escalated_and_the_others_do_not_wait() -> None:
    events = opened(opening("decided", "medical", "housing", of=standing("dibao"), programs=(MEDICAL, HOUSING)))
    rows = asked(events)
    done = after(events, answer(rows["medical"]), overdue(rows["housing"]))
    assert isinstance(done[-2], OverdueNoted)
    assert isinstance(done[-1], RoundAnswered)
    assert (done[-1].granted, done[-1].overdue) == (("medical",), ("housing",))
    round_.given(*done).when(overdue(rows["housing"])).then()
    (told,) = round_.given(*done).when(overdue(rows["housing"], "county")).events
    assert isinstance(told, OverdueNoted) and told.level == "county"
    round_.given(*done, told).when(overdue(rows["housing"], "county")).then()


def test_a_late_answer_changes_the_row_and_gives_no_second_final_answer() -> None:
    events = opened(opening("decided", "housing", of=standing("dibao"), programs=(HOUSING,)))
    row = asked(events)["housing"]
    late = round_.given(*after(events, overdue(row))).when(answer(row)).events
    assert [type(event) for event in late] == [AnswerTaken]
    assert isinstance(late[0], AnswerTaken)
    assert late[0].late


def test_the_same_answer_twice_is_quiet_and_one_that_nobody_asked_for_is_refused() -> None:
    events = opened(opening("decided", "housing", of=standing("dibao"), programs=(HOUSING,)))
    row = asked(events)["housing"]
    round_.given(*after(events, answer(row))).when(answer(row)).then()
    round_.given(*after(events, answer(row))).when(overdue(row)).then()
    round_.given(*after(events, overdue(row), answer(row))).when(overdue(row, "county")).then()
    round_.given().when(answer(row)).then_refused("never-asked")


def test_urgent_help_is_asked_at_once_and_gives_no_final_answer_by_itself() -> None:
    command = opening("urgent", "emergency", "medical")
    events = opened(command)
    assert {code: event.urgent for code, event in asked(events).items()} == {"temporary_assistance": True}
    assert not any(isinstance(e, RoundAnswered) for e in after(events, answer(asked(events)["temporary_assistance"])))
    round_.given(*events).when(command).then()


def test_without_a_class_urgent_help_is_not_asked_twice_and_its_answer_is_waited_for() -> None:
    urgent = opened(opening("urgent", "emergency"))
    events = opened(opening("untested", "emergency"), *urgent)
    assert len(asked(events)) == 1
    assert not any(isinstance(event, RoundAnswered) for event in events)
    done = after(events, answer(asked(urgent)["temporary_assistance"]))[-1]
    assert isinstance(done, RoundAnswered)
    assert done.granted == ("temporary_assistance",)


def test_after_a_decision_the_urgent_program_is_asked_again_in_the_ordinary_way() -> None:
    urgent = opened(opening("urgent", "emergency", programs=(EMERGENCY,)))
    command = opening("decided", "emergency", of=standing("dibao"), programs=(EMERGENCY,))
    later = asked(round_.given(*urgent).when(command).events)["temporary_assistance"]
    assert not later.urgent
    assert later.referral_id != asked(urgent)["temporary_assistance"].referral_id


def test_an_application_that_tests_no_class_is_answered_by_programs_that_do_not_need_one() -> None:
    events = opened(opening("untested", "emergency", "medical"))
    assert set(asked(events)) == {"temporary_assistance"}
    assert [event.program for event in events if isinstance(event, ProgramPassedOver)] == ["medical"]


def test_a_class_on_record_serves_an_application_that_tests_none() -> None:
    events = opened(opening("untested", "medical", of=standing("dibao")))
    assert set(asked(events)) == {"medical"}  # basic living was not asked for


def test_where_nobody_fits_the_answer_is_given_at_once() -> None:
    events = opened(opening("decided", "housing", of=standing("none"), programs=(HOUSING,)))
    assert isinstance(events[-1], RoundAnswered)
    assert (events[-1].declined, events[-1].passed_over) == (("housing",), {"housing": ("housing_item",)})


def test_a_withdrawn_application_asks_nobody_and_a_decided_one_goes_on() -> None:
    close = CloseRound(application_id=APPLICATION_ID, now=NOW)
    closed = RoundClosed(application_id=APPLICATION_ID, closed_at=NOW)
    round_.given().when(close).then(closed)
    round_.given(closed).when(opening("decided", *NEEDS, of=standing("dibao"))).then()
    round_.given(*opened(opening("decided", *NEEDS, of=standing("dibao")))).when(close).then()


def test_a_program_is_listed_once_and_again_only_when_it_says_something_else() -> None:
    catalog = Scenario(CATALOG)
    catalog.given().when(ListProgram(program=LIVING)).then(ProgramListed(program=LIVING))
    catalog.given(ProgramListed(program=LIVING)).when(ListProgram(program=LIVING)).then()
    changed = program("basic_living", "basic_living", always=True, answer_within=5)
    catalog.given(ProgramListed(program=LIVING)).when(ListProgram(program=changed)).then(ProgramListed(program=changed))


def test_a_decision_is_kept_once() -> None:
    keep = KeepDecision(application_id=APPLICATION_ID, standing=standing("dibao"), assessment=ASSESSMENT)
    kept = DecisionKept(application_id=APPLICATION_ID, standing=standing("dibao"), assessment=ASSESSMENT)
    Scenario(RECORD).given().when(keep).then(kept)
    Scenario(RECORD).given(kept).when(keep).then()
