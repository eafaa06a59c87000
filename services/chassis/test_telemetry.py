"""One trace across services, log lines that can be found, and no value of a person in either."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import structlog
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.semconv._incubating.attributes import error_attributes, http_attributes, messaging_attributes
from opentelemetry.trace import SpanKind
from prometheus_client.parser import text_string_to_metric_families

from services.chassis import telemetry, tracing
from services.chassis.sampling import Budget
from services.chassis.tracing import SpanStore, context_of

NAME = "赵六六"
TRACE, SPAN = "a" * 32, "b" * 16
CASE = uuid4()


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    telemetry.STORE.rows.clear()
    monkeypatch.setattr(tracing, "BUDGET", Budget())
    yield
    telemetry.STORE.rows.clear()


def message(**headers: str) -> Any:
    return SimpleNamespace(part=3, type="onedoor.intake.application_submitted.v1", headers=headers)


def one_row() -> telemetry.SpanRow:
    (row,) = telemetry.STORE.take()
    return row


def test_a_command_and_its_reaction_in_another_service_are_one_trace() -> None:
    with telemetry.commanding("intake", "POST", "/v1/applications", None, "Submit", CASE) as command:
        sent = message(traceparent=command.traceparent, correlationid=str(CASE), id="e1")
    with telemetry.processing("investigation", "investigation:onedoor.intake", sent):
        pass
    first, second = telemetry.STORE.take()
    assert (second.trace_id, second.parent_id) == (first.trace_id, first.span_id)
    assert (first.service, second.service) == ("intake", "investigation")
    assert first.application_id == second.application_id == CASE
    assert (second.kind, second.event_id, second.name) == ("consumer", "e1", "process application_submitted")


def test_a_callers_trace_is_continued() -> None:
    with telemetry.commanding("intake", "POST", "/v1", f"00-{TRACE}-{SPAN}-01", "Submit", None):
        pass
    row = one_row()
    assert (row.trace_id, row.parent_id) == (TRACE, SPAN)


def test_beyond_the_budget_a_trace_is_left_out_as_a_whole_and_a_callers_own_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tracing, "BUDGET", Budget(burst=1, per_second=0))
    for kept in (True, False):
        with telemetry.commanding("intake", "POST", "/v1", None, "Submit", CASE) as command:
            sent = message(traceparent=command.traceparent, correlationid=str(CASE), id="e1")
        with telemetry.processing("portal", "portal:onedoor.intake", sent) as handled:
            assert handled.trace_id == command.trace_id and handled.case_id == str(CASE)
        assert len(telemetry.STORE.take()) == (2 if kept else 0)
    with telemetry.commanding("intake", "POST", "/v1", f"00-{TRACE}-{SPAN}-01", "Submit", None):
        pass
    assert one_row().trace_id == TRACE


def test_the_budget_fills_again_up_to_its_burst() -> None:
    budget = Budget(burst=2, per_second=1_000_000)
    assert all(budget.take() for _ in range(5))
    empty = Budget(burst=2, per_second=0)
    assert [empty.take() for _ in range(3)] == [True, True, False]


def test_a_timer_begins_a_trace_that_is_linked_to_the_one_that_set_it() -> None:
    with telemetry.firing("intake", "notice_end", f"00-{TRACE}-{SPAN}-01", CASE):
        pass
    row = one_row()
    assert (row.parent_id, row.links) == (None, ((TRACE, SPAN),))
    assert row.trace_id != TRACE


def test_a_batch_has_a_span_in_every_trace_that_it_serves_and_none_in_those_that_are_not_kept() -> None:
    left_out = [message(traceparent=f"00-{9:032x}-{SPAN}-00"), message()]
    batch = [message(traceparent=f"00-{n:032x}-{SPAN}-01", correlationid=str(CASE)) for n in range(1, 4)]
    with telemetry.publishing("intake", "onedoor.intake", {0: [*left_out, *batch[:2]], 1: batch[2:]}):
        pass
    rows = sorted(telemetry.STORE.take(), key=lambda row: row.trace_id)
    assert [(row.trace_id, row.parent_id, row.links) for row in rows] == [(f"{n:032x}", SPAN, ()) for n in range(1, 4)]
    assert {(row.application_id, row.attributes["messaging.batch.message_count"]) for row in rows} == {(CASE, 5)}


def test_several_messages_of_one_trace_are_one_span_below_the_first_and_linked_to_the_others() -> None:
    made = [f"{n:016x}" for n in range(1, 40)]
    batch = [message(traceparent=f"00-{TRACE}-{span}-01") for span in made]
    with telemetry.publishing("intake", "onedoor.intake", {0: batch[:20], 1: batch[20:]}):
        pass
    row = one_row()
    assert (row.trace_id, row.parent_id) == (TRACE, made[0])
    assert row.links == tuple((TRACE, span) for span in made[1:33])


@pytest.mark.parametrize(
    "traceparent",
    [
        None,
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-+{TRACE}-1-1",
    ],
)
def test_a_malformed_traceparent_begins_a_trace_of_its_own(traceparent: str | None) -> None:
    assert context_of(traceparent) is None
    with telemetry.commanding("intake", "POST", "/v1", traceparent, "Submit", None) as span:
        assert context_of(span.traceparent) is not None


def test_a_failure_is_marked_with_its_kind_and_never_its_text() -> None:
    with pytest.raises(KeyError), telemetry.calling("intake", "Submitted.v1", None, CASE):
        raise KeyError(NAME)
    row = one_row()
    assert row.failed
    assert row.attributes["error.type"] == "KeyError"
    assert NAME not in repr(row)


def test_a_correlation_that_is_no_id_does_not_stop_the_work() -> None:
    with telemetry.processing("portal", "portal:onedoor.intake", message(correlationid="nonsense")):
        pass
    assert one_row().application_id is None


def test_beyond_its_bound_the_store_drops_and_counts() -> None:
    store = SpanStore(limit=2)
    provider = TracerProvider(resource=Resource.create({"service.name": "test"}))
    provider.add_span_processor(store)
    for _ in range(5):
        provider.get_tracer("test").start_span("s").end()
    assert (len(store.take()), store.dropped, store.take()) == (2, 3, [])


async def test_concurrent_tasks_do_not_share_a_span() -> None:
    async def command() -> tuple[str, str | None]:
        with telemetry.opened("intake", "c", SpanKind.SERVER, None, {}) as span:
            await asyncio.sleep(0)
            return span.trace_id, telemetry.current_trace_id()

    pairs = await asyncio.gather(*(command() for _ in range(10)))
    assert all(own == seen for own, seen in pairs)
    assert len({own for own, _ in pairs}) == 10
    assert telemetry.current_traceparent() is None


def test_attribute_names_are_those_of_the_conventions_or_ours() -> None:
    with telemetry.processing("portal", "portal:onedoor.intake", message(id="e", correlationid=str(CASE))):
        pass
    with telemetry.publishing("portal", "onedoor.portal", {0: [message(traceparent=f"00-{TRACE}-{SPAN}-01")]}):
        pass
    with telemetry.commanding("intake", "POST", "/v1", None, "Submit", CASE):
        pass
    telemetry.refused("GET", "/v1", "not-found", None)
    modules = (messaging_attributes, http_attributes, error_attributes)
    known = {value for module in modules for value in vars(module).values() if isinstance(value, str)}
    ours = {"application.id", "event.type", "onedoor.command", "onedoor.timer", "onedoor.problem"}
    assert {name for row in telemetry.STORE.take() for name in row.attributes} - known <= ours


def test_spans_say_which_bus_carried_the_message() -> None:
    telemetry.carried_by("kafka")
    with telemetry.publishing("portal", "onedoor.portal", {0: [message(traceparent=f"00-{TRACE}-{SPAN}-01")]}):
        pass
    telemetry.carried_by("onedoor_local")
    assert one_row().attributes["messaging.system"] == "kafka"


def test_metrics_are_readable_by_prometheus_and_count_commands_by_outcome() -> None:
    with telemetry.commanding("intake", "POST", "/v1", None, "Counted", None):
        pass
    with pytest.raises(KeyError), telemetry.commanding("intake", "POST", "/v1", None, "Counted", None):
        raise KeyError
    samples = [
        (sample.labels["outcome"], sample.value)
        for family in text_string_to_metric_families(telemetry.metrics_text())
        for sample in family.samples
        if sample.name == "onedoor_commands_total" and sample.labels["command"] == "Counted"
    ]
    assert sorted(samples) == [("answered", 1.0), ("refused", 1.0)]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root, written = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    root.handlers.clear()
    monkeypatch.setattr(sys, "stderr", written)
    telemetry.set_up_logs("info")
    yield written
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def test_a_log_line_is_json_and_carries_the_ids_by_which_it_is_found(lines: io.StringIO) -> None:
    with telemetry.commanding("intake", "POST", "/v1", None, "Submit", CASE) as span:
        telemetry.log("intake").info("receipt_stored", code="x")
    line = json.loads(lines.getvalue())
    assert line.pop("ts").endswith("Z")
    assert line == {
        "level": "info",
        "event": "receipt_stored",
        "service": "intake",
        "code": "x",
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "case_id": str(CASE),
    }


def test_lines_of_libraries_are_json_too_and_lose_the_text_of_errors(lines: io.StringIO) -> None:
    try:
        raise KeyError(NAME)
    except KeyError as error:
        logging.getLogger("asyncio").error("Task was not awaited\nfuture: %r", error, exc_info=True)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["service"], line["error"]) == ("Task was not awaited", "asyncio", "KeyError")
    assert NAME not in lines.getvalue()
    assert "Traceback" not in lines.getvalue()


def test_a_line_below_the_level_is_not_written(lines: io.StringIO) -> None:
    telemetry.log("intake").debug("quiet")
    logging.getLogger("aiokafka").info("quiet")
    assert lines.getvalue() == ""
