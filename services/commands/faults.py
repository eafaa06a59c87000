"""What can go wrong at the start, each in one sentence with what to do about it."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError

from infra.kafka.jars import KafkaMissing
from infra.postgres.launcher import InUse
from services.casebook.located import CaseFileError
from services.chassis.bus import BusFailed
from services.chassis.settings import PREFIX, Settings

WRONG_INPUT = 2


@contextmanager
def plain_faults(port: int | None = None) -> Iterator[None]:
    """Turn what a user can do something about into a sentence on stderr; a fault of ours keeps its traceback."""
    try:
        yield
    except CaseFileError as broken:
        stop("\n".join(map(str, broken.faults)))
    except (KafkaMissing, BusFailed, InUse) as missing:
        stop(str(missing))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        stop(f"Port {port} is taken: stop what uses it, or choose another one with --port.")


def settings_given() -> Settings:
    """The settings of this call; where one is wrong, its name and what is wrong with it, never its value."""
    try:
        return Settings()
    except (ValueError, OSError) as broken:
        stop(f"{wrong_setting(broken)}: see .env.example for the settings that there are.")


def wrong_setting(broken: Exception) -> str:
    if isinstance(broken, ValidationError):
        return "; ".join(
            f"{PREFIX}{'.'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in broken.errors()
        )
    if isinstance(broken, OSError):
        return f"a setting's file cannot be read: {broken.filename}: {broken.strerror}"
    return str(broken)


def stop(words: str) -> NoReturn:
    """Say it and leave with exit code 2."""
    print(words, file=sys.stderr)
    raise typer.Exit(WRONG_INPUT)
