"""A dossier that says something new: that alone goes into the facts of now, which may know more by then. Pure."""

from collections.abc import Iterable, Set
from datetime import date
from typing import Any, Final

from contracts.household import Assets, Household
from contracts.investigation import Origin

STAYS: Final = frozenset({"needs", "assets"})


def revised(now: Household, before: Household, after: Household, shown: Set[str]) -> Household:
    """`before` and `after`: what the same application has said last and says now. `shown`: what evidence has settled,
    also where it repeats what was said before."""
    changes: dict[str, Any] = {
        section: getattr(after, section)
        for section in Household.model_fields
        if section not in STAYS and (section in shown or getattr(after, section) != getattr(before, section))
    }
    owned = {
        name: getattr(after.assets, name)
        for name in Assets.model_fields
        if {"assets", f"assets.{name}"} & shown or getattr(after.assets, name) != getattr(before.assets, name)
    }
    return now.model_copy(update={**changes, "assets": now.assets.model_copy(update=owned)})


def settled_by_evidence(origins: Iterable[Origin], on: date) -> frozenset[str]:
    """The sections, and kinds of assets, about which evidence was accepted on a day."""
    paths = (origin.path for origin in origins if origin.source == "evidence" and origin.as_of == on)
    return frozenset(section_of(path) for path in paths)


def section_of(path: str) -> str:
    """`assets.deposits` of itself, `income` of `income[0].amount`."""
    parts = path.partition("[")[0].split(".")
    return ".".join(parts[:2]) if parts[0] == "assets" else parts[0]
