"""What somebody gives by hand lies within the parameters: at the bound, a fen below, a fen above."""

from datetime import date

import pytest

from services.chassis.errors import RuleBroken
from services.programs.education.program import PROGRAM as EDUCATION
from services.programs.employment.program import PROGRAM as EMPLOYMENT
from services.programs.entitlement import Entitlement, Program
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import AnswerByHand, PayOutside, TakeReferral
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import asked, at, household, person, rules
from services.programs.entitlement.test_answering import of

PUPIL = household({"girl": person("2004-03-21", "self", school={"stage": "undergraduate", "boarding": True})})
QUESTION = asked(PUPIL)
JUNE = at(date(2024, 6, 3))
EXAMPLES = [
    (EDUCATION, "loan", 2_000_000, True),
    (EDUCATION, "loan", 1_999_999, True),
    (EDUCATION, "loan", 2_000_001, False),
    (EMPLOYMENT, "training", 79_999, False),
    (EMPLOYMENT, "training", 80_000, True),
    (EMPLOYMENT, "training", 80_001, True),
    (EMPLOYMENT, "training", 149_999, True),
    (EMPLOYMENT, "training", 150_000, True),
    (EMPLOYMENT, "training", 150_001, False),
]


def known(program: Program) -> Entitlement:
    take = TakeReferral(asked=QUESTION, rules=rules(QUESTION), rates_change_on=None, now=at(date(2024, 5, 24)))
    return folded(Entitlement(), decide(program, Entitlement(), take))


def stated(item: str, amount: int | None) -> AnswerByHand:
    return AnswerByHand(
        referral_id=QUESTION.referral_id,
        item=item,
        person="girl",
        outcome="granted",
        amount=amount,
        rules=rules(QUESTION),
        now=JUNE,
    )


@pytest.mark.parametrize(("program", "item", "amount", "allowed"), EXAMPLES)
def test_a_desk_grants_within_the_bounds(program: Program, item: str, amount: int, *, allowed: bool) -> None:
    command = stated(item, amount)
    if allowed:
        (change,) = of(e.AwardsChanged, decide(program, known(program), command))
        assert [(p.item, p.amount) for p in change.answers] == [(item, amount)]
        return
    with pytest.raises(RuleBroken, match="outside-bounds"):
        decide(program, known(program), command)


@pytest.mark.parametrize(
    ("program", "item", "per", "paid"),
    [(EMPLOYMENT, "insurance_subsidy", "once", [80_000]), (EDUCATION, "tuition_waiver", "term", [])],
)
def test_what_only_a_desk_can_tell_counts_as_it_states_it(
    program: Program, item: str, per: str, paid: list[int]
) -> None:
    """A subsidy is paid once; a fee that is waived is no money for the family. Said again it is quiet."""
    state, command = known(program), stated(item, 80_000)
    events = decide(program, state, command)
    (change,) = of(e.AwardsChanged, events)
    assert [(p.item, p.amount, p.per, p.stated) for p in change.answers] == [(item, 80_000, per, True)]
    assert [p.amount for p in of(e.PaymentFellDue, events)] == paid
    assert decide(program, folded(state, events), command) == []


@pytest.mark.parametrize(("program", "item"), [(EMPLOYMENT, "insurance_subsidy"), (EDUCATION, "tuition_waiver")])
def test_what_only_a_desk_can_tell_is_not_granted_without_its_sum(program: Program, item: str) -> None:
    with pytest.raises(RuleBroken, match="amount-needed"):
        decide(program, known(program), stated(item, None))


@pytest.mark.parametrize(("program", "item", "amount", "allowed"), EXAMPLES)
def test_money_goes_out_by_hand_within_the_bounds(program: Program, item: str, amount: int, *, allowed: bool) -> None:
    command = PayOutside(item=item, person="girl", amount=amount, rules=rules(QUESTION), now=JUNE)
    if allowed:
        assert [p.amount for p in of(e.PaymentFellDue, decide(program, known(program), command))] == [amount]
        return
    with pytest.raises(RuleBroken, match="outside-bounds"):
        decide(program, known(program), command)
