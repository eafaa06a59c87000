"""A first sample of each contract: an invented household that uses every field.

What is in `contracts/samples/` stays as it is for ever, because messages like it were sent; only missing ones are made.
"""

import re
from datetime import date, datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from contracts.base import Contract

Metadata = list[Any] | tuple[Any, ...]

SPACE: Final = UUID("6f6e6564-6f6f-5200-8000-00000000005a")
MOMENT: Final = datetime(2024, 6, 3, 9, tzinfo=timezone(timedelta(hours=8)))

TEXTS: Final[dict[str, str]] = {
    "number": "YM20240603000001",
    "query_code_hash": "3f1d9c1a6c1b4f0e8d7c5b4a39281706",
    "name": "样本甲",
    "identity_number": "620102190001010010",
    "phone": "00000000000",
    "contact": "样本甲 00000000000",
    "division": "620102001",
    "place": "620102001",
    "hukou": "620102",
    "area": "620102",
    "title_zh": "医疗救助",
    "title_en": "Medical aid",
    "program": "medical",
    "agency": "medical_insurance",
    "item": "medical_aid",
    "items": "medical_aid",
    "granted": "medical",
    "declined": "housing",
    "overdue": "education",
    "told": "civil_affairs",
    "sections": "people",
    "categories": "dibao",
    "source": "bank_deposits",
    "consent": "charity",
    "charity": "sample_charity",
    "kind": "winter_clothes",
    "reason": "income_over_line",
    "because": "new_parameters",
    "path": "assets.deposits",
    "unknown": "assets.deposits",
    "missing": "assets.deposits",
    "refused_for": "income_over_line",
    "claims": "undeclared_income",
    "received": "income_proof",
    "month": "2024-07",
    "awards_from": "2024-07",
    "first": "2024-07",
    "last": "2025-06",
    "parameters": "ref-2024",
    "article": "Art. 1",
    "rule": "edge.income",
    "limit": "63333",
    "per_head_month": "63333.3333",
    "rigid_ratio": "0.4000",
    "actor": "clerk:demo",
}
WORD: Final = "sample"
AMOUNT: Final = 1_200_000
NUMBERS: Final[dict[str, int]] = {
    "revision": 2,
    "grade": 2,
    "dwellings": 1,
    "answer_within": 20,
    "members": 1,
    "pay_class": 2,
}


def sample(contract: type[Contract]) -> Contract:
    """The same every time."""
    return contract.model_validate(_fields(contract, ()))


def _fields(model: type[BaseModel], within: tuple[type, ...]) -> dict[str, Any]:
    return {
        name: _value(field.annotation, name, (*within, model), field.metadata)
        for name, field in model.model_fields.items()
    }


def _value(kind: Any, name: str, within: tuple[type, ...], metadata: Metadata = ()) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return MOMENT if kind is AwareDatetime else _value(args[0], name, within, args[1:])
    if kind is AwareDatetime:
        return MOMENT
    if origin is Literal:
        return args[0]
    if origin in {Union, UnionType}:
        return _value(next(arg for arg in args if arg is not NoneType), name, within)
    if origin is tuple:
        return () if args[0] in within else (_value(args[0], name, within),)
    if origin is dict:
        return {_key(name): _value(args[1], name, within)}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _fields(kind, within)
    return _plain(kind, name, metadata)


def _key(name: str) -> str:
    return {
        "people": "self",
        "persons": "self",
        "ratios": "self",
        "deadlines": "decision",
        "facts": "assets.deposits",
    }.get(name, "dibao")


def _plain(kind: Any, name: str, metadata: Metadata) -> Any:
    match kind:
        case _ if kind is Any:
            return AMOUNT
        case _ if kind is UUID:
            return uuid5(SPACE, name)
        case _ if kind is datetime:
            return MOMENT
        case _ if kind is date:
            return date(1900, 1, 1) if name == "born" else MOMENT.date()
        case _ if kind is bool:
            return True
        case _ if kind is int:
            money = any(getattr(rule, "le", 0) == 10**13 for rule in _rules(metadata))
            return NUMBERS.get(name, AMOUNT if money else 1)
        case _ if kind is float:
            return 60.5
        case _ if kind is str or kind is Any:
            return _text(name, metadata)
    raise TypeError(f"no sample for {name}: {kind}")


def _text(name: str, metadata: Metadata) -> str:
    """The word for this field where its pattern takes it, else one that the pattern takes."""
    patterns = [rule.pattern for rule in _rules(metadata) if getattr(rule, "pattern", None)]
    key = any("{0,31}" in pattern for pattern in patterns)
    candidates = [TEXTS.get(name, str(AMOUNT)), "self" if key else WORD, str(AMOUNT), TEXTS["month"]]
    return next(text for text in candidates if all(re.search(pattern, text) for pattern in patterns))


def _rules(metadata: Metadata) -> list[Any]:
    return [rule for part in metadata for rule in (part.metadata if isinstance(part, FieldInfo) else [part])]
