"""Log lines: `ts, level, event, service, trace_id, span_id, case_id` and codes. Never a body, never an error's text."""

import logging
import sys
from typing import Any

import structlog

from services.chassis.tracing import CURRENT


def log(service: str) -> Any:
    """A logger bound to its service. Hand it ids and codes, never a body."""
    return structlog.get_logger().bind(service=service)


def set_up_logs(level: str = "info") -> None:
    """JSON lines on stderr, readable ones on a terminal; stdout belongs to what a command prints.

    Lines of libraries come the same way, without the text of errors.
    """
    pretty = sys.stderr.isatty()
    renderer: Any = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="ts"),
            add_ids,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[FromLibraries()], level=max(logging.WARNING, logging.getLevelName(level.upper())))


def add_ids(_: Any, __: str, fields: Any) -> Any:
    """The ids by which a line is found again."""
    span = CURRENT.get()
    if span:
        fields["trace_id"], fields["span_id"] = span.trace_id, span.span_id
        if span.case_id:
            fields["case_id"] = span.case_id
    return fields


class FromLibraries(logging.Handler):
    """Only the first line of a message: what follows are tracebacks and values that somebody was working on."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        fields = {"error": error.__name__} if error else {}
        line = next(iter(record.getMessage().splitlines()), "")
        log(record.name).log(record.levelno, line, **fields)
