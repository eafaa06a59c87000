"""The lists that a form offers, in the reader's language, and the readable answers of a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args

from contracts import household as vocabulary
from services.chassis.pages import Translate
from services.policy import divisions
from services.portal.draft import Draft, TypedPerson, key_of
from services.portal.household import adults

Option = tuple[str, str]
COUNTIES: Final = [
    (division.code, f"{divisions.name(division.parent)} {division.name}")
    for division in divisions.divisions().values()
    if division.level == "county"
]
LISTS: Final = {
    "residence": ("residence", get_args(vocabulary.Residence)),
    "sexes": ("sex", get_args(vocabulary.Sex)),
    "relations": ("relation", [r for r in get_args(vocabulary.Relation) if r != "self"]),
    "stages": ("stage", get_args(vocabulary.Stage)),
    "disabilities": ("disability", get_args(vocabulary.DisabilityKind)),
    "grades": ("grade", ("1", "2", "3", "4")),
    "incomes": ("income", get_args(vocabulary.IncomeKind)),
    "every": ("every", ("year", "month")),
    "costs": ("cost", get_args(vocabulary.CostKind)),
    "tenures": ("tenure", ("owned", "rented", "borrowed")),
    "house_grades": ("house_grade", ("A", "B", "C", "D")),
    "vehicles": ("vehicle", ("car", "van", "motorbike", "tricycle", "scooter")),
    "uses": ("use", ("private", "livelihood", "disability")),
    "needs": ("need", get_args(vocabulary.Need)),
    "events": ("event", get_args(vocabulary.EventKind)),
    "severities": ("severity", ("mild", "serious", "grave")),
    "damages": ("house", ("collapsed", "severe", "damaged")),
}


@dataclass(frozen=True)
class Group:
    """Answers that belong together; the title is a person's name where it is one person's."""

    rows: list[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True)
class Answers:
    name: str
    groups: list[Group]


def options(draft: Draft, t: Translate, on: date) -> dict[str, list[Option]]:
    """Every list of the form; `people` and `adults` are those typed so far."""
    lists = {name: [(code, t(f"{group}.{code}")) for code in codes] for name, (group, codes) in LISTS.items()}
    people = [(key_of(at), name_of(at, person, t)) for at, person in enumerate(draft.people)]
    names = dict(people)
    grown = [(key, names[key]) for key, _ in adults(draft, on)]
    return {**lists, "counties": COUNTIES, "people": people, "adults": grown}


def name_of(at: int, person: TypedPerson, t: Translate) -> str:
    return person.name or (t("nth.people", n=at + 1) if at else t("nth.self"))


def answers(draft: Draft, t: Translate, on: date) -> list[Answers]:
    """What was typed, section by section, as the family reads it before it sends anything."""
    o = options(draft, t, on)
    return [
        Answers("place", [Group(_place(draft, t, o))]),
        Answers("people", [_person(at, person, t) for at, person in enumerate(draft.people)]),
        Answers("income", [Group(list(_money(draft.income, "income", t, o)))]),
        Answers("assets", [Group(_assets(draft, t))]),
        Answers("costs", [Group(list(_money(draft.costs, "cost", t, o)))]),
        Answers("needs", [Group(_needs(draft, t))]),
        Answers("consent", [Group(_consent(draft, t, o))]),
    ]


def _word(t: Translate, group: str, code: str) -> str:
    return t(f"{group}.{code}") if code else ""


def _yuan(t: Translate, typed: str) -> str:
    return t("yuan", amount=typed) if typed.replace(".", "").isdigit() else typed


def _place(d: Draft, t: Translate, o: dict[str, list[Option]]) -> list[tuple[str, str]]:
    counties = dict(o["counties"])
    rows = [
        (t("field.place"), counties.get(d.place, d.place)),
        (t("field.residence"), _word(t, "residence", d.residence)),
    ]
    if d.hukou:
        rows.append((t("field.hukou"), counties.get(d.hukou, d.hukou)))
    if d.assisted_by:
        rows.append((t("field.assisted_by"), d.assisted_by))
    return rows


def _person(at: int, p: TypedPerson, t: Translate) -> Group:
    rows = [(t("field.relation"), _word(t, "relation", p.relation))]
    if p.identity_number:
        rows.append((t("field.identity_number"), masked(p.identity_number)))
    else:
        rows += [(t("field.sex"), _word(t, "sex", p.sex)), (t("field.born"), p.born)]
    if at == 0:
        rows.append((t("field.phone"), p.phone))
    if p.stage:
        boards = t("field.boarding") if p.boarding else ""
        rows.append((t("field.stage"), " · ".join(filter(None, [_word(t, "stage", p.stage), boards]))))
    if p.disability_kind:
        grade = _word(t, "grade", p.disability_grade)
        rows.append((t("field.disability_kind"), f"{_word(t, 'disability', p.disability_kind)} {grade}"))
    for flag in ("serious_illness", "no_labour_capacity", "elsewhere"):
        if getattr(p, flag):
            rows.append((t(f"field.{flag}"), t("apply.yes")))
    return Group(rows, name_of(at, p, t))


def masked(identity_number: str) -> str:
    """`6208**********0015`: enough to recognize one's own number."""
    return f"{identity_number[:4]}{'*' * max(0, len(identity_number) - 8)}{identity_number[-4:]}"


def _money(rows: list[Any], group: str, t: Translate, o: dict[str, list[Option]]) -> Iterator[tuple[str, str]]:
    names = dict(o["people"])
    typed = [row for row in rows if row.kind or row.amount]
    for row in typed:
        who = names.get(row.person, t("field.whole_household"))
        said = any(unit in row.amount for unit in "年月")
        every = "" if said else _word(t, "every", getattr(row, "every", ""))
        yield f"{who} · {_word(t, group, row.kind)}", " · ".join(filter(None, [_yuan(t, row.amount), every]))
    if not typed:
        yield t(f"section.{'income' if group == 'income' else 'costs'}"), ""


def _assets(d: Draft, t: Translate) -> list[tuple[str, str]]:
    rows = [
        (t("field.deposits"), _yuan(t, d.deposits)),
        (t("field.dwellings"), d.dwellings),
        (t("field.tenure"), _word(t, "tenure", d.tenure)),
    ]
    if d.tenure:
        rows.append((t("field.area_m2"), d.area_m2))
    if d.grade:
        rows.append((t("field.grade"), _word(t, "house_grade", d.grade)))
    for row in d.vehicles:
        rows.append((_word(t, "vehicle", row.kind), f"{_yuan(t, row.value)} · {_word(t, 'use', row.use)}"))
    return rows


def _needs(d: Draft, t: Translate) -> list[tuple[str, str]]:
    chosen = "、".join(t(f"need.{code}") for code in d.needs)
    rows = [(t("section.needs"), chosen)]
    if d.help_now:
        rows.append((t("field.help_now"), t("apply.yes")))
    for row in d.events:
        if row.kind:
            what = " · ".join(filter(None, [_word(t, "event", row.kind), row.on, _word(t, "severity", row.severity)]))
            rows.append((t("field.event"), what))
    return rows


def _consent(d: Draft, t: Translate, o: dict[str, list[Option]]) -> list[tuple[str, str]]:
    names = [name for key, name in o["adults"] if key in d.signed]
    signed = t("check.everybody", names="、".join(names)) if names else t("check.nobody")
    return [
        (t("field.signed"), signed),
        (t("field.charity"), t("check.charity_yes" if d.charity else "check.charity_no")),
    ]
