"""The list as the bank reads it: yuan, no name, a total that is the sum of its lines."""

import csv
from codecs import BOM_UTF8
from uuid import UUID

import pytest

from services.programs.payment_lists import written, yuan

FAMILY = UUID(int=7)


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (99, "0.99"), (100, "1.00"), (101, "1.01"), (98_600, "986.00")])
def test_a_sum_is_written_in_yuan_to_the_fen(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_the_sheet_has_a_mark_a_head_every_payment_and_the_total() -> None:
    plain = {"household_id": FAMILY, "program": "basic_living", "item": "dibao", "person": "", "for_month": ""}
    hers = {"household_id": FAMILY, "program": "disability", "item": "care_subsidy", "person": "girl", "for_month": ""}
    rows = [
        {**plain, "amount": 69_100, "withheld": 29_500},
        {**plain, "amount": 2_200, "withheld": 0, "for_month": "2024-05"},
        {**hers, "amount": 11_000, "withheld": 0},
    ]
    sheet = written(rows)
    assert sheet.startswith(BOM_UTF8)
    head, *lines, total = csv.reader(sheet.decode("utf-8-sig").splitlines())
    assert head == ["household", "payee", "program", "item", "amount_yuan", "withheld_yuan", "tops_up_month"]
    assert lines == [
        [str(FAMILY), "applicant", "basic_living", "dibao", "691.00", "295.00", ""],
        [str(FAMILY), "applicant", "basic_living", "dibao", "22.00", "0.00", "2024-05"],
        [str(FAMILY), "girl", "disability", "care_subsidy", "110.00", "0.00", ""],
    ]
    assert total == ["total", "", "", "", "823.00", "295.00", ""]


def test_a_month_without_payments_is_a_total_of_nothing() -> None:
    assert written([]).decode("utf-8-sig").splitlines()[-1] == "total,,,,0.00,0.00,"
