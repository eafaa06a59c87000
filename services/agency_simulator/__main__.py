"""Where the parts of the simulated agencies are put together; production has real ones."""

from services.agency_simulator.api import router_of
from services.agency_simulator.domain import KNOBS, PREPARATION
from services.agency_simulator.problems import PROBLEMS
from services.agency_simulator.projections import PROJECTIONS
from services.chassis.service import Environment, Service


def build(env: Environment) -> Service:
    """Raises RuntimeError in production: nothing there may be answered by invention."""
    if env.settings.env == "production":
        raise RuntimeError("the simulated agencies do not start in production")
    return Service(
        name="agency_simulator",
        deciders=(PREPARATION, KNOBS),
        projections=PROJECTIONS,
        migrations="services.agency_simulator.migrations",
        api=router_of(env.settings.gateway_secret.get_secret_value()),
        problems=PROBLEMS,
    )
