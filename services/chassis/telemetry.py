"""The names of spans and their attributes, in one place. Ids and codes only: no value of a person is handed over."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from opentelemetry.trace import SpanKind, Status, StatusCode

from services.chassis.logs import log, set_up_logs
from services.chassis.metrics import COMMAND_SECONDS, COMMANDS, CONSUMED, IGNORED, PARKED, PUBLISHED, metrics_text
from services.chassis.tracing import (
    LAST,
    STORE,
    Span,
    SpanRow,
    current_trace_id,
    current_traceparent,
    export_to,
    kept_trace,
    opened,
)

__all__ = [
    "BEIJING",
    "IGNORED",
    "LAST",
    "PARKED",
    "STORE",
    "Span",
    "SpanRow",
    "calling",
    "carried_by",
    "commanding",
    "consumed",
    "current_trace_id",
    "current_traceparent",
    "export_to",
    "firing",
    "log",
    "metrics_text",
    "moment",
    "opened",
    "processing",
    "publishing",
    "refused",
    "set_up_logs",
    "text",
]

BEIJING: Final = ZoneInfo("Asia/Shanghai")
BUS = {"messaging.system": "onedoor_local"}


def carried_by(system: str) -> None:
    """Which bus this process uses: `kafka` or `onedoor_local`."""
    BUS["messaging.system"] = system


def messaging(topic: str, operation: str, kind: str) -> dict[str, Any]:
    return BUS | {
        "messaging.destination.name": topic,
        "messaging.operation.name": operation,
        "messaging.operation.type": kind,
    }


def text(value: object) -> str | None:
    return None if value is None else str(value)


LINKS = 32  # of one span to the traces that it served as well


class Arrived(Protocol):
    """What a consumer's span needs to know of a message."""

    @property
    def part(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]: ...


def processing(service: str, consumer: str, message: Arrived) -> Any:
    """One message handled: a child of the context in which its event was made."""
    group, topic = consumer.split(":")
    return opened(
        service,
        f"process {message.type.removesuffix('.v1').rsplit('.', 1)[-1]}",
        SpanKind.CONSUMER,
        message.headers.get("traceparent"),
        messaging(topic, "process", "process")
        | {
            "messaging.consumer.group.name": group,
            "messaging.destination.partition.id": str(message.part),
            "messaging.message.id": message.headers.get("id"),
            "event.type": message.type,
            "application.id": message.headers.get("correlationid"),
        },
    )


def projecting(service: str, consumer: str, messages: Sequence[Arrived]) -> Any:
    """Views of one batch."""
    group, topic = consumer.split(":")
    attributes = messaging(topic, "process", "process") | {"messaging.consumer.group.name": group}
    return of_batch(service, f"process {topic}", SpanKind.CONSUMER, attributes, messages)


@contextmanager
def publishing(service: str, topic: str, lanes: Mapping[int, Sequence[Any]]) -> Iterator[None]:
    """One batch sent."""
    messages = [message for batch in lanes.values() for message in batch]
    with of_batch(service, f"send {topic}", SpanKind.PRODUCER, messaging(topic, "send", "send"), messages):
        yield
    PUBLISHED.labels(service).inc(len(messages))


@contextmanager
def of_batch(
    service: str, name: str, kind: SpanKind, attributes: Mapping[str, Any], messages: Sequence[Any]
) -> Iterator[None]:
    """A span in each trace that is kept and has messages in this batch, below the first of them and linked to the
    others (at most 32): so every trace is whole, whatever shared the batch with it."""
    traces: dict[str, list[Any]] = defaultdict(list)
    for message in messages:
        if kept := kept_trace(message.headers.get("traceparent")):
            traces[kept].append(message)
    with ExitStack() as spans:
        for mine in traces.values():
            made = list(dict.fromkeys(message.headers["traceparent"] for message in mine))
            known = {
                **attributes,
                "messaging.batch.message_count": len(messages),
                "application.id": mine[0].headers.get("correlationid"),
            }
            spans.enter_context(opened(service, name, kind, made[0], known, made[1 : LINKS + 1]))
        yield


def firing(service: str, timer: str, traceparent: str | None, application_id: UUID | None) -> Any:
    """A timer acts days after it was set: a new trace, linked to the one that set it."""
    attributes = {"application.id": text(application_id), "onedoor.timer": timer}
    return opened(service, f"timer {timer}", SpanKind.INTERNAL, None, attributes, [traceparent] if traceparent else [])


def calling(service: str, event_type: str, traceparent: str | None, application_id: UUID | None) -> Any:
    attributes = {"application.id": text(application_id), "event.type": event_type}
    return opened(service, f"activity {event_type}", SpanKind.CLIENT, traceparent, attributes)


@contextmanager
def commanding(
    service: str, method: str, route: str, traceparent: str | None, command: str, case: UUID | None
) -> Iterator[Span]:
    """One command over HTTP: the start of a trace, or a part of the caller's. Counted by its outcome."""
    attributes = {
        "http.request.method": method,
        "http.route": route,
        "onedoor.command": command,
        "application.id": text(case),
    }
    began, outcome = time.perf_counter(), "refused"
    try:
        with opened(service, f"{method} {route}", SpanKind.SERVER, traceparent, attributes) as span:
            yield span
        outcome = "answered"
    finally:
        COMMANDS.labels(service, command, outcome).inc()
        COMMAND_SECONDS.labels(service).observe(time.perf_counter() - began)


def refused(method: str, route: str, code: str, traceparent: str | None) -> str:
    """A request that never became a command, as a span that can be found by the trace id in its answer."""
    attributes = {"http.request.method": method, "http.route": route, "onedoor.problem": code}
    with opened("http", f"{method} {route}", SpanKind.SERVER, traceparent, attributes) as span:
        span.span.set_status(Status(StatusCode.ERROR))
        return span.trace_id


def consumed(service: str, topic: str, count: int) -> None:
    CONSUMED.labels(service, topic).inc(count)


def moment(value: str) -> datetime:
    """An RFC 3339 time in Beijing time."""
    return datetime.fromisoformat(value).astimezone(BEIJING)
