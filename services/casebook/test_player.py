"""Whole stories on a hand-written town: who acts when, what waits for the file, what is told as not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx2

from services.casebook.format import load
from services.casebook.moments import BEIJING
from services.casebook.player import Player
from services.casebook.report import Report
from services.casebook.wire import Wire

FAMILY = """\
format: 1
case: "t"
title: A family
policy: REF-2024
place: "621002"
residence: urban
applied: 2024-05-10T18:30
channel: web
applicant: mother
people: {mother: {name: 林某, sex: female, born: 1986-03-09, relation: self}}
needs: [basic_living, employment]
"""
HOUSEHOLD = UUID(int=7)
NEXT = {"acceptance": "visit", "visit": "notice", "confirmation": "desk", "answers": "done"}
LISTS = {
    "applications": ("accept",),
    "investigations": ("visit",),
    "determinations": ("notice", "confirm"),
    "desks": ("desk",),
}
STATUS = {"accept": "submitted", "visit": "accepted", "notice": "investigating", "notice_runs": "in_notice"}


class Town:
    """One household's way through all stages; the notice ends by itself after seven days."""

    base_url = "http://town"

    def __init__(self, fails_at: str = "") -> None:
        self.moment = datetime(2024, 5, 1, tzinfo=BEIJING)
        self.stage, self.fails_at, self.application = "nobody", fails_at, ""
        self.notice_ends: datetime | None = None
        self.heard: list[tuple[str, str]] = []

    @property
    def clock(self) -> "Town":
        return self

    def now(self) -> datetime:
        return self.moment

    async def settle(self) -> None:
        if self.notice_ends and self.moment >= self.notice_ends:
            self.stage, self.notice_ends = "confirm", None

    async def next_due(self) -> datetime | None:
        return self.notice_ends

    async def advance(self, to: datetime) -> None:
        assert to >= self.moment, "time does not go back"
        self.moment = to
        await self.settle()

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        *_, first, last = request.url.path.split("/")
        if request.method == "GET":
            return httpx2.Response(200, json=self.shown(request.url.path, first))
        self.heard.append((f"{self.moment:%Y-%m-%d %H:%M}", last))
        if last == self.fails_at:
            return httpx2.Response(500, json={"code": "internal", "detail_en": "broken"})
        if last == "applications":
            self.stage, self.application = "accept", str(uuid5(HOUSEHOLD, request.headers["idempotency-key"]))
            ids = {
                "application_id": self.application,
                "household_id": str(HOUSEHOLD),
                "number": "N-1",
                "query_code": "Q-1",
            }
            return httpx2.Response(201, json=ids)
        if last == "standings":
            return httpx2.Response(201, json={"household_id": str(HOUSEHOLD)})
        if last == "notice":
            self.stage = "notice_runs"
            midnight = self.moment.replace(hour=0, minute=0)
            self.notice_ends = midnight + timedelta(days=8)
        self.stage = NEXT.get(last, self.stage)
        return httpx2.Response(200, json={})

    def shown(self, path: str, kind: str) -> dict[str, Any]:
        if path.endswith("/worklist"):
            waiting = self.stage in LISTS.get(kind, ())
            return {"items": [self.item()] if waiting else [], "next": None}
        return {"status": STATUS.get(self.stage, "confirmed"), "recover": 0}

    def item(self) -> dict[str, Any]:
        ids = {"application_id": self.application, "household_id": str(HOUSEHOLD), "referral_id": str(HOUSEHOLD)}
        return {**ids, "stage": self.stage, "program": "employment", "item": "public_job", "person": None}


@contextmanager
def story(folder: Path, more: str) -> Iterator[Path]:
    file = folder / "case.yaml"
    file.write_text(FAMILY + more, encoding="utf-8")
    yield file


async def played(folder: Path, more: str, town: Town) -> Report:
    with story(folder, more) as file:
        transport = httpx2.MockTransport(town.answer)
        async with httpx2.AsyncClient(transport=transport, base_url=town.base_url) as client:
            return await Player(town, Wire(client), load([file])).play()


async def test_undated_stages_are_done_at_the_first_working_moment(tmp_path: Path) -> None:
    town = Town()
    report = await played(tmp_path, "expect: [{on: 2024-05-31, status: confirmed}]\n", town)
    assert report.holds, report.lines
    assert town.heard == [
        ("2024-05-10 18:30", "applications"),
        ("2024-05-11 09:00", "acceptance"),  # a Saturday on which offices work
        ("2024-05-11 09:00", "visit"),
        ("2024-05-11 09:00", "notice"),
        ("2024-05-20 09:00", "confirmation"),  # the notice ended on a weekend
        ("2024-05-20 09:00", "answers"),
    ]


