"""How investigation reaches the sources."""

from pydantic import BaseModel, ConfigDict, SecretStr

from services.chassis.service import Environment


class Gateway(BaseModel):
    """`secret` signs purpose tokens; after `failures` in a row nobody is called for `rest` seconds."""

    model_config = ConfigDict(frozen=True)

    url: str
    secret: SecretStr
    timeout: float = 10.0  # seconds
    failures: int = 5
    rest: float = 30.0  # seconds


def gateway(env: Environment) -> Gateway:
    """Raises ValueError where production would sign with the secret of development."""
    own = "gateway_secret" in env.settings.model_fields_set
    if env.settings.env == "production" and not own:
        raise ValueError("ONEDOOR_GATEWAY_SECRET is needed in production")
    return Gateway(url=env.urls["agency_simulator"], secret=env.settings.gateway_secret)
