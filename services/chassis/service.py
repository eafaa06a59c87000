"""A service as it is declared in its `__main__.py`: every part is an argument, nothing is found by magic."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from services.chassis.clock import Clock
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.settings import Settings
from services.chassis.tables import Activities, Due, Handlers, Projection, Publishes, Timers
from services.chassis.telemetry import SpanRow

Problems = Mapping[str, tuple[int, str, str]]


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What a service may know of the process it runs in. `urls`: base URL of each service's API."""

    clock: Clock
    urls: Mapping[str, str]
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class Service:
    """Database `onedoor_<name>`, topic `onedoor.<name>`, and who reacts to what.

    `groups`: consumer group -> handlers. `audience`: group -> the address it listens to, where messages are addressed.
    `heard`: contracts that are only projected. `opens`: may open personal fields.
    `ready`: called once after the start, for what a service says of itself.
    `spans`: keeps the finished spans of the whole process.
    `problems`: code -> HTTP status, Chinese, English.
    """

    name: str
    migrations: str
    deciders: Sequence[Decider[Any, Any, Any]] = ()
    groups: Mapping[str, Handlers] = field(default_factory=dict)
    audience: Mapping[str, str] = field(default_factory=dict)
    publishes: Publishes = field(default_factory=dict)
    timers: Timers = field(default_factory=dict)
    due: Due = field(default_factory=dict)
    activities: Activities = field(default_factory=dict)
    projections: Sequence[Projection] = ()
    api: Callable[[Door], APIRouter] | None = None
    problems: Problems = field(default_factory=dict)
    opens: bool = True
    ready: Callable[[Door], Awaitable[None]] | None = None
    spans: Callable[[Door, Sequence[SpanRow]], Awaitable[None]] | None = None
