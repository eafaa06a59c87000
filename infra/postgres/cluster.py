"""Which Postgres is used: the one that `ONEDOOR_DATABASE_URL` names, else an embedded one."""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from infra.postgres.launcher import EmbeddedPostgres
from services.chassis.database import address


class Cluster(Protocol):
    """A Postgres with an administrator and a derived password for every login role."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def attach(self) -> bool: ...

    def password(self, user: str | None = None) -> str: ...

    def dsn(self, database: str = "postgres", user: str | None = None) -> str: ...


class GivenPostgres:
    """A server of somebody else: never started, never stopped."""

    def __init__(self, url: str) -> None:
        self._url = url

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def attach(self) -> bool:
        return True

    def password(self, user: str | None = None) -> str:
        secret = urlsplit(self._url).password or ""
        return secret if user is None else hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()

    def dsn(self, database: str = "postgres", user: str | None = None) -> str:
        return address(self._url, database, user, self.password(user) if user else None)


def cluster(home: Path, url: str | None = None, durable: bool = True) -> Cluster:
    """`home` is where an embedded cluster lives; it is made at the first start."""
    url = url or os.environ.get("ONEDOOR_DATABASE_URL")
    return GivenPostgres(url) if url else EmbeddedPostgres(home, durable)
