"""The parts of population, put together."""

from services.chassis.service import Environment, Service
from services.population.api import build_api
from services.population.domain.known import KNOWN
from services.population.handlers import HANDLERS
from services.population.outbound import PUBLISHES
from services.population.problems import PROBLEMS
from services.population.projections import PROJECTIONS
from services.population.timers import DUE, TIMERS


def build(_: Environment) -> Service:
    return Service(
        name="population",
        migrations="services.population.migrations",
        deciders=(KNOWN,),
        groups={"population": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        projections=PROJECTIONS,
        api=build_api,
        problems=PROBLEMS,
    )
