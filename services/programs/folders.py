"""Program folders are found at start-up: each has a `program.py` that exports PROGRAM. None is listed anywhere."""

import pkgutil
from collections.abc import Collection, Iterator
from importlib import import_module

import structlog

import services.programs
from services.programs.entitlement import Program

log = structlog.get_logger("programs")
SHARED = frozenset({"entitlement", "migrations"})


def discover(only: Collection[str] | None = None) -> tuple[Program, ...]:
    """The programs of all folders, in order of code, or of those named in `only`.

    A folder that cannot be loaded is logged and left out, so that it holds up nobody. Folders that begin with an
    underscore are not programs. Raises LookupError for a name in `only` that no folder has.
    """
    found = {name: program for name in names() if only is None or name in only if (program := load(name))}
    if missing := set(only or ()) - set(found):
        raise LookupError(f"no program folder of that name: {', '.join(sorted(missing))}")
    return tuple(found[name] for name in sorted(found))


def names() -> Iterator[str]:
    for module in pkgutil.iter_modules(services.programs.__path__):
        if module.ispkg and not module.name.startswith("_") and module.name not in SHARED:
            yield module.name


def load(name: str) -> Program | None:
    try:
        program = import_module(f"services.programs.{name}.program").PROGRAM
    except Exception as error:  # a fault in one folder is not a fault of the others
        log.error("program_folder_broken", program=name, error=type(error).__name__)
        return None
    if not isinstance(program, Program) or program.code != name:
        log.error("program_folder_broken", program=name, error="PROGRAM is missing or has another code")
        return None
    return program
