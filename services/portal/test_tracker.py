"""The tracker of one household through a whole case, in any order, and the case as data."""

from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import UUID

from contracts.appeals import AppealCompared, AppealFiled
from contracts.classification import Category, DeterminationProposed
from contracts.program_dispatch import ApplicationAnswered, ProgramOverdue
from contracts.programs import DeskAsked, MedicalRatioSet, SupportChanged
from services.policy.words import Lang
from services.portal.case_view import case_view
from services.portal.examples import (
    ACCEPTED,
    ASSESSED,
    BEIJING,
    CASE,
    DIBAO,
    HOUSE,
    ITEMS,
    JUNE,
    MAY,
    NOTICE,
    PAID,
    PROGRAMS,
    REFERRAL,
    REFERRED,
    SUBMITTED,
    confirmed,
    days,
    decided,
    story,
    told,
)
from services.portal.sentences import headline, rows
from services.portal.telling import Teller
from services.portal.test_words import WORDS
from services.portal.tracker import Tracker


def test_before_a_decision_the_case_is_untested_and_only_flags_are_shown() -> None:
    view = case_view(story((SUBMITTED, MAY), (ACCEPTED, MAY)), MAY, ITEMS)
    assert (view["status"], view["category"]) == ("accepted", "untested")
    assert view["persons"] == {"mother": ["other"], "girl": ["disabled"]}
    assert view["counted_as"] == {"other": 1, "disabled": 1}
    assert view["deadlines"] == {"decision": "2024-06-17"}


def test_figures_of_the_latest_test_are_rounded_half_up_to_the_fen() -> None:
    view = case_view(story((SUBMITTED, MAY), (ASSESSED, days(7))), MAY, ITEMS)
    assert view["figures"] == {"gross_income": 2_760_000, "per_head_month": 63_333, "rigid_ratio": 0.7674, "members": 2}
    assert {"rule": "dibao.income", "passed": True} in view["explains"]
    assert view["category"] == "untested"


def test_a_confirmed_household_with_its_award_payments_and_ratio() -> None:
    ratio = MedicalRatioSet(
        household_id=HOUSE, valid_from=date(2024, 6, 1), ratios={"mother": 75, "girl": 0}, set_at=days(19)
    )
    doc = story(
        (SUBMITTED, MAY),
        (confirmed(), days(18)),
        (REFERRED, days(18)),
        (decided(DIBAO), days(19)),
        (ratio, days(19)),
        (PAID, days(26)),
    )
    view = case_view(doc, JUNE, ITEMS)
    assert (view["status"], view["category"], view["awards_from"]) == ("confirmed", "dibao", "2024-06")
    assert view["awards"] == [
        {"program": "basic_living", "item": "dibao", "amount": 28_400, "per": "month", "from": "2024-06"}
    ]
    assert view["payments"] == [{"month": "2024-06", "program": "basic_living", "item": "dibao", "amount": 28_400}]
    assert view["medical_ratio"] == {"mother": 75}
    assert case_view(doc, days(20), ITEMS)["medical_ratio"] == {}
    assert view["referred"] == ["basic_living"]


def test_what_tops_up_an_earlier_month_has_a_line_of_its_own_that_says_so() -> None:
    more = PAID.model_copy(update={"amount": 2_800, "for_month": "2024-03"})
    doc = story((SUBMITTED, MAY), (PAID, days(26)), (more, days(27)))
    assert [(p.amount, p.for_month) for p in doc.payments] == [(28_400, None), (2_800, "2024-03")]
    chinese, english = (Teller(WORDS, lang, {}, doc) for lang in get_args(Lang))
    assert [chinese.paid_for(p) for p in doc.payments] == ["低保金", "低保金（标准提高，补发2024年3月差额）"]
    assert english.paid_for(doc.payments[1]) == "Living allowance (the standard was raised: difference for Mar 2024)"
    assert case_view(doc, JUNE, ITEMS)["payments"][0]["amount"] == 31_200


def test_the_same_message_twice_changes_nothing() -> None:
    once = story((SUBMITTED, MAY), (PAID, days(26)))
    assert told(once, PAID, days(26)) == once


def test_messages_of_different_services_in_another_order_end_the_same() -> None:
    messages = [(SUBMITTED, MAY), (ACCEPTED, MAY), (NOTICE, days(8)), (REFERRED, days(18)), (decided(DIBAO), days(19))]
    forward, backward = story(*messages), story(*reversed(messages))
    assert case_view(forward, JUNE, ITEMS) == case_view(backward, JUNE, ITEMS)
    assert backward.latest() is not None and backward.latest().status == "in_notice"  # type: ignore[union-attr]
    assert backward.timeline == forward.timeline


def test_a_changed_class_counts_from_its_first_month_and_the_first_one_at_once() -> None:
    later = confirmed(
        application_id=UUID(int=9), category="dibao_edge", decided_on=date(2025, 2, 10), awards_from="2025-03"
    )
    doc = story((SUBMITTED, MAY), (confirmed(), days(18)), (later, days(280)))
    at = [datetime(2024, 5, 24, 12, tzinfo=BEIJING), datetime(2025, 2, 28, 12, tzinfo=BEIJING)]
    assert [case_view(doc, on, ITEMS)["category"] for on in at] == ["dibao", "dibao"]
    assert case_view(doc, datetime(2025, 3, 1, tzinfo=BEIJING), ITEMS)["category"] == "dibao_edge"


