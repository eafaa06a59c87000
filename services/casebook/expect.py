"""Compares one day's expectations with the case as `GET /v1/cases/{household_id}` tells it. Pure; money is fen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.casebook.expectations import Expect, Figures
from services.casebook.moments import BEIJING
from services.casebook.report import Line

Case = Mapping[str, Any]
Verdict = tuple[bool, Any, Any]  # holds, expected, got: both as they are shown, money in yuan
FEN = Decimal(100)
MONTHS = 12
NOT_THERE_YET = {
    "recover": "recovery of money",
    "fine_range": "recovery of money",
    "care_level": "basic_living of 特困",
}


def compare(expect: Expect, case: Case, before: Case | None, name: str) -> list[Line]:
    """One line per key of `expect`. `before`: the case that `cliff` is measured against, on the same day."""
    day = expect.on.isoformat()
    lines = []
    for key in expect.model_fields_set - {"on", "exactly"}:
        holds, expected, got = _verdict(key, expect, case, before)
        holds = holds and (key in case or key == "cliff")  # what the read model does not tell does not hold
        note = "" if holds else _note(key, case)
        lines.append(Line(name, day, key, holds, expected, got, note))
    return sorted(lines, key=lambda line: list(Expect.model_fields).index(line.key))


def _note(key: str, case: Case) -> str:
    if key in case and key not in NOT_THERE_YET:
        return ""
    return f"not supported yet: {key} ({NOT_THERE_YET.get(key, 'not in the read model')})"


def _verdict(key: str, expect: Expect, case: Case, before: Case | None) -> Verdict:
    wanted, got = getattr(expect, key), case.get(key)
    match key:
        case "awards":
            return awards([award.given() for award in wanted], got or [], expect.exactly)
        case "payments":
            return payments([payment.given() for payment in wanted], got or [])
        case "figures":
            return figures(wanted, got or {})
        case "refused_for":
            return sorted(wanted) == sorted(got or []), wanted, got
        case "told" | "referred":
            return set(wanted) <= set(got or []), wanted, got
        case "not_awarded" | "warnings" | "explains":
            return there([entry.given() for entry in wanted], got or [])
        case "recover" | "fine_range" | "cliff":
            return _sum(key, wanted, case, before)
        case _ if key in SAME:
            return keyed(wanted.given() if key == "conference" else wanted, got or {}, SAME[key])
        case _:
            expected = wanted.isoformat() if hasattr(wanted, "isoformat") else wanted
            return expected == got, expected, got


def _sum(key: str, wanted: Any, case: Case, before: Case | None) -> Verdict:
    if key == "cliff":
        change = monthly(case) - monthly(before or {})
        return change == wanted.change_per_month, yuan(wanted.change_per_month), yuan(change)
    if key == "recover":
        recover = case.get("recover", 0)
        return wanted == recover, yuan(wanted), yuan(recover)
    got = case.get("fine_range") or []
    return list(wanted) == list(got), list(map(yuan, wanted)), list(map(yuan, got))


def yuan(fen: int | Decimal) -> str:
    text = f"{Decimal(fen) / FEN:.2f}"
    return text.removesuffix(".00")


def cents(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP)


def awards(wanted: Sequence[Case], got: Sequence[Case], exactly: bool) -> Verdict:
    """Every wanted award is there, each its own; with `exactly` no other one is."""
    pairs = matched(wanted, got)
    holds = len(pairs) == len(wanted) and not (exactly and len(got) != len(wanted))
    return holds, _shown(wanted), _shown(got if exactly else _like(wanted, got))


def there(wanted: Sequence[Case], got: Sequence[Case]) -> Verdict:
    """Every wanted entry is in a list that may be longer."""
    holds = all(any(agrees(entry, candidate) for candidate in got) for entry in wanted)
    return holds, _shown(wanted), _shown(_like(wanted, got))


def payments(wanted: Sequence[Case], got: Sequence[Case]) -> Verdict:
    """Sums of one month, program and item; no payment is a payment of 0."""
    sums = [
        {**entry, "amount": sum(paid["amount"] for paid in got if agrees(_without_amount(entry), paid))}
        for entry in wanted
    ]
    return list(wanted) == sums, _shown(wanted), _shown(sums)


def figures(wanted: Figures, got: Case) -> Verdict:
    """Sums to the cent, the ratio to 4 digits."""
    expected = wanted.model_dump(exclude_unset=True)
    found: dict[str, Any] = {}
    for name, value in expected.items():
        if got.get(name) is None:
            found[name] = None
        elif name == "rigid_ratio":
            found[name] = Decimal(str(got[name])).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            expected[name] = value.quantize(Decimal("0.0001"))
        else:
            found[name] = int(cents(got[name]))
    return expected == found, _figures_shown(expected), _figures_shown(found)


def keyed(wanted: Case, got: Case, same: Callable[[Any, Any], bool]) -> Verdict:
    """The keys that were written, whatever else there is."""
    holds = all(same(value, got.get(key)) for key, value in wanted.items())
    return holds, dict(wanted), {key: got.get(key) for key in wanted}


def same_deadline(wanted: str, got: Any) -> bool:
    """A day is met by any moment of that day; a moment to the minute."""
    if got is None:
        return False
    if "T" not in str(got):
        return equal(wanted, got)
    at = datetime.fromisoformat(got)
    at = (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(BEIJING)
    return wanted == (at.isoformat(timespec="minutes") if "T" in wanted else at.date().isoformat())


def same_set(wanted: Sequence[str], got: Any) -> bool:
    return got is not None and sorted(wanted) == sorted(got)


def same_in_conference(wanted: Any, got: Any) -> bool:
    return set(wanted) <= set(got or []) if isinstance(wanted, list | tuple) else equal(wanted, got)


def equal(wanted: Any, got: Any) -> bool:
    return bool(wanted == got)


SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "deadlines": same_deadline,
    "persons": same_set,
    "counted_as": equal,
    "medical_ratio": equal,
    "care_level": equal,
    "conference": same_in_conference,
}


def agrees(wanted: Case, got: Case) -> bool:
    return all(got.get(key) == value for key, value in wanted.items())


def matched(wanted: Sequence[Case], got: Sequence[Case]) -> dict[int, int]:
    """As many wanted entries as possible, each with an entry of its own: place in `got` -> place in `wanted`."""
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for candidate, entry in enumerate(got):
            if candidate in tried or not agrees(wanted[index], entry):
                continue
            tried.add(candidate)
            if candidate not in taken or place(taken[candidate], tried):
                taken[candidate] = index
                return True
        return False

    for index in range(len(wanted)):
        place(index, set())
    return taken


def monthly(case: Case) -> int:
    """Gross income a month + awards per month + awards per year / 12, in fen, half up."""
    total = cents(case.get("figures", {}).get("gross_income", 0)) / MONTHS
    for award in case.get("awards", []):
        share = {"month": 1, "year": MONTHS}.get(award["per"])
        total += Decimal(award["amount"]) / share if share else 0
    return int(cents(total))


def _without_amount(entry: Case) -> Case:
    return {key: value for key, value in entry.items() if key != "amount"}


def _like(wanted: Sequence[Case], got: Sequence[Case]) -> list[Case]:
    """Of what there is, the entries that are about the same things, in the keys that were asked for."""
    subjects = [{key: entry[key] for key in ("program", "item", "rule", "kind") if key in entry} for entry in wanted]
    keys = {key for entry in wanted for key in entry}
    found = [entry for entry in got if any(agrees(subject, entry) for subject in subjects)]
    return [{key: value for key, value in entry.items() if key in keys} for entry in found]


def _shown(entries: Iterable[Case]) -> list[dict[str, Any]]:
    return [
        {key: yuan(value) if key == "amount" and value is not None else value for key, value in entry.items()}
        for entry in entries
    ]


def _figures_shown(found: Case) -> dict[str, Any]:
    plain = ("members", "rigid_ratio")
    return {name: value if name in plain or value is None else yuan(value) for name, value in found.items()}
