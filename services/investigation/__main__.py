"""Where the parts of investigation are put together."""

from services.chassis.service import Environment, Service
from services.investigation.activities import activities
from services.investigation.adapters import HttpVerification
from services.investigation.api import build_api
from services.investigation.domain.aid import AID
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.pushed import PUSHED
from services.investigation.handlers import HANDLERS
from services.investigation.outbound import PUBLISHES
from services.investigation.problems import PROBLEMS
from services.investigation.projections import PROJECTIONS
from services.investigation.settings import gateway
from services.investigation.timers import DUE, TIMERS


def build(env: Environment) -> Service:
    return Service(
        name="investigation",
        deciders=(INVESTIGATION, AID, PUSHED),
        groups={"investigation": HANDLERS},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=DUE,
        activities=activities(HttpVerification(gateway(env), env.clock), env.clock),
        projections=PROJECTIONS,
        migrations="services.investigation.migrations",
        api=build_api,
        problems=PROBLEMS,
    )
