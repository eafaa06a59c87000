"""What can be set from outside, by `ONEDOOR_*` variables; an unknown one is an error, a secret may stand in a file."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ONEDOOR_"


class Settings(BaseSettings):
    """Defaults serve a checkout on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    env: Literal["demo", "production"] = Field(default="demo", description="In production nothing simulated starts")
    state_dir: Path = Field(
        default=Path(".onedoor"), description="Where the embedded database and broker keep their data"
    )
    database_url: str | None = Field(
        default=None, repr=False, description="An existing Postgres (administrator); none is started"
    )
    pg_bin: Path | None = Field(default=None, description="Folder of Postgres binaries, 17 or newer")
    kafka: str | None = Field(default=None, description="host:port of an existing broker; none is started")
    kafka_jars: str | None = Field(default=None, description="Root of a Maven repository, instead of running mvn")
    kafka_cache: Path | None = Field(default=None, description="Where the broker's jars are kept")
    master_key: str | None = Field(default=None, repr=False, description="Key that wraps the households' keys, base64")
    gateway_secret: SecretStr = Field(
        default=SecretStr("development"), description="Signs the purpose of every question to an outside source"
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8470, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    urls: dict[str, str] = Field(default_factory=dict, description="Base URL of services that run elsewhere, as JSON")
    otlp: str | None = Field(default=None, description="OpenTelemetry collector that gets the spans as well")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="Least level written"
    )
    chromium: str | None = Field(default=None, description="Browser for the page tests")
    test_kafka: str | None = Field(default=None, description="host:port of a broker for the tests; none is started")
    test_without_kafka: bool = Field(default=False, description="Leave the tests on Kafka out (no Java at hand)")

    def __init__(self, **values: Any) -> None:
        super().__init__(**(from_files() | values))
        unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and not known(name))
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(unknown)}")


def known(name: str) -> bool:
    field = name.removeprefix(PREFIX).lower()
    return field in Settings.model_fields or field.removesuffix("_file") in Settings.model_fields


def from_files() -> dict[str, str]:
    """`ONEDOOR_MASTER_KEY_FILE=path` stands for the content of that file."""
    found = {}
    for name in Settings.model_fields:
        path = os.environ.get(f"{PREFIX}{name.upper()}_FILE")
        if path:
            found[name] = Path(path).read_text().strip()
    return found


def example() -> str:
    """The text of `.env.example`: every variable, what it means, its default."""
    lines = ["# Settings of OneDoor. A variable with _FILE at its end names a file that holds the value."]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None or field.default_factory else field.default
        default = default.get_secret_value() if isinstance(default, SecretStr) else default
        lines += ["", f"# {field.description}", f"# {PREFIX}{name.upper()}={default}"]
    return "\n".join(lines) + "\n"
