"""The parts of program dispatch, put together."""

from services.chassis.service import Environment, Service
from services.program_dispatch.api import build_api
from services.program_dispatch.domain.catalog import CATALOG
from services.program_dispatch.domain.record import RECORD
from services.program_dispatch.domain.round import ROUND
from services.program_dispatch.handlers import HANDLERS
from services.program_dispatch.outbound import PUBLISHES
from services.program_dispatch.problems import PROBLEMS
from services.program_dispatch.projections import PROJECTIONS
from services.program_dispatch.timers import DUE, TIMERS


def build(_: Environment) -> Service:
    return Service(
        name="program_dispatch",
        migrations="services.program_dispatch.migrations",
        deciders=(CATALOG, RECORD, ROUND),
        groups={"program_dispatch": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        projections=PROJECTIONS,
        api=build_api,
        problems=PROBLEMS,
    )
