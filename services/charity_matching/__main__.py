"""The parts of charity matching, put together."""

from services.charity_matching.activities import activities
from services.charity_matching.api import build_api
from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.offers import OFFERS
from services.charity_matching.domain.request import REQUEST
from services.charity_matching.handlers import HANDLERS
from services.charity_matching.outbound import PUBLISHES
from services.charity_matching.problems import PROBLEMS
from services.charity_matching.projections import PROJECTIONS
from services.charity_matching.timers import DUE, TIMERS
from services.chassis.service import Environment, Service


def build(env: Environment) -> Service:
    return Service(
        name="charity_matching",
        migrations="services.charity_matching.migrations",
        deciders=(REQUEST, NEED, OFFERS),
        groups={"charity_matching": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        activities=activities(env.clock),
        projections=PROJECTIONS,
        api=build_api,
        problems=PROBLEMS,
    )
