"""Premium, aid and tilt at their lines. Amounts of cases 01, 02, 03, 05, 08 and 11."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.classification import MonitoringDecided
from contracts.reasons import Fact, Reason
from services.programs.entitlement import Entitlement, ProgramAsked
from services.programs.entitlement.commands import CloseYear, RecordAid, RefreshRates, TakeReferral
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.events import RatiosSet, WakePlanned
from services.programs.entitlement.examples import asked, assessed, at, household, person, rules
from services.programs.medical.program import PROGRAM
from services.programs.medical.ratios import as_monitored
from services.programs.medical.rules import assess

YUAN = 100
NOVEMBER = date(2024, 11, 28)


def family(**facts: Any) -> Any:
    people = {"wife": person("1980-02-08", "self", serious_illness=facts.pop("serious", True))}
    return household(people, **facts)


def bill(amount: int) -> list[dict[str, Any]]:
    return [{"person": "wife", "kind": "medical", "amount": amount}]


def rigid(amount: int, **facts: Any) -> ProgramAsked:
    persons = {"wife": ("rigid_expenditure",)}
    facts = {"category": "rigid_expenditure", "persons": persons, "decided_on": NOVEMBER, **facts}
    return asked(family(costs=bill(amount)), **facts)


@pytest.mark.parametrize(
    ("residence", "category", "pay_class", "statuses", "counted", "paid"),
    [
        ("urban", "dibao", None, ("dibao",), 2_280_000, 250),
        ("urban", "dibao", None, ("dibao",), 0, 310),
        ("urban", "dibao", None, ("dibao",), 1, 250),
        ("rural", "dibao", 1, ("dibao",), 420_000, 310),
        ("rural", "dibao", 2, ("dibao", "monitored"), 420_000, 310),
        ("rural", "dibao", 4, ("dibao",), 420_000, 250),
        ("urban", "dibao_edge", None, ("dibao_edge",), 2_664_000, 100),
        ("rural", "none", None, ("monitored",), 2_664_000, 250),
        ("rural", "dibao_edge", 1, ("dibao",), 2_664_000, 310),
        ("rural", "none", None, ("unsupported_child",), 0, 380),
    ],
)
def test_the_premium_is_subsidised_by_the_best_class_of_each_member(
    residence: Any, category: Any, pay_class: Any, statuses: Any, counted: int, paid: int
) -> None:
    question = asked(
        household(residence=residence),
        category=category,
        pay_class=pay_class,
        persons={"mother": statuses, "girl": statuses},
        assessment=assessed(2, counted),
    )
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.person, award.amount, award.per) == ("premium_subsidy", None, 2 * paid * YUAN, "year")


def test_a_rural_member_in_low_income_status_alone_is_insured_by_the_own_class() -> None:
    fact = Fact(name="pay_class", amount="3", unit="count")
    own = Reason(rule="dibao.pay_class", outcome="holds", person="mother", fact=fact)
    question = asked(
        household(residence="rural"),
        category="dibao_edge",
        pay_class=1,
        persons={"mother": ("dibao",)},
        assessment=assessed(3, reasons=(own,)),
    )
    (award,) = assess(question, Entitlement(), rules(question))
    assert award.amount == 250 * YUAN


def test_a_rigid_family_has_no_premium_subsidy() -> None:
    question = rigid(0)
    (refusal,) = assess(question, Entitlement(), rules(question))
    assert (refusal.item, refusal.reason) == ("premium_subsidy", "not_in_class")


@pytest.mark.parametrize(
    ("costs", "paid"),
    [(2_400_000, 11_400 * YUAN), (500_000, None), (500_083, None), (500_084, 1 * YUAN), (20_000_000, 80_000 * YUAN)],
)
def test_a_rigid_family_gets_sixty_per_cent_over_five_thousand(costs: int, paid: int | None) -> None:
    question = rigid(costs)
    _, award = assess(question, Entitlement(), rules(question))
    assert (award.item, award.person, award.amount) == ("medical_aid", "wife", paid)


def test_without_serious_illness_the_ordinary_cap_holds() -> None:
    question = rigid(20_000_000)
    question = replace(question, household=family(costs=bill(20_000_000), serious=False))
    assert assess(question, Entitlement(), rules(question))[1].amount == 30_000 * YUAN


def test_the_class_on_the_day_of_care_counts_not_the_one_just_given() -> None:
    costs = family(costs=bill(3_100_000), residence="rural")
    monitored = asked(costs, pay_class=2, persons={"wife": ("dibao", "monitored")})
    fresh = asked(costs, pay_class=2, persons={"wife": ("dibao",)})
    assert assess(monitored, Entitlement(), rules(monitored))[1].amount == 21_700 * YUAN
    assert assess(fresh, Entitlement(), rules(fresh))[1].reason == "not_in_class"


def test_the_same_bills_are_aided_once() -> None:
    first, again = rigid(2_400_000), rigid(2_400_000, name="again", decided_on=date(2025, 2, 3))
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), taken(first)))
    _, refusal = assess(again, state, rules(again))
    assert refusal.reason == "already_awarded"


def aided_before(first: ProgramAsked, again: ProgramAsked) -> tuple[int | None, str | None]:
    """What the second referral is given after the first."""
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), taken(first)))
    _, answer = assess(again, state, rules(again))
    return answer.amount, answer.reason


@pytest.mark.parametrize("on", [date(2024, 12, 2), date(2025, 11, 29), date(2025, 12, 1), date(2028, 5, 8)])
@pytest.mark.parametrize("because", ["recheck", "appeal"])
def test_a_re_check_that_carries_a_bill_on_never_pays_it_again(on: date, because: Any) -> None:
    again = rigid(2_400_000, name="again", decided_on=on, because=because)
    assert aided_before(rigid(2_400_000), again) == (None, "already_awarded")


def test_at_a_re_check_years_later_only_the_bill_that_has_come_since_is_aided() -> None:
    """60 % of 24,000 - 5,000 were paid; of 34,000 - 5,000 that leaves 6,000."""
    later = rigid(2_400_000, name="again", decided_on=date(2026, 5, 8), because="recheck")
    costs = [*bill(2_400_000), *bill(1_000_000)]
    later = replace(later, household=family(costs=costs))
    assert aided_before(rigid(2_400_000), later) == (6_000 * YUAN, None)


@pytest.mark.parametrize(
    ("decided", "paid"),
    [(date(2025, 11, 3), None), (date(2025, 11, 30), None), (date(2025, 12, 1), 11_400 * YUAN)],
)
def test_an_application_tells_twelve_whole_months_so_a_later_one_tells_other_bills(
    decided: date, paid: int | None
) -> None:
    """Aided on 28 November 2024: until November 2025 the same bills may be among those that are told."""
    assert aided_before(rigid(2_400_000), rigid(2_400_000, name="again", decided_on=decided))[0] == paid


@pytest.mark.parametrize(
    ("amount", "left"), [(0, [11_400, 3_000]), (2_000, [9_400, 3_000]), (12_000, [None, 2_400]), (20_000, [None, None])]
)
def test_aid_on_record_that_names_nobody_is_taken_off_once_over_the_patients(
    amount: int, left: list[int | None]
) -> None:
    people = {"son": person("2001-02-08"), "wife": person("1980-02-08", "self", serious_illness=True)}
    costs = [{"person": "son", "kind": "medical", "amount": 1_000_000}, *bill(2_400_000)]
    persons = dict.fromkeys(people, ("rigid_expenditure",))
    question = asked(household(people, costs=costs), category="rigid_expenditure", persons=persons)
    paid = (("2024-04", "medical_aid", None, amount * YUAN),)
    record = RecordAid(application_id=question.application_id, payments=paid, now=question.referred_at)
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), record))
    _, *awards = assess(question, state, rules(question))
    assert [award.person for award in awards] == ["wife", "son"]
    assert [award.amount for award in awards] == [sum_ and sum_ * YUAN for sum_ in left]


def taken(question: ProgramAsked) -> TakeReferral:
    return TakeReferral(asked=question, rules=rules(question), rates_change_on=None, now=question.referred_at)


@pytest.mark.parametrize(
    ("costs", "tilt"),
    [(2_400_000, 1_980 * YUAN), (1_000_000, 300 * YUAN), (750_000, None), (750_100, None), (750_500, 1 * YUAN)],
)
def test_the_tilt_pays_thirty_per_cent_of_what_is_left_over_six_thousand(costs: int, tilt: int | None) -> None:
    """Of 7,500 yuan aid leaves 6,000, which is not over the line."""
    question = rigid(costs)
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), taken(question)))
    close = CloseYear(year=2024, rules=rules(question), now=at(date(2024, 12, 31)))
    events = decide(PROGRAM, state, close)
    awarded = [a.amount for e in events for a in getattr(e, "answers", ()) if a.item == "hardship_tilt"]
    assert awarded == ([tilt] if tilt else [])
    assert [a for e in decide(PROGRAM, folded(state, events), close) for a in getattr(e, "answers", ())] == []


def test_the_tilt_of_a_year_leaves_out_the_bills_of_the_year_before_that_a_re_check_carries_on() -> None:
    """Of 20,000 yuan that came since, aid pays 12,000; the old 24,000 had their tilt in 2024."""
    later = rigid(2_400_000, name="again", decided_on=date(2025, 3, 10), because="recheck")
    later = replace(later, household=family(costs=[*bill(2_400_000), *bill(2_000_000)]))
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), taken(rigid(2_400_000))))
    state = folded(state, decide(PROGRAM, state, taken(later)))
    close = CloseYear(year=2025, rules=rules(later), now=at(date(2025, 12, 31)))
    given = [a.amount for e in decide(PROGRAM, state, close) for a in getattr(e, "answers", ())]
    assert given == [600 * YUAN]  # 30 % of 8,000 - 6,000


def year_ends(events: list[Any]) -> list[datetime | None]:
    return [e.at for e in events if isinstance(e, WakePlanned) and e.what == "year_end"]


def test_what_is_granted_on_the_last_day_is_closed_on_the_first_and_nothing_in_between_forgets_it() -> None:
    last, first = date(2024, 12, 31), date(2025, 1, 1)
    question = rigid(2_400_000, decided_on=last)
    events = decide(PROGRAM, Entitlement(), taken(question))
    state = folded(Entitlement(), events)
    assert [at and at.date() for at in year_ends(events)] == [first]
    refresh = RefreshRates(figures=((first, rules(question)),), rates_change_on=None, now=at(first, 0))
    assert year_ends(decide(PROGRAM, state, refresh)) == []
    close = CloseYear(year=2024, rules=rules(question), now=at(first, 1))
    events = decide(PROGRAM, state, close)
    assert [a.amount for e in events for a in getattr(e, "answers", ())] == [1_980 * YUAN]
    assert [a for e in decide(PROGRAM, folded(state, events), close) for a in getattr(e, "answers", ())] == []


def test_a_year_that_was_closed_on_its_last_day_is_not_closed_again_on_the_first() -> None:
    question = rigid(2_400_000)
    state = folded(Entitlement(), decide(PROGRAM, Entitlement(), taken(question)))
    close = CloseYear(year=2024, rules=rules(question), now=at(date(2024, 12, 31), 1))
    assert year_ends(decide(PROGRAM, state, close)) == [None]


def test_the_ratio_of_low_income_families_begins_with_the_next_month_and_that_of_edge_families_at_once() -> None:
    dibao = asked(persons={"mother": ("dibao", "monitored")})
    edge = asked(category="dibao_edge", persons={"mother": ("dibao_edge",)})
    assert PROGRAM.ratios
    assert [(r.valid_from, r.ratios) for r in PROGRAM.ratios(dibao, Entitlement(), rules(dibao))] == [
        (date(2024, 5, 24), {"mother": 70}),
        (date(2024, 6, 1), {"mother": 75}),
    ]
    assert [(r.valid_from, r.ratios) for r in PROGRAM.ratios(edge, Entitlement(), rules(edge))] == [
        (date(2024, 5, 24), {"mother": 60})
    ]


def monitored_from(on: date, *members: str, given: bool = True) -> Any:
    message = MonitoringDecided(
        household_id=UUID(int=1),
        application_id=UUID(int=2),
        division="620825",
        residence="rural",
        needs=("disaster",),
        monitored=given,
        members=members,
        decided_on=on,
        household=family(),
    )
    return as_monitored(message, None, at(on))


def test_who_is_monitored_has_at_least_its_ratio_from_the_day_of_the_decision_also_without_a_referral() -> None:
    raised = decide(PROGRAM, Entitlement(), monitored_from(NOVEMBER, "wife"))
    state = folded(Entitlement(), raised)
    assert (state.ratio("wife", date(2024, 11, 27)), state.ratio("wife", NOVEMBER)) == (None, 70)
    assert decide(PROGRAM, state, monitored_from(NOVEMBER, "wife")) == []
    assert decide(PROGRAM, Entitlement(), monitored_from(NOVEMBER, "wife", given=False)) == []


def test_a_better_ratio_stays_and_one_that_begins_later_is_raised_on_its_day() -> None:
    now, later = (
        RatiosSet(program="medical", valid_from=day, ratios=ratios, set_at=at(NOVEMBER))
        for day, ratios in ((date(2024, 1, 1), {"wife": 75, "son": 60}), (date(2024, 12, 1), {"wife": 60}))
    )
    state = folded(Entitlement(), [now, later])
    state = folded(state, decide(PROGRAM, state, monitored_from(NOVEMBER, "wife", "son")))
    found = {on: (state.ratio("wife", on), state.ratio("son", on)) for on in (NOVEMBER, date(2024, 12, 1))}
    assert found == {NOVEMBER: (75, 70), date(2024, 12, 1): (70, 70)}
