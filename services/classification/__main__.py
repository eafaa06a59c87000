"""The parts of classification, put together."""

from services.chassis.service import Environment, Service
from services.classification.api import build_api
from services.classification.conference_outbound import CONFERENCE_PUBLISHES
from services.classification.conference_problems import CONFERENCE_PROBLEMS
from services.classification.conference_projections import CONFERENCE_PROJECTIONS
from services.classification.conference_timers import CONFERENCE_DUE, CONFERENCE_TIMERS
from services.classification.domain.conference import CONFERENCE
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.monitoring import MONITORING
from services.classification.handlers import HANDLERS
from services.classification.monitoring_outbound import MONITORING_PUBLISHES
from services.classification.monitoring_problems import MONITORING_PROBLEMS
from services.classification.monitoring_projections import MONITORING_PROJECTIONS
from services.classification.monitoring_timers import MONITORING_DUE, MONITORING_TIMERS
from services.classification.outbound import PUBLISHES
from services.classification.problems import PROBLEMS
from services.classification.procedure_outbound import PROCEDURE_PUBLISHES
from services.classification.projections import PROJECTIONS
from services.classification.reckoning import reckon_open_cases
from services.classification.timers import DUE, TIMERS


def build(_: Environment) -> Service:
    return Service(
        name="classification",
        migrations="services.classification.migrations",
        deciders=(DETERMINATION, CONFERENCE, MONITORING),
        groups={"classification": HANDLERS},
        publishes={**PUBLISHES, **CONFERENCE_PUBLISHES, **PROCEDURE_PUBLISHES, **MONITORING_PUBLISHES},
        timers={**TIMERS, **CONFERENCE_TIMERS, **MONITORING_TIMERS},
        due={**DUE, **CONFERENCE_DUE, **MONITORING_DUE},
        projections=(*PROJECTIONS, *CONFERENCE_PROJECTIONS, *MONITORING_PROJECTIONS),
        api=build_api,
        ready=reckon_open_cases,
        problems={**PROBLEMS, **CONFERENCE_PROBLEMS, **MONITORING_PROBLEMS},
    )
