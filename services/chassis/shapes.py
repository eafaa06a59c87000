"""What the codec must know of a class, found once: its name on the wire, its personal fields, how it is validated."""

import dataclasses
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel, TypeAdapter, create_model

from contracts.base import Personal
from services.chassis.keys import Erased


@dataclasses.dataclass(frozen=True)
class Shape:
    """`whole` reads and writes every field, `plain` only those that are not personal."""

    name: str
    personal: frozenset[str]
    whole: TypeAdapter[Any]
    plain: TypeAdapter[Any] | None


_SHAPES: dict[type[Any], Shape] = {}


def shape(cls: type[Any]) -> Shape:
    """Raises TypeError for a class that could leak: a personal field inside a plain one, or slots."""
    found = _SHAPES.get(cls)
    if found is None:
        found = _SHAPES[cls] = _examined(cls)
    return found


def _examined(cls: type[Any]) -> Shape:
    fields = _annotations(cls)
    personal = frozenset(name for name, annotation in fields.items() if _is_personal(annotation))
    if "sealed" in fields:
        raise TypeError(f"{cls.__name__}.sealed: the name is taken by the codec")
    for name in fields.keys() - personal:
        if any(_is_personal(inner) for inner in _within(fields[name], set())):
            raise TypeError(f"{cls.__name__}.{name} is plain and holds a personal field")
    if personal and dataclasses.is_dataclass(cls) and "__slots__" in vars(cls):
        raise TypeError(f"{cls.__name__} has slots; an erased value could not be told from a present one")
    plain = _plain_adapter(cls, fields, personal) if personal else None
    found = Shape(type_name(cls), personal, TypeAdapter(cls), plain)
    for name in personal:  # last: making an adapter sets the defaults on the class
        setattr(cls, name, _Unopened(cls.__name__, name))
    return found


def type_name(cls: type) -> str:
    """`ApplicationAccepted.v1` of an event; a contract says itself what it is called on the wire."""
    if issubclass(cls, BaseModel):
        return str(getattr(cls, "type", cls.__name__))
    return f"{cls.__name__}.v{getattr(cls, 'version', 1)}"


class ErasedField(Erased, AttributeError):
    """So that `getattr(event, name, None)` means: nothing, where it was erased."""


class _Unopened:
    """Found only where an instance has no value of its own, since it defines no `__set__`."""

    def __init__(self, owner: str, name: str) -> None:
        self._text = f"{owner}.{name} was erased or may not be opened here"

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            raise AttributeError(self._text)
        if isinstance(instance, BaseModel):
            raise Erased(self._text)  # for an AttributeError pydantic would look on and say something else
        raise ErasedField(self._text)


def _annotations(cls: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    if dataclasses.is_dataclass(cls):
        return {field.name: hints[field.name] for field in dataclasses.fields(cls)}
    if issubclass(cls, BaseModel):
        return {name: hints[name] for name in cls.model_fields}
    raise TypeError(f"{cls.__name__} is neither a dataclass nor a model")


def _is_personal(annotation: Any) -> bool:
    return Personal in getattr(annotation, "__metadata__", ())


def _within(annotation: Any, seen: set[Any]) -> Iterator[Any]:
    """Every annotation inside another one, through containers, dataclasses and models."""
    for inner in get_args(annotation):
        yield inner
        yield from _within(inner, seen)
    known = isinstance(annotation, type) and annotation not in seen
    if known and (dataclasses.is_dataclass(annotation) or issubclass(annotation, BaseModel)):
        seen.add(annotation)
        for inner in _annotations(annotation).values():
            yield inner
            yield from _within(inner, seen)


def _plain_adapter(cls: type, fields: dict[str, Any], personal: frozenset[str]) -> TypeAdapter[Any]:
    defaults = _defaults(cls)
    kept: dict[str, Any] = {name: (fields[name], defaults.get(name, ...)) for name in fields.keys() - personal}
    return TypeAdapter(create_model(f"{cls.__name__}WithoutPersonal", **kept))


def _defaults(cls: type[Any]) -> dict[str, Any]:
    if issubclass(cls, BaseModel):
        return {name: field for name, field in cls.model_fields.items() if not field.is_required()}
    found: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return found
