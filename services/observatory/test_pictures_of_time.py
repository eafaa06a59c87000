"""Bars of a trace and dots of a journey: nothing is lost, long silence is cut, crowds are folded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.chassis.pages import Words
from services.observatory.lanes import lanes
from services.observatory.waterfall import Span, share, short, waterfall

SECOND = 1_000_000


def span(name: str, start: int, duration: int, parent: str | None = None) -> Span:
    return Span(name, parent, "intake", name, start, duration, failed=False)


def test_children_stand_below_their_parent_in_order_of_time() -> None:
    fall = waterfall(
        [span("b", 20, 10, "root"), span("root", 0, 100), span("a", 10, 10, "root"), span("c", 12, 2, "a")]
    )
    assert [(bar.span.name, bar.depth) for bar in fall.bars] == [("root", 0), ("a", 1), ("c", 2), ("b", 1)]
    assert (fall.bars[0].left, round(fall.bars[0].width, 6)) == (0.0, 1.0)
    assert round(fall.bars[1].left, 6) == 0.1


def test_silence_of_more_than_ten_seconds_is_cut_out_with_a_mark() -> None:
    fall = waterfall([span("a", 0, SECOND), span("b", 3600 * SECOND, SECOND)])
    (gap,) = fall.gaps
    assert gap.length == 3599 * SECOND
    assert fall.bars[1].left > 0.5 and round(fall.bars[1].left + fall.bars[1].width, 6) == 1.0
    assert waterfall([span("a", 0, SECOND), span("b", 9 * SECOND, SECOND)]).gaps == ()


def test_a_crowd_is_folded_to_five_hundred_bars_that_count_the_rest() -> None:
    crowd = [span("root", 0, 10_000), *(span(f"s{i}", i, 1, "root") for i in range(2_000))]
    fall = waterfall(crowd)
    assert len(fall.bars) <= 500
    assert len(fall.bars) + sum(bar.folded for bar in fall.bars) == len(crowd)


def test_a_span_whose_parent_is_not_kept_is_still_drawn() -> None:
    assert [bar.depth for bar in waterfall([span("a", 0, 1, "gone")]).bars] == [0]
    assert waterfall([]).bars == ()


def test_a_long_route_keeps_its_verb_and_its_end() -> None:
    assert short("POST /v1/applications/{application_id}/visit") == "POST /v1/applications/{id}/visit"
    assert short("GET /v1/verifications/{id}/households/{household_id}/sources") == "GET …/{id}/households/{id}/sources"
    assert len(short("x" * 90)) == len(short("GET /" + "x" * 90)) == 40
    assert share(0.12345) == "12.35%"


def test_each_day_of_a_journey_starts_a_group_of_columns() -> None:
    monday = datetime(2024, 5, 6, 9, tzinfo=UTC)
    rows = [
        {"at": monday + timedelta(days=d), "service": s, "type": "x", "detail": "", "trace_id": None}
        for d, s in ((0, "intake"), (0, "investigation"), (7, "classification"))
    ]
    picture = lanes(rows)
    assert [day.after for day in picture.days] == [0, 7]
    assert [dot.x for dot in picture.dots] == sorted({dot.x for dot in picture.dots})
    assert [service for service, _ in picture.services] == ["intake", "investigation", "classification"]


def test_no_sentence_is_missing_in_a_language() -> None:
    assert Words(Path(__file__).parent / "words.yaml").missing() == []
