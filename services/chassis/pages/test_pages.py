"""Dates as people write them, and a reader's choice of language and size."""

from datetime import UTC, date, datetime

from starlette.requests import Request

from services.chassis.pages import Words, day, is_elder, language, moment


def asked(query: str = "", cookie: str = "") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": query.encode(),
            "headers": [(b"cookie", cookie.encode())] if cookie else [],
        }
    )


def test_a_day_is_written_with_its_weekday() -> None:
    assert day(date(2026, 11, 23), "zh") == "2026年11月23日(星期一)"
    assert day(date(2026, 11, 23), "en") == "Mon 23 Nov 2026"
    assert day(None, "zh") == ""


def test_a_moment_is_told_in_beijing_time() -> None:
    assert moment(datetime(2026, 11, 22, 17, 5, tzinfo=UTC), "zh") == "2026年11月23日(星期一) 01:05"


def test_chinese_comes_first_and_what_was_chosen_last_counts() -> None:
    assert language(asked()) == "zh"
    assert language(asked(cookie="lang=en")) == "en"
    assert language(asked("lang=zh", "lang=en")) == "zh"
    assert language(asked("lang=xx")) == "zh"
    assert is_elder(asked(cookie="elder=1")) and not is_elder(asked("elder=0", "elder=1"))


def test_the_words_of_the_layout_are_complete() -> None:
    assert Words().missing() == []
