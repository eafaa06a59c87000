"""The dates of the brief, section 4, on the calendar of 2024."""

from datetime import date

from services.classification import clocks


def test_the_file_reaches_the_county_on_the_first_working_day_after_the_notice_and_ten_working_days_run_from_then() -> (
    None
):
    end = clocks.notice_end(date(2024, 5, 14))
    assert end == date(2024, 5, 21)
    assert clocks.reaches_county(end) == date(2024, 5, 22)
    assert clocks.county_due(clocks.reaches_county(end)) == date(2024, 6, 5)


def test_a_notice_that_ends_on_a_friday_reaches_the_county_on_monday() -> None:
    assert clocks.reaches_county(date(2024, 11, 22)) == date(2024, 11, 25)
    assert clocks.county_due(date(2024, 11, 25)) == date(2024, 12, 9)


def test_thirty_working_days_from_acceptance_leave_out_holidays_and_count_make_up_days() -> None:
    assert clocks.decision_due(date(2024, 5, 6)) == date(2024, 6, 17)
    assert clocks.decision_due(date(2024, 9, 3)) == date(2024, 10, 21)


def test_a_refusal_is_served_within_three_working_days_and_review_ends_on_a_working_day() -> None:
    assert clocks.refusal_notice(date(2024, 10, 31)) == date(2024, 11, 5)
    assert clocks.review_filing(date(2024, 11, 5)) == date(2025, 1, 6)


def test_a_determination_holds_a_year_and_pay_begins_in_the_next_month() -> None:
    assert clocks.valid_until(date(2024, 11, 28)) == date(2025, 11, 28)
    assert clocks.month_after(date(2024, 12, 5)) == "2025-01"


def test_rural_class_three_and_four_are_checked_half_yearly() -> None:
    assert clocks.recheck(date(2024, 5, 30), 1) == date(2025, 5, 30)
    assert clocks.recheck(date(2024, 5, 30), None) == date(2025, 5, 30)
    assert clocks.recheck(date(2024, 5, 30), 3) == date(2024, 12, 2)  # 30 November is a Saturday
