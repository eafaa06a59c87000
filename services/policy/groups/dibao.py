"""低保: counted income per head below the standard, modest assets; and the rural pay class. Domain brief 2.1."""

from typing import Final, Literal

from contracts.base import Key
from contracts.reasons import Reason
from services.policy import labour
from services.policy.amounts import at_least_nothing, known
from services.policy.assets import assets
from services.policy.household import View
from services.policy.income import IncomeTest
from services.policy.reasons import Measure, all_of, any_of, at_least, at_most, below, is_flag, missing, working

LAW: Final = "最低生活保障审核确认办法（民发〔2021〕57号）"
LAW_CLASSES: Final = "甘肃省农村低保分类施保（一至四类）"


def dibao(view: View, test: IncomeTest, entry: Reason) -> Reason:
    """The household's test. Equal to the standard is not below it."""
    return all_of(
        "dibao",
        entry,
        below("dibao.income", per_head(view, test), view.p.standard, law=LAW, code="income_over_line"),
        assets(view, "dibao", "dibao.assets"),
    )


def per_head(view: View, test: IncomeTest) -> Measure:
    return view.measure("per_head_month", "fen_per_month", test.per_head_month, *test.paths)


PayClass = Literal[1, 2, 3, 4]
_NUMBERS: Final[tuple[PayClass, ...]] = (1, 2, 3)


def pay_class(view: View, income_month: Measure) -> tuple[PayClass | None, Reason]:
    """Rural class 1 to 4 with its reasons, None while a fact is missing. The first class that holds counts.

    `income_month`: of the unit per head; where it is of one person, the class is that person's.
    """
    tests = (_class_1(view), _class_2(view), _class_3(view, income_month))
    decisive = next((reason for reason in tests if reason.outcome != "fails"), None)
    number: PayClass = _NUMBERS[tests.index(decisive)] if decisive else 4
    gaps = missing([decisive]) if decisive else ()
    span = at_least_nothing(gaps) if gaps else known(number)
    found = view.measure("pay_class", "count", span, person=income_month.person)
    return None if gaps else number, working("dibao.pay_class", found, *tests, law=LAW_CLASSES)


def _class_1(view: View) -> Reason:
    """No member is able to work."""
    return all_of(
        "dibao.class_1",
        *(
            at_most("dibao.class_1.unable", labour.labour_capable(view, key), 0, law=LAW_CLASSES)
            for key in view.members
        ),
    )


def _class_2(view: View) -> Reason:
    """At least half are not able to work, and somebody is seriously ill or severely disabled."""
    capable = [labour.labour_capable(view, key) for key in view.members]
    gaps = tuple(sorted({path for measure in capable for path in measure.span.missing}))
    unable = sum(1 for measure in capable if measure.span.exact == 0)
    needed = view.p.dibao.class_2_unable_share * view.n
    share = view.exact("members_unable", "count", unable)
    if gaps and unable < needed:
        share = view.flag("members_unable", False, *gaps)
    return all_of(
        "dibao.class_2",
        at_least("dibao.class_2.half", share, needed, law=LAW_CLASSES),
        any_of("dibao.class_2.burden", *(_burden(view, key) for key in view.members)),
    )


def _burden(view: View, key: Key) -> Reason:
    paths = (f"people.{key}.serious_illness", f"people.{key}.disability")
    borne = view.household.people[key].serious_illness or labour.is_severe(view, key)
    return is_flag(
        "dibao.class_2.ill_or_disabled", view.flag("ill_or_disabled", borne, *paths, person=key), law=LAW_CLASSES
    )


def _class_3(view: View, income_month: Measure) -> Reason:
    """Income far below the standard."""
    return below("dibao.class_3", income_month, view.p.dibao.class_3_income * view.p.standard, law=LAW_CLASSES)
