"""Where the parts of the observatory are put together."""

from services.chassis.service import Environment, Service
from services.observatory.api import routes
from services.observatory.projections import PROJECTIONS
from services.observatory.spans import SpanKeeper


def build(env: Environment) -> Service:
    return Service(
        name="observatory",
        migrations="services.observatory.migrations",
        projections=PROJECTIONS,
        api=routes(env.urls, demo=env.settings.env == "demo"),
        spans=SpanKeeper().keep,
        opens=False,
    )
