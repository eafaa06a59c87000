"""Where the parts of the portal are put together."""

from services.chassis.service import Environment, Service
from services.portal.api import routes
from services.portal.projections import PROJECTIONS


def build(env: Environment) -> Service:
    return Service(
        name="portal",
        migrations="services.portal.migrations",
        projections=PROJECTIONS,
        api=routes(env.urls, demo=env.settings.env == "demo"),
        opens=True,
    )
