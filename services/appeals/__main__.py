"""The parts of appeals, put together."""

from services.appeals.api import build_api
from services.appeals.domain.appeals import APPEALS
from services.appeals.handlers import HANDLERS
from services.appeals.outbound import PUBLISHES
from services.appeals.problems import PROBLEMS
from services.appeals.projections import PROJECTIONS
from services.appeals.timers import DUE, TIMERS
from services.chassis.service import Environment, Service


def build(_: Environment) -> Service:
    return Service(
        name="appeals",
        migrations="services.appeals.migrations",
        deciders=(APPEALS,),
        groups={"appeals": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        projections=PROJECTIONS,
        api=build_api,
        problems=PROBLEMS,
    )
