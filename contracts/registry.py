"""Every contract by its wire name; the topic it travels on, the address of its schema, its personal fields."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import contracts
from contracts.base import Contract, Personal

SCHEMAS: Final = "https://onedoor.example/schemas"
"""Where schemas are said to live: identifies them, need not answer."""


def by_type() -> dict[str, type[Contract]]:
    """Wire name to class, of every contract that this process knows. Raises ValueError where two share a name."""
    for module in iter_modules(contracts.__path__):
        import_module(f"contracts.{module.name}")
    found: dict[str, type[Contract]] = {}
    waiting = list(Contract.__subclasses__())
    while waiting:
        contract = waiting.pop()
        waiting += contract.__subclasses__()
        if "type" in vars(contract) and found.setdefault(contract.type, contract) is not contract:
            raise ValueError(f"{contract.type} is the name of two contracts")
    return dict(sorted(found.items()))


@cache
def published() -> dict[str, type[Contract]]:
    """Those of this package: what is described to others."""
    return {name: contract for name, contract in by_type().items() if contract.__module__.startswith("contracts.")}


def topic_of(name: str) -> str:
    """`onedoor.intake` of `onedoor.intake.application_accepted.v1`."""
    return ".".join(name.split(".")[:2])


def topics() -> list[str]:
    """One topic per service: `onedoor.<service>`."""
    return sorted({topic_of(name) for name in by_type()})


def dataschema(name: str) -> str:
    """The CloudEvents attribute of that name; `$id` of the JSON Schema."""
    return f"{SCHEMAS}/{name}.json"


def personal_fields(contract: type[Contract]) -> frozenset[str]:
    """Fields that leave a service only sealed."""
    return frozenset(name for name, field in contract.model_fields.items() if Personal in field.metadata)
