"""`python -m infra.contracts [--check]`: everything that follows from the contracts, with the services that listen."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import services
from contracts.generate.asyncapi import Receivers
from contracts.generate.files import run
from contracts.registry import published

TABLES = ("handlers", "projections")


def receivers() -> Receivers:
    """Service to the contracts in its `HANDLERS` and `PROJECTIONS`, found by the names of the files.

    Only what is published counts: a projection of everything also names what a test has defined in this process.
    """
    known = published()
    found: dict[str, set[str]] = defaultdict(set)
    for module in _modules():
        heard = {*getattr(module, "HANDLERS", {})}
        heard |= {kind for projection in getattr(module, "PROJECTIONS", ()) for kind in projection.on}
        names = {name for kind in heard if known.get(name := getattr(kind, "type", "")) is kind}
        if names:
            found[module.__name__.split(".")[1]] |= names
    return {service: frozenset(names) for service, names in found.items()}


def _modules() -> Iterator[ModuleType]:
    for found in walk_packages(services.__path__, "services."):
        if found.name.rpartition(".")[2] in TABLES and "._" not in found.name:
            yield import_module(found.name)


if __name__ == "__main__":
    sys.exit(run(receivers(), check="--check" in sys.argv))
