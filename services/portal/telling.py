"""The tracker in the reader's language: names instead of codes, yuan instead of fen, reasons in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.reasons import Reason
from services.chassis.pages import Words, day, moment
from services.policy.words import Lang, amount, because, digest
from services.portal.projections import Program
from services.portal.sentences import Headline, Row, counts
from services.portal.tracker import Entry, Payment, Tracker

FIGURES = (
    "members",
    "gross_income",
    "counted_income",
    "per_head_month",
    "gross_per_head",
    "rigid_spending",
    "rigid_ratio",
)


@dataclass(frozen=True)
class Teller:
    """Says things of one household in one language."""

    words: Words
    lang: Lang
    programs: Mapping[str, Program]
    doc: Tracker

    def t(self, key: str, **values: Any) -> str:
        return self.words.say(self.lang, key, **values)

    def word(self, group: str, code: str | None) -> str:
        """The name of a code; `<group>.other` where a newer producer used one that is not in the table."""
        key = f"{group}.{code}"
        return self.t(key if key in self.words else f"{group}.other")

    def headline(self, found: Headline, rows: list[Row]) -> str:
        granted, still = counts(rows)
        values = {
            "day": moment(found.by, self.lang) if found.by else self.t("headline.soon"),
            "category": self.word("category", found.category) if found.category else "",
            "granted": granted,
            "open": still,
        }
        return self.t(f"headline.{found.key}", **values)

    def todo(self, found: Headline) -> str:
        papers = self.comma.join(self.word("paper", code) for code in found.papers)
        return self.t(found.todo, papers=papers)

    @property
    def comma(self) -> str:
        return "、" if self.lang == "zh" else ", "

    def program(self, code: str) -> str:
        if f"program.{code}" in self.words:
            return self.t(f"program.{code}")
        known = self.programs.get(code)
        return (known.title_zh if self.lang == "zh" else known.title_en) if known else code

    def title(self, row: Row) -> str:
        return self.item(row.program, row.item)

    def item(self, program: str, item: str | None) -> str:
        """The item's name, or the program's where no item is known yet or it is a new one."""
        key = f"item.{program}.{item}"
        return self.t(key) if item and key in self.words else self.program(program)

    def paid_for(self, payment: Payment) -> str:
        """The item, and the earlier month whose difference is paid now."""
        name = self.item(payment.program, payment.item)
        month = payment.for_month
        return self.t("track.top_up", item=name, month=self.period(month)) if month else name

    def money(self, fen: int) -> str:
        return amount(str(fen), "fen", self.lang)

    def person(self, key: str | None) -> str:
        member = self.doc.people.get(key or "")
        return member.name if member else ""

    def amount(self, row: Row) -> str:
        answer = row.answer
        if not answer or answer.outcome != "granted" or answer.amount is None:
            return ""
        per = self.t(f"per.{answer.per}") if answer.per else ""
        said = self.money(answer.amount)
        return f"{per}{said}" if self.lang == "zh" else f"{said} {per}"

    def period(self, text: str | None) -> str:
        """A month or a date of an award."""
        if not text:
            return ""
        if len(text) == len("2024-06"):
            year, month = text.split("-")
            return f"{year}年{int(month)}月" if self.lang == "zh" else date(int(year), int(month), 1).strftime("%b %Y")
        return day(datetime.fromisoformat(text).date(), self.lang)

    def figures(self) -> list[tuple[str, str]]:
        """The numbers of the latest test, amounts in yuan."""
        if not self.doc.test:
            return []
        found = self.doc.test.figures.model_dump(exclude_none=True)
        return [(self.t(f"figure.{name}"), self.figure(name, found[name])) for name in FIGURES if name in found]

    def figure(self, name: str, value: Any) -> str:
        if name == "members":
            return str(value)
        if name == "rigid_ratio":
            return amount(value, "ratio", self.lang)
        return amount(value, "fen", self.lang)

    def computation(self, reasons: tuple[Reason, ...]) -> list[tuple[int, str]]:
        """Depth and sentence of every test and condition, with the name of the person whom it is about."""
        return [(depth, self.named(reason) + sentence) for depth, reason, sentence in digest(reasons, self.lang)]

    def named(self, reason: Reason) -> str:
        who = self.person(reason.person)
        return f"{who} · " if who else ""

    def because(self, code: str) -> str:
        return because(code, self.lang)

    def entry(self, entry: Entry) -> str:
        return self.t(f"what.{entry.what}", program=self.program(entry.program or ""))
