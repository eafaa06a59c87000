"""低保金 at the line, one yuan under it, by class, and refused. Amounts of cases 01, 02, 03, 08 and 11."""

from fractions import Fraction

import pytest

from contracts.reasons import Fact, Reason
from services.programs.basic_living.rules import assess, gap
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import GANZHOU, ZHUANGLANG, asked, assessed, household, person, rules

YUAN = 100


@pytest.mark.parametrize(
    ("counted", "paid"),
    [
        (22_800 * YUAN, 284 * YUAN),
        (2_619_840, 1 * YUAN),  # 0.80 yuan a month goes up to one
        (2_620_199, 1 * YUAN),  # 0.5008 yuan
        (2_620_200, 1 * YUAN),  # exactly 0.50 yuan goes up
        (2_620_201, 0),  # a fen more a year stays under the half
        (0, 2_184 * YUAN),
    ],
)
def test_an_urban_family_gets_what_is_missing_to_the_standard(counted: int, paid: int) -> None:
    question = asked(assessment=assessed(3, counted))
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.amount, award.per, award.first) == ("dibao", paid, "month", "2024-06")
    assert award.why[0].parameters == "ref-2024"


@pytest.mark.parametrize(
    ("place", "pay_class", "members", "paid"),
    [(ZHUANGLANG, 1, 3, 1_479), (ZHUANGLANG, 2, 5, 2_340), (GANZHOU, 4, 3, 198), (GANZHOU, 3, 1, 94)],
)
def test_a_rural_family_gets_the_rate_of_its_class(place: str, pay_class: int, members: int, paid: int) -> None:
    family = household(residence="rural")
    question = asked(family, division=place, pay_class=pay_class, assessment=assessed(members, 420_000))
    (award,) = assess(question, Entitlement(), rules(question))
    assert award.amount == paid * YUAN


def test_income_over_the_standard_is_never_paid_back() -> None:
    assert gap(72_800, 3, Fraction(10**9)) == 0


def test_a_family_outside_the_class_is_refused_with_the_reason_of_the_test() -> None:
    failed = {"dibao": ("income_over_line",)}
    persons = {"mother": ("dibao_edge",)}
    question = asked(category="dibao_edge", persons=persons, failed=failed, assessment=assessed(3, 2_664_000))
    (refusal,) = assess(question, Entitlement(), rules(question))
    assert (refusal.item, refusal.outcome, refusal.reason) == ("dibao", "declined", "income_over_line")


def test_a_person_examined_as_extremely_poor_is_told_that_a_supporter_is_able() -> None:
    reasons = (
        Reason(rule="tekun.no_labour", outcome="holds", person="son"),
        Reason(rule="tekun.no_supporter", outcome="fails", person="son"),
    )
    people = {"mother": person("1965-11-03", "self"), "son": person("1988-09-27")}
    question = asked(household(people), assessment=assessed(3, 420_000, reasons=reasons))
    _, refusal = assess(question, Entitlement(), rules(question))
    assert (refusal.item, refusal.person, refusal.reason) == ("tekun_basic", "son", "other_supporter_able")


@pytest.mark.parametrize(("own_income", "paid"), [("30000", 428), ("72750", 1), ("72751", 0), ("0", 728)])
def test_a_one_person_member_of_an_edge_family_is_paid_on_own_income(own_income: str, paid: int) -> None:
    fact = Fact(name="own_income_month", amount=own_income, unit="fen_per_month")
    tested = Reason(rule="single_person_dibao.income", outcome="holds", person="mother", fact=fact)
    question = asked(category="dibao_edge", assessment=assessed(3, 2_664_000, reasons=(tested,)))
    _, award = assess(question, Entitlement(), rules(question))
    assert (award.item, award.person, award.amount) == ("single_person_dibao", "mother", paid * YUAN)


def test_rural_members_in_low_income_status_alone_are_each_paid_by_their_own_class() -> None:
    classes = {"mother": "3", "son": "1"}
    reasons = tuple(
        Reason(
            rule="dibao.pay_class",
            outcome="holds",
            person=key,
            fact=Fact(name="pay_class", amount=number, unit="count"),
        )
        for key, number in classes.items()
    )
    persons = {"father": ("dibao_edge",), "mother": ("dibao",), "son": ("dibao",)}
    question = asked(
        household(residence="rural"),
        division=ZHUANGLANG,
        category="dibao_edge",
        pay_class=1,
        persons=persons,
        assessment=assessed(3, 2_000_000, reasons=reasons),
    )
    _, *awards = assess(question, Entitlement(), rules(question))
    assert [(award.person, award.amount) for award in awards] == [("mother", 94 * YUAN), ("son", 493 * YUAN)]
