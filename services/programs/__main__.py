"""The one place where the service `programs` is put together from the folders that are there."""

from collections.abc import Collection

from services.chassis.service import Environment, Service
from services.programs.announcing import ANNOUNCEMENT, announcing
from services.programs.api import build_api
from services.programs.entitlement import entitlement
from services.programs.folders import discover
from services.programs.handlers import handlers
from services.programs.outbound import PUBLISHES
from services.programs.payment_lists import PAYMENT_LISTS
from services.programs.problems import PROBLEMS
from services.programs.projections import PROJECTIONS
from services.programs.timers import TIMERS, due


def build(env: Environment, only: Collection[str] | None = None) -> Service:
    """All programs, or those of the folders named in `only`; each is a consumer group of its own."""
    programs = discover(only)
    everybody = programs if only is None else discover()
    return Service(
        name="programs",
        migrations="services.programs.migrations",
        deciders=(ANNOUNCEMENT, *(entitlement(program) for program in programs)),
        groups={f"programs.{program.code}": handlers(program) for program in programs},
        audience={f"programs.{program.code}": program.code for program in programs},
        publishes=PUBLISHES,
        timers=TIMERS,
        due=due(programs),
        projections=(*PROJECTIONS, PAYMENT_LISTS),
        api=build_api({program.code: program for program in programs}),
        problems=PROBLEMS,
        ready=announcing(programs, tuple(program.code for program in everybody)),
    )
