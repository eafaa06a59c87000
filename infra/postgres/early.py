"""A cluster that is made while the program is still read in: both take a second, and neither needs the other."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.postgres.launcher import EmbeddedPostgres


@contextmanager
def early_home() -> Iterator[Callable[[], Path]]:
    """A folder for a temporary system, gone afterwards; the call returns it once its `postgres` is made."""
    with TemporaryDirectory(prefix="onedoor-") as name:
        home = Path(name)
        making = threading.Thread(target=_make, args=(home / "postgres",))
        making.start()

        def made() -> Path:
            making.join()
            return home

        try:
            yield made
        finally:
            making.join()


def _make(home: Path) -> None:
    """A fault is left to the start, which meets it again and tells it."""
    if not os.environ.get("ONEDOOR_DATABASE_URL"):
        with suppress(Exception):
            EmbeddedPostgres(home).make()
