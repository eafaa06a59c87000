"""From what was typed to the body of an application, with every field that cannot be read. Money is fen."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from services.portal.draft import Draft, TypedPerson, key_of

ADULT: Final = 18
LONG_AGO: Final = date(1900, 1, 1)
PER: Final = {"年": 1, "月": 12}


@dataclass(frozen=True)
class Fault:
    """One field that must be corrected; `code` is a key `error.<code>` of the table of words."""

    field: str
    code: str


@dataclass
class Reading:
    """The body so far, and what could not be read."""

    body: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def need(self, name: str, value: str) -> str:
        if not value:
            self.faults.append(Fault(name, "required"))
        return value

    def parsed(self, name: str, value: str, parse: Callable[[str], Any], code: str) -> Any:
        """What `parse` makes of a value; None, and a fault, where it makes nothing. Blank is None without a fault."""
        if not value:
            return None
        found = parse(value)
        if found is None:
            self.faults.append(Fault(name, code))
        return found


def fen(typed: str, every: str = "year") -> int | None:
    """`12,000`, `1.2万`, `1000/月`, `3千` in yuan as fen a year; None where it is no amount."""
    text = re.sub(r"[\s,,¥¥元]", "", typed)
    found = re.fullmatch(r"(\d+(?:\.\d{1,2})?)([万千百]?)(?:[/每一]?([年月]))?", text)
    if not found:
        return None
    try:
        yuan = Decimal(found[1]) * {"万": 10_000, "千": 1_000, "百": 100, "": 1}[found[2]]
    except InvalidOperation:
        return None
    times = PER[found[3]] if found[3] else (12 if every == "month" else 1)
    return int(yuan * times * 100)


def born_in(identity_number: str) -> date | None:
    """The birth date inside an identity number."""
    try:
        return date(int(identity_number[6:10]), int(identity_number[10:12]), int(identity_number[12:14]))
    except ValueError:
        return None


def day_of(typed: str) -> date | None:
    """`2010-02-11`, `20100211` or `2010.2.11`."""
    found = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?", typed)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def read(draft: Draft, on: date) -> Reading:
    """The body for intake as far as it could be read on this day; complete only where `faults` is empty."""
    reading = Reading()
    body = reading.body
    body["place"] = reading.need("place", draft.place)
    body["residence"] = reading.need("residence", draft.residence)
    if draft.hukou and draft.hukou != draft.place:
        body["hukou"] = draft.hukou
    if draft.assisted_by:
        body["assisted_by"] = draft.assisted_by
    body["applicant"] = key_of(0)
    body["people"] = {key_of(at): _person(reading, at, person) for at, person in enumerate(draft.people)}
    body["income"] = list(_incomes(reading, draft))
    body["costs"] = list(_costs(reading, draft))
    body["assets"] = _assets(reading, draft)
    if draft.tenure:
        area = reading.parsed("area_m2", draft.area_m2, _square_metres, "area") or 0
        body["housing"] = {"tenure": draft.tenure, "area_m2": area, "grade": draft.grade or None}
    needs = list(dict.fromkeys([*draft.needs, *_implied(draft)]))
    if not needs:
        reading.faults.append(Fault("needs", "choose_one"))
    body["needs"] = needs
    body["help_now"] = bool(draft.help_now)
    body["events"] = list(_events(reading, draft))
    body["consents"] = _consents(draft, on)
    return reading


def _person(reading: Reading, at: int, typed: TypedPerson) -> dict[str, Any]:
    name = f"people.{at}"
    number = typed.identity_number.upper().replace(" ", "")
    person: dict[str, Any] = {"name": reading.need(f"{name}.name", typed.name), "relation": typed.relation}
    reading.need(f"{name}.relation", typed.relation)
    if re.fullmatch(r"\d{17}[\dX]", number) and born_in(number):
        born = born_in(number)
        person |= {"identity_number": number, "sex": "male" if int(number[16]) % 2 else "female"}
    elif number:
        reading.faults.append(Fault(f"{name}.identity_number", "identity-number-wrong"))
        born = None
    else:
        person["sex"] = reading.need(f"{name}.sex", typed.sex)
        born = reading.parsed(f"{name}.born", reading.need(f"{name}.born", typed.born), day_of, "date")
    person["born"] = born.isoformat() if born else None
    phone = re.sub(r"[\s-]", "", typed.phone)
    person["phone"] = reading.parsed(f"{name}.phone", phone, _phone, "phone")
    person |= _circumstances(reading, name, typed)
    return {key: value for key, value in person.items() if value not in (None, "", False)}


def _circumstances(reading: Reading, name: str, typed: TypedPerson) -> dict[str, Any]:
    found: dict[str, Any] = {
        "lives": "elsewhere" if typed.elsewhere else None,
        "serious_illness": bool(typed.serious_illness),
        "no_labour_capacity": bool(typed.no_labour_capacity),
    }
    if typed.stage:
        found["school"] = {"stage": typed.stage, "boarding": bool(typed.boarding)}
    if typed.disability_kind:
        grade = reading.need(f"{name}.disability_grade", typed.disability_grade)
        found["disability"] = {"kind": typed.disability_kind, "grade": int(grade) if grade.isdigit() else None}
    return found


def _incomes(reading: Reading, draft: Draft) -> Iterator[dict[str, Any]]:
    for at, row in enumerate(draft.income):
        if row.kind or row.amount:
            reading.need(f"income.{at}.kind", row.kind)
            amount = _amount(reading, f"income.{at}.amount", row.amount, row.every)
            yield {"kind": row.kind, "amount": amount, **({"person": row.person} if row.person else {})}


def _costs(reading: Reading, draft: Draft) -> Iterator[dict[str, Any]]:
    for at, row in enumerate(draft.costs):
        if row.kind or row.amount:
            reading.need(f"costs.{at}.kind", row.kind)
            amount = _amount(reading, f"costs.{at}.amount", row.amount)
            yield {"kind": row.kind, "amount": amount, **({"person": row.person} if row.person else {})}


def _amount(reading: Reading, name: str, typed: str, every: str = "year") -> int | None:
    found: int | None = reading.parsed(name, reading.need(name, typed), lambda text: fen(text, every), "money")
    return found


def _assets(reading: Reading, draft: Draft) -> dict[str, Any]:
    """Blank stays unknown: it is not sent, and never read as zero."""
    assets = {
        "deposits": reading.parsed("deposits", draft.deposits, fen, "money"),
        "dwellings": reading.parsed("dwellings", draft.dwellings, _count, "number"),
        "vehicles": [
            {
                "kind": reading.need(f"vehicles.{at}.kind", row.kind),
                "value": _amount(reading, f"vehicles.{at}.value", row.value),
                "use": row.use or "private",
            }
            for at, row in enumerate(draft.vehicles)
            if row.kind or row.value
        ],
    }
    return {name: value for name, value in assets.items() if value is not None}


def _events(reading: Reading, draft: Draft) -> Iterator[dict[str, Any]]:
    for at, row in enumerate(draft.events):
        if row.kind:
            on = reading.parsed(f"events.{at}.on", reading.need(f"events.{at}.on", row.on), day_of, "date")
            event = {"kind": row.kind, "on": on and on.isoformat(), "severity": row.severity, "house": row.house}
            yield {key: value for key, value in event.items() if value}


def _implied(draft: Draft) -> Iterator[str]:
    if draft.help_now:
        yield "emergency"
    if draft.charity and draft.needs:
        yield "charity"


def _consents(draft: Draft, on: date) -> dict[str, Any]:
    """Who signed is named only where an adult did not: without names, every adult has."""
    grown = [key for key, _ in adults(draft, on)]
    signed = [key for key in draft.signed if key in grown]
    return {"charity": bool(draft.charity), "verification": None if signed == grown else signed}


def adults(draft: Draft, on: date) -> list[tuple[str, str]]:
    """Key and name of everybody who must sign; somebody without a readable birth date counts as adult."""
    found = []
    for at, person in enumerate(draft.people):
        born = born_in(person.identity_number) or day_of(person.born) or LONG_AGO
        if on.year - born.year - ((on.month, on.day) < (born.month, born.day)) >= ADULT:
            found.append((key_of(at), person.name))
    return found


def field_of(pointer: str) -> str:
    """The form's field for a JSON pointer of intake: `/people/p2/born` is `people.1.born`."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "people" and len(parts) > 1 and re.fullmatch(r"p\d+", parts[1]):
        parts[1] = str(int(parts[1][1:]) - 1)
    if parts[0] == "people" and len(parts) == 2:
        parts.append("name")
    if parts[0] in ("assets", "housing"):
        parts = parts[1:]
    if parts[0] == "consents":
        parts = ["charity" if parts[-1] == "charity" else "signed"]
    return ".".join(parts)


def _phone(text: str) -> str | None:
    return text if re.fullmatch(r"\+?\d{5,15}", text) else None


def _square_metres(text: str) -> float | None:
    found = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)(?:平方?米?|m2|㎡)?", text)
    return float(found[1]) if found else None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,2}", text) else None