def test_a_monthly_award_is_listed_until_its_last_month_and_a_changed_one_replaces_it() -> None:
    ended = SupportChanged(
        household_id=HOUSE,
        application_id=CASE,
        program="basic_living",
        answers=(DIBAO.model_copy(update={"last": "2024-08"}),),
        because="recheck",
        changed_at=days(60),
    )
    doc = story((SUBMITTED, MAY), (decided(DIBAO), days(19)), (ended, days(60)))
    assert len(case_view(doc, datetime(2024, 8, 31, tzinfo=BEIJING), ITEMS)["awards"]) == 1
    assert case_view(doc, datetime(2024, 9, 1, tzinfo=BEIJING), ITEMS)["awards"] == []


def test_a_program_that_was_not_asked_is_a_no_on_each_of_its_items() -> None:
    answered = ApplicationAnswered(
        household_id=HOUSE,
        application_id=CASE,
        granted=("basic_living",),
        declined=("housing",),
        told=("civil_affairs",),
        answered_at=days(20),
    )
    view = case_view(story((SUBMITTED, MAY), (decided(DIBAO), days(19)), (answered, days(20))), JUNE, ITEMS)
    assert view["not_awarded"] == [
        {"program": "housing", "item": "rent_subsidy", "reason": "not_in_class"},
        {"program": "housing", "item": "rural_renovation", "reason": "not_in_class"},
    ]
    assert (view["told"], view["referred"]) == (["civil_affairs"], ["basic_living"])


def test_a_late_answer_changes_the_row_of_an_overdue_program() -> None:
    late = ProgramOverdue(
        household_id=HOUSE, application_id=CASE, referral_id=REFERRAL, program="basic_living", overdue_at=days(40)
    )
    doc = story((SUBMITTED, MAY), (REFERRED, days(18)), (late, days(40)))
    assert [row.state for row in rows(doc.application(CASE), doc, PROGRAMS)] == ["overdue", "waiting_class"]
    doc = told(doc, decided(DIBAO), days(41))
    assert [row.state for row in rows(doc.application(CASE), doc, PROGRAMS)] == ["granted", "waiting_class"]


def test_every_row_says_who_has_it_and_by_when() -> None:
    desk = DeskAsked(
        household_id=HOUSE,
        application_id=CASE,
        referral_id=REFERRAL,
        program="housing",
        items=("rural_renovation",),
        asked_at=days(18),
        answer_by=date(2024, 7, 1),
    )
    doc = story((SUBMITTED, MAY), (ACCEPTED, MAY), (desk, days(18)))
    waiting, at_desk = sorted(rows(doc.application(CASE), doc, PROGRAMS), key=lambda row: row.program)
    assert (waiting.state, waiting.holder, waiting.by) == ("waiting_class", "holder.county", date(2024, 6, 17))
    assert (at_desk.state, at_desk.holder, at_desk.by) == ("at_desk", "agency.housing", date(2024, 7, 1))


def test_the_top_sentence_follows_the_case() -> None:
    doc = story((SUBMITTED, MAY), (ACCEPTED, MAY), (NOTICE, days(8)))
    top = headline(doc.application(CASE), doc)
    assert (top.key, top.holder, top.by) == ("in_notice", "holder.village", date(2024, 5, 21))
    done = told(doc, confirmed(), days(18))
    assert headline(done.application(CASE), done).key == "confirmed"


def test_a_stored_document_is_read_back_as_it_was() -> None:
    doc = story(
        (SUBMITTED, MAY), (ACCEPTED, MAY), (confirmed(), days(18)), (REFERRED, days(18)), (decided(DIBAO), JUNE)
    )
    assert Tracker.model_validate(doc.model_dump(mode="json", exclude_defaults=True)) == doc
    assert doc.timeline[0].at.astimezone(UTC) == MAY


def test_a_proposal_of_the_rules_is_not_yet_the_townships_opinion() -> None:
    def proposal(category: Category) -> DeterminationProposed:
        return DeterminationProposed(household_id=HOUSE, application_id=CASE, category=category, proposed_at=days(3))

    began = story((SUBMITTED, MAY), (ACCEPTED, MAY))
    assert case_view(told(began, proposal("dibao"), days(3)), JUNE, ITEMS)["status"] == "accepted"
    assert case_view(told(began, proposal("none"), days(3)), JUNE, ITEMS)["status"] == "proposed"


def test_an_objection_shows_beside_its_own_every_other_decision_that_used_the_fact() -> None:
    appeal, other = UUID(int=21), UUID(int=22)
    both: dict[str, Any] = {"household_id": HOUSE, "appeal_id": appeal}
    compared = AppealCompared(
        **both, application_id=other, decided_on=date(2024, 3, 1), unchanged=False, filed_on=CASE, superseded=True,
        compared_at=days(30),
    )  # fmt: skip
    filed = AppealFiled(**both, application_id=CASE, kind="objection", filed_at=days(29), also=(other,))
    doc = story((SUBMITTED, MAY), (filed, days(29)), (compared, days(30)), (compared, days(31)))
    (shown,) = doc.application(CASE).appeals
    assert (shown.unchanged, [(one.application_id, one.superseded) for one in shown.others]) == (None, [(other, True)])
    assert doc.application(other).appeals == ()
