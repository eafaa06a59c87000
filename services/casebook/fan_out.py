"""The live view of the fan-out: which service said what to whom, which program was asked, who answered, who waits."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from services.casebook.expect import yuan
from services.casebook.household_played import Played
from services.casebook.system import System
from services.casebook.timeline import Application, Happening, StepAt
from services.casebook.wire import Json, Refused, Wire

HEAR_EVERYTHING = ("portal", "observatory")
FOREWORD = "Portal and observatory hear everything that is said and are left out of the lines `said ... -> heard by`."
MARKS = {"asked": "⋯", "granted": "✓", "declined": "✗", "overdue": "!"}


@dataclass
class FanOut:
    """Tells what has changed since the last look; plain lines where there is no terminal."""

    wire: Wire
    console: Console
    system: System
    households: Mapping[tuple[str, str], Played]
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)  # messages by type and listener
    told_at: str = ""  # the moment of the last line
    states: dict[str, str] = field(default_factory=dict)

    async def happened(self, happening: Happening) -> None:
        """What a family or the staff of a story has just done."""
        moment, name = self._moment(), happening.story.name
        played = self.households[happening.story.file, happening.story.variant]
        match happening.what:
            case Application():
                self.console.print(f"\n[bold]{moment}  {name}  {happening.story.title}[/bold]", soft_wrap=True)
                self.console.print(f"  applied by {happening.story.head.channel}, number {played.number}")
            case StepAt(step=step):
                self.console.print(f"{moment}  {name}  {step.do.replace('_', ' ')}")
            case _:
                pass
        await self.look()

    async def look(self) -> None:
        """What the services have done since."""
        there = [played for played in self.households.values() if played.application_id]
        for played in there:
            await self._moved(played)
        await self._said(known=bool(there))
        for played in there:
            await self._asked(played)

    async def _said(self, known: bool) -> None:
        """One line per service that has spoken since the last look; nothing before the first household is `known`."""
        before, self.heard = self.heard, heard_by((await self.wire.get("/v1/ops/services"))["items"])
        lines = list(said(self.heard - before)) if known else []
        if lines and self.told_at != f"{self.system.clock.now():%Y-%m-%d %H:%M}":
            self.console.print(f"{self._moment()}  time passes")
        for line in lines:
            self.console.print(f"  [dim]{line}[/dim]", soft_wrap=True)

    def _moment(self) -> str:
        self.told_at = f"{self.system.clock.now():%Y-%m-%d %H:%M}"
        return self.told_at

    async def _moved(self, played: Played) -> None:
        """The application's own state, as the family reads it."""
        status = (await self.wire.get(f"/v1/cases/{played.household_id}"))["status"]
        if self.states.get(played.story.name) != status:
            self.states[played.story.name] = status
            self.console.print(f"{self._moment()}  {played.story.name}  application {status}")

    async def _asked(self, played: Played) -> None:
        rows = await chain_rows(self.wire, played)
        changed = [row for row in rows if self.states.get(_name(row)) != row["state"]]
        for row in changed:
            self.states[_name(row)] = row["state"]
            until = f" until {row['answer_by']}" if row["state"] == "asked" else ""
            why = f" ({row['reason']})" if row["reason"] else ""
            mark, who = MARKS.get(row["state"], " "), f"{row['program']} at {row['agency']}"
            self.console.print(f"{self._moment()}  {played.story.name}  {mark} {who}: {row['state']}{until}{why}")
        waiting = [row["program"] for row in rows if row["state"] == "asked"]
        if changed and waiting:
            self.console.print(f"  {played.story.name} still awaits {', '.join(waiting)}")


def heard_by(services: Sequence[Json]) -> Counter[tuple[str, str]]:
    """How many messages of each type each listener has taken so far."""
    found: Counter[tuple[str, str]] = Counter()
    for service in services:
        for consumer, types in service["heard"].items():
            listener = consumer.partition(":")[0].removeprefix("programs.")
            found.update({(kind, listener): count for kind, count in types.items()})
    return found


def said(heard: Counter[tuple[str, str]]) -> Iterator[str]:
    """One line per speaker; what the same listeners heard stands together."""
    listeners: dict[str, set[str]] = defaultdict(set)
    for kind, listener in heard:
        listeners[kind] |= {listener} - set(HEAR_EVERYTHING)
    spoken: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind in sorted(listeners):
        _, speaker, what, _ = kind.split(".")
        spoken[speaker][", ".join(sorted(listeners[kind]))].append(what)
    for speaker, groups in spoken.items():
        parts = (", ".join(whats) + (f" -> heard by {who}" if who else "") for who, whats in sorted(groups.items()))
        yield f"{speaker} said {'; '.join(parts)}"


def _name(row: Json) -> str:
    return f"{row['referral_id'] or (row['asked_at'], row['program'])}"


async def chain_rows(wire: Wire, played: Played) -> list[Json]:
    if played.household_id is None:
        return []
    try:
        chain = await wire.get(f"/v1/chains/{played.household_id}")
    except Refused:
        return []  # nobody was asked yet
    return [row for one in chain["rounds"] for row in one["programs"]]


def chain_table(played: Played, case: Json) -> Table:
    """One household's chain of assistance: who gives what, and why not."""
    story = played.story
    title = f"{story.name}  {story.title}\n{case['status']}, {case['category']}, number {played.number}"
    table = Table(title=title, title_justify="left")
    for column in ("program", "item", "answer", "amount", "why"):
        table.add_column(column, justify="right" if column == "amount" else "left")
    for line in chain_lines(case):
        table.add_row(*line)
    return table


def chain_lines(case: Json) -> Iterator[tuple[str, str, str, str, str]]:
    for award in case["awards"]:
        amount = "" if award.get("amount") is None else f"{yuan(award['amount'])} / {award['per']}"
        yield award["program"], _item(award), "granted", amount, _since(award)
    for no in case["not_awarded"]:
        answer = "not published" if no["program"] == "charity" else "declined"
        yield no["program"], _item(no), answer, "", no.get("reason") or ""
    if "charity" in case["referred"]:
        yield "charity", "referral", "published", "", "charities see kind, county and urgency"


def _item(entry: dict[str, Any]) -> str:
    return f"{entry['item']} ({entry['person']})" if entry.get("person") else str(entry["item"])


def _since(award: dict[str, Any]) -> str:
    return " ".join(f"{word} {award[word]}" for word in ("from", "until") if award.get(word))