async def test_dated_stages_are_done_on_their_date_and_not_before(tmp_path: Path) -> None:
    town = Town()
    more = """\
steps:
  - {on: 2024-05-14, do: accept}
  - {on: 2024-05-16T14:00, do: visit}
  - {on: 2024-06-20, do: answer, program: employment, item: public_job, outcome: declined, reason: no job}
expect:
  - {on: 2024-05-13, status: submitted}
  - {on: 2024-05-15, status: accepted}
  - {on: 2024-05-16, status: in_notice}
  - {on: 2024-06-30, status: confirmed}
"""
    report = await played(tmp_path, more, town)
    assert report.holds, report.lines
    moments = {word: moment for moment, word in town.heard}
    assert moments["acceptance"] == "2024-05-14 09:00"
    assert moments["visit"] == "2024-05-16 14:00"
    assert moments["notice"] == "2024-05-16 14:00"
    assert moments["answers"] == "2024-06-20 09:00"
    assert [word for _, word in town.heard].count("answers") == 1


async def test_a_verb_whose_service_is_not_there_fails_and_the_story_goes_on(tmp_path: Path) -> None:
    more = """\
steps: [{on: 2024-05-13, do: choose, program: basic_living, item: child_allowance}]
expect: [{on: 2024-05-31, status: confirmed, recover: 5}]
"""
    report = await played(tmp_path, more, Town())
    told = [str(line) for line in report.lines if not line.ok]
    assert told[0] == "FAIL t 2024-05-13 step choose: not supported yet: choose (programs: choice between alternatives)"
    assert [line.key for line in report.lines if line.ok] == ["status"]
    assert "not supported yet: recover (recovery of money)" in told[1]


async def test_a_door_that_fails_under_the_office_fails_the_case(tmp_path: Path) -> None:
    report = await played(tmp_path, "expect: [{on: 2024-05-31, status: accepted}]\n", Town(fails_at="visit"))
    told = [str(line) for line in report.lines if not line.ok]
    assert told == ["FAIL t 2024-05-31 office: visit: 500 internal: broken"]


async def test_a_refused_step_is_told_with_its_reason(tmp_path: Path) -> None:
    more = """\
steps: [{on: 2024-05-13, do: answer, program: housing, item: rent_subsidy, outcome: granted}]
expect: [{on: 2024-05-31, status: confirmed}]
"""
    report = await played(tmp_path, more, Town())
    told = [str(line) for line in report.lines if not line.ok]
    assert told == ["FAIL t 2024-05-13 step answer: no question about housing waits at a desk"]


async def test_a_household_without_application_is_known_by_what_held_before(tmp_path: Path) -> None:
    text = """\
prior: {category: dibao}
steps:
  - {on: 2024-05-12, do: push, source: electricity, person: mother, record: {}}
  - {on: 2024-05-13, do: close_warning, kind: electricity, outcome: none}
  - {on: 2024-05-14, do: declare_change, because: gift, changes: {income: []}}
  - {on: 2024-05-15, do: recheck}
expect: [{on: 2024-05-31, status: confirmed}]
"""
    file = tmp_path / "case.yaml"
    file.write_text(FAMILY.replace("applied: 2024-05-10T18:30\n", "") + text, encoding="utf-8")
    town = Town()
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(town.answer), base_url=town.base_url) as client:
        report = await Player(town, Wire(client), load([file])).play()
    assert report.holds, report.lines
    assert town.heard == [
        ("2024-05-12 00:00", "standings"),
        ("2024-05-12 09:00", "records"),
        ("2024-05-13 09:00", "closing"),
        ("2024-05-14 09:00", "changes"),
        ("2024-05-15 09:00", "rechecks"),
    ]


async def test_a_further_application_is_served_by_the_office_like_the_first(tmp_path: Path) -> None:
    town = Town()
    more = """\
steps: [{on: 2024-06-03, do: apply, needs: [medical], channel: hotline}]
expect: [{on: 2024-06-28, status: confirmed}]
"""
    report = await played(tmp_path, more, town)
    assert report.holds, report.lines
    words = [word for _, word in town.heard]
    assert words.count("applications") == 2
    assert words.count("acceptance") == 2


async def test_the_report_is_also_data(tmp_path: Path) -> None:
    report = await played(tmp_path, "expect: [{on: 2024-05-31, status: refused}]\n", Town())
    report.write(tmp_path / "report.json")
    assert '"expected": "refused"' in (tmp_path / "report.json").read_text()
    assert list(report.summaries()) == ["FAIL t: 0 of 1 hold"]
