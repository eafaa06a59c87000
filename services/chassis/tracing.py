"""Spans: how one is opened below another, across tasks and the bus, and where finished ones wait to be stored."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from services.chassis.ids import span_id, trace_id
from services.chassis.metrics import SPANS_DROPPED
from services.chassis.sampling import Budget

SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.44.0"
QUEUE: Final = 50_000  # spans that wait to be stored; beyond, they are dropped and counted
TRACEPARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One finished span as the observatory stores it. Ids are hexadecimal text, `duration` is microseconds."""

    trace_id: str
    span_id: str
    parent_id: str | None
    service: str
    name: str
    kind: str
    start: datetime
    duration: int
    failed: bool
    application_id: UUID | None
    event_id: str | None
    attributes: Mapping[str, Any]
    links: tuple[tuple[str, str], ...]


class SpanStore(SpanProcessor):
    """Keeps finished spans until somebody takes them; bounded, drops are counted."""

    def __init__(self, limit: int = QUEUE) -> None:
        self.rows: deque[SpanRow] = deque()
        self.limit, self.dropped = limit, 0

    def on_end(self, span: ReadableSpan) -> None:
        if len(self.rows) >= self.limit:
            self.dropped += 1
            SPANS_DROPPED.set(self.dropped)
            return
        self.rows.append(row_of(span))

    def take(self, limit: int = 5000) -> list[SpanRow]:
        """The oldest rows, no longer kept here."""
        return [self.rows.popleft() for _ in range(min(limit, len(self.rows)))]


def row_of(span: ReadableSpan) -> SpanRow:
    context, parent = span.context, span.parent
    attributes = dict(span.attributes or {})
    start, end = span.start_time or 0, span.end_time or 0
    return SpanRow(
        trace_id=f"{context.trace_id:032x}",
        span_id=f"{context.span_id:016x}",
        parent_id=f"{parent.span_id:016x}" if parent else None,
        service=str(span.resource.attributes["service.name"]),
        name=span.name,
        kind=span.kind.name.lower(),
        start=datetime.fromtimestamp(start / 1e9, UTC),
        duration=(end - start) // 1000,
        failed=span.status.status_code is StatusCode.ERROR,
        application_id=id_of(attributes.get("application.id")),
        event_id=str(attributes["messaging.message.id"]) if "messaging.message.id" in attributes else None,
        attributes=attributes,
        links=tuple((f"{x.context.trace_id:032x}", f"{x.context.span_id:016x}") for x in span.links),
    )


def id_of(value: Any) -> UUID | None:
    """None for what came from outside and is no id: a span must never fail the work that it describes."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


STORE = SpanStore()
BUDGET = Budget()
PROCESSORS: list[SpanProcessor] = [STORE]
TRACERS: dict[str, trace.Tracer] = {}


def export_to(endpoint: str) -> None:
    """Send spans to an OpenTelemetry collector as well; call it before the first span."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    PROCESSORS.append(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))


def tracer(service: str) -> trace.Tracer:
    """Each service is a resource of its own, also where one process hosts them all."""
    if service not in TRACERS:
        provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "onedoor"}))
        for processor in PROCESSORS:
            provider.add_span_processor(processor)
        TRACERS[service] = provider.get_tracer("onedoor", schema_url=SCHEMA_URL)
    return TRACERS[service]


class Span:
    """A span under way; `traceparent` is what a message, a timer or a call carries on."""

    def __init__(self, span: trace.Span, case_id: str | None = None) -> None:
        self.span, self.case_id = span, case_id

    @property
    def traceparent(self) -> str:
        context = self.span.get_span_context()
        return f"00-{self.trace_id}-{self.span_id}-{context.trace_flags:02x}"

    @property
    def trace_id(self) -> str:
        return f"{self.span.get_span_context().trace_id:032x}"

    @property
    def span_id(self) -> str:
        return f"{self.span.get_span_context().span_id:016x}"

    def set(self, name: str, value: str | int) -> None:
        self.span.set_attribute(name, value)

    def failed(self, error: BaseException) -> None:
        """The kind of error only: its text may quote what a person wrote."""
        self.span.set_attribute("error.type", type(error).__name__)
        self.span.set_status(Status(StatusCode.ERROR))


CURRENT: ContextVar[Span | None] = ContextVar("current_span", default=None)
LAST: ContextVar[str | None] = ContextVar("last_trace_id", default=None)
"""The trace of the last span that ended in this task: an error is answered after its span was closed."""


def context_of(traceparent: str | None) -> SpanContext | None:
    """The remote context of a W3C traceparent; None where there is none or it is malformed."""
    found = TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return None
    context = SpanContext(int(found[1], 16), int(found[2], 16), True, TraceFlags(int(found[3], 16)))
    return context if context.is_valid else None


def kept_trace(traceparent: str | None) -> str | None:
    """The id of the trace, where it is one that is kept."""
    above = context_of(traceparent)
    return f"{above.trace_id:032x}" if above and above.trace_flags.sampled else None


def unkept(above: SpanContext | None) -> SpanContext | None:
    """The context of a span that is not kept, because its trace is not: that of the root stands for all of it."""
    if above is None:
        return None if BUDGET.take() else SpanContext(trace_id(), span_id(), False, TraceFlags(0))
    return None if above.trace_flags.sampled else above


@contextmanager
def opened(
    service: str,
    name: str,
    kind: SpanKind,
    parent: str | None,
    attributes: Mapping[str, Any],
    linked: Sequence[str] = (),
) -> Iterator[Span]:
    """A span below `parent` (a traceparent), or the root of a new trace that is linked to others."""
    above = context_of(parent)
    if hidden := unkept(above):
        raw: trace.Span = NonRecordingSpan(hidden)
    else:
        under = trace.set_span_in_context(NonRecordingSpan(above) if above else trace.INVALID_SPAN)
        links = [Link(context) for context in map(context_of, linked) if context]
        known = {key: value for key, value in attributes.items() if value is not None}
        raw = tracer(service).start_span(name, context=under, kind=kind, attributes=known, links=links)
    span = Span(raw, attributes.get("application.id"))
    token = CURRENT.set(span)
    try:
        yield span
    except BaseException as error:
        span.failed(error)
        raise
    finally:
        CURRENT.reset(token)
        LAST.set(span.trace_id)
        raw.end()


def current_traceparent() -> str | None:
    """What an outgoing request carries as `traceparent`."""
    span = CURRENT.get()
    return span.traceparent if span else None


def current_trace_id() -> str | None:
    span = CURRENT.get()
    return span.trace_id if span else None
