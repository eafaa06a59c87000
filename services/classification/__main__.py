"""The parts of classification, put together."""

from services.chassis.service import Environment, Service
from services.classification.api import build_api
from services.classification.domain.determination import DETERMINATION
from services.classification.handlers import HANDLERS
from services.classification.outbound import PUBLISHES
from services.classification.problems import PROBLEMS
from services.classification.projections import PROJECTIONS
from services.classification.timers import DUE, TIMERS


def build(_: Environment) -> Service:
    return Service(
        name="classification",
        migrations="services.classification.migrations",
        deciders=(DETERMINATION,),
        groups={"classification": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        projections=PROJECTIONS,
        api=build_api,
        problems=PROBLEMS,
    )
