"""What is counted, for Prometheus. Labels are names of ours: never a household, a case or a person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
CONSUMED = Counter("onedoor_messages_consumed", "Messages applied", ["service", "topic"], registry=REGISTRY)
PUBLISHED = Counter("onedoor_messages_published", "Messages acknowledged by the bus", ["service"], registry=REGISTRY)
IGNORED = Counter(
    "onedoor_messages_ignored", "Messages of a type that nobody here knows", ["consumer"], registry=REGISTRY
)
PARKED = Counter("onedoor_households_parked", "Households put aside", ["consumer"], registry=REGISTRY)
COMMANDS = Counter("onedoor_commands", "Commands by outcome", ["service", "command", "outcome"], registry=REGISTRY)
COMMAND_SECONDS = Histogram(
    "onedoor_command_duration_seconds", "From request to durable event", ["service"], registry=REGISTRY
)
SPANS_DROPPED = Gauge("onedoor_spans_dropped", "Spans lost because the store was behind", registry=REGISTRY)


def metrics_text() -> str:
    """Text format 0.0.4."""
    return generate_latest(REGISTRY).decode()
