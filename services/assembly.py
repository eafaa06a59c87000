"""All services of OneDoor, put together for one process. The only place that knows every service."""

from collections.abc import Callable, Collection, Sequence

from services.agency_simulator.__main__ import build as agency_simulator
from services.appeals.__main__ import build as appeals
from services.charity_matching.__main__ import build as charity_matching
from services.chassis.service import Environment, Service
from services.classification.__main__ import build as classification
from services.intake.__main__ import build as intake
from services.investigation.__main__ import build as investigation
from services.observatory.__main__ import build as observatory
from services.population.__main__ import build as population
from services.portal.__main__ import build as portal
from services.program_dispatch.__main__ import build as program_dispatch
from services.programs.__main__ import build as programs

BUILDS: dict[str, Callable[[Environment], Service]] = {
    "intake": intake,
    "investigation": investigation,
    "classification": classification,
    "program_dispatch": program_dispatch,
    "programs": programs,
    "charity_matching": charity_matching,
    "appeals": appeals,
    "population": population,
    "portal": portal,
    "observatory": observatory,
    "agency_simulator": agency_simulator,
}


def all_services(env: Environment) -> Sequence[Service]:
    return [build(env) for build in BUILDS.values()]


def one_service(name: str, only: Collection[str] | None = None) -> Callable[[Environment], Sequence[Service]]:
    """`only`: program folders; other services have none. Raises KeyError for a service that does not exist."""
    build = BUILDS[name]
    if name == "programs":
        return lambda env: [programs(env, only or None)]
    return lambda env: [build(env)]
