"""Where the parts of intake are put together."""

from services.chassis.service import Environment, Service
from services.intake.api import build_api
from services.intake.domain import APPLICATION
from services.intake.outbound import PUBLISHES
from services.intake.problems import PROBLEMS
from services.intake.projections import PROJECTIONS


def build(env: Environment) -> Service:
    return Service(
        name="intake",
        deciders=(APPLICATION,),
        publishes=PUBLISHES,
        projections=PROJECTIONS,
        migrations="services.intake.migrations",
        api=build_api,
        problems=PROBLEMS,
    )
