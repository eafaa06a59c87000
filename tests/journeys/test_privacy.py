"""A family's values stand in no log line, span, metric, address, message, table or file, however far its case goes."""

import base64
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer

from services.casebook.driver import Driver
from services.casebook.office import Office, Plan
from services.casebook.steps import Answer
from services.casebook.wire import Json
from tests.chaos import evidence, marks
from tests.chaos.family import CALL, FORM, MOTHER, SON, VALUES
from tests.chaos.marks import Marks
from tests.chaos.process import MONDAY
from tests.conftest import Whole

LISTS = (
    "applications/worklist",
    "investigations/worklist",
    "determinations/worklist",
    "desks/worklist",
    "charity/needs",
)


class Walk:
    """What one system was told and what it showed: `codes` are secrets, too, `seen` is what others may read."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.codes: dict[str, str] = {}
        self.seen: dict[str, bytes] = {}

    async def post(self, path: str, body: Any, key: str, status: int = 200, actor: str = "clerk:test") -> Json:
        headers = {"Idempotency-Key": f"privacy/{key}", "X-OneDoor-Actor": actor}
        answer = await self.whole.client.post(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        if status >= 400:
            self.seen[f"problem {key}"] = answer.content
        return dict(answer.json())

    async def form(self, path: str, fields: dict[str, str], status: int = 200) -> str:
        """A page's form; the addresses in the answer are kept, its text is for who has sent the form."""
        answer = await self.whole.client.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == status, answer.text
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
        self.seen[f"addresses of {path} {len(self.seen)}"] = "\n".join([*addresses, str(answer.headers)]).encode()
        return answer.text

    async def look(self, name: str, path: str) -> str:
        self.seen[name] = (await self.whole.client.get(path)).content
        return self.seen[name].decode()

    def marks(self) -> Marks:
        return Marks({**VALUES, **self.codes})


@pytest.fixture(scope="module")
async def walk(whole: Whole) -> Walk:
    """Everything that a family and those who serve it do, by every door."""
    walk = Walk(whole)
    await wrong_things(walk)
    deposits = {"identity_number": MOTHER, "source": "bank_deposits", "answer": int(VALUES["deposits as found"])}
    await walk.post("/v1/simulator/answers", {"answers": [deposits]}, "sources")
    aid = {
        "identity_number": MOTHER,
        "program": "medical",
        "payments": [{"month": "2024-01", "item": "medical_aid", "amount": 700}],
    }
    await walk.post("/v1/aid-records", aid, "aid")
    receipt = await walk.post("/v1/applications", FORM, "apply", status=201)
    await begun(walk)
    called = await parked_on_the_way(walk)
    number, code = (re.search(rf'id="{name}"[^>]*>([^<]+)<', called) for name in ("number", "query-code"))
    assert number and code, called
    walk.codes = {"query code": receipt["query_code"], "query code of a caller": code[1].strip()}
    await to_the_end(walk, receipt)
    tracker = await walk.form("/track", {"number": receipt["number"], "query_code": receipt["query_code"]})
    assert VALUES["name"] in tracker, "the family itself reads its name"
    await walk.form("/hotline", {"do": "find", "find_identity": MOTHER})
    await walk.form("/hotline", {"do": "find", "find_number": number[1].strip()})
    await walk.post("/v1/applications/checks", {"identity_number": SON}, "checks")
    for path in LISTS:
        await walk.look(path, f"/v1/{path}")
    await walk.look("journey", f"/observatory/case/{receipt['application_id']}")
    await walk.look("chain", f"/v1/chains/{receipt['household_id']}")
    await walk.look("metrics", "/metrics")
    return walk


QUOTING = """CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = '{words}'; END $$;
    CREATE TRIGGER quote BEFORE INSERT ON tracker FOR EACH ROW EXECUTE FUNCTION quote()"""


async def parked_on_the_way(walk: Walk) -> str:
    """A call is taken, and the case fails behind it with an error that quotes the family, which is logged."""
    whole = walk.whole
    await whole.settle()
    async with evidence.database(whole.process.admin_dsn(), "portal") as conn:
        await conn.execute(QUOTING.format(words=VALUES["name of a caller"]))
        try:
            called = await walk.form("/hotline", CALL)
            await whole.settle()
        finally:
            await conn.execute("DROP FUNCTION quote CASCADE")
    assert await walk.look("parked", "/v1/ops/portal/parked") != '{"items":[]}'
    walk.seen["parked messages"] = (await marks.tables(whole.process.admin_dsn()))["portal.parked"]
    await walk.look("parked page", "/observatory/parked")
    await whole.client.post("/v1/ops/portal/parked/release")
    await whole.settle()
    return called


async def begun(walk: Walk) -> None:
    """The web form's first page; what was typed travels on inside the page, sealed."""
    state = hidden_state(await walk.look("empty form", "/apply"))
    first = {"step": "place", "state": state, "place": "621002", "residence": "rural", "assisted_by": VALUES["helper"]}
    walk.seen["state of the form"] = hidden_state(await walk.form("/apply", {**first, "do": "next"})).encode()


def hidden_state(page: str) -> str:
    found = re.search(r'name="state" value="([^"]+)"', page)
    assert found, page
    return found[1]


async def wrong_things(walk: Walk) -> None:
    """Refused for one of the marked values, which the answer must not repeat."""
    words = VALUES["words that were refused"]
    for name, value in (("name", words * 10), ("identity_number", words), ("phone", words), ("sex", words)):
        person = {**FORM["people"]["mother"], name: value}
        body = {**FORM, "people": {**FORM["people"], "mother": person}}
        await walk.post("/v1/applications", body, f"wrong {name}", status=422)
    await walk.post("/v1/applications", {**FORM, words: VALUES["name"]}, "wrong field", status=422)
    await walk.form("/track", {"number": VALUES["phone"], "query_code": words}, status=403)


async def to_the_end(walk: Walk, receipt: Json) -> None:
    """The office works; one desk says no in words of its own, and a charity helps."""
    whole, application = walk.whole, receipt["application_id"]
    remote, plan = await whole.remote(), Plan(ahead=[later async for later in every_answer(whole)])
    await Driver(remote, Office(whole.wire, {UUID(application): plan})).until(MONDAY + timedelta(days=21))
    desks = [item async for item in whole.wire.pages("/v1/desks/worklist") if item["application_id"] == application]
    assert desks, "a desk waits for words"
    said = {"item": desks[0]["item"], "outcome": "declined", "reason": VALUES["desk's words"]}
    await walk.post(f"/v1/desks/{desks[0]['referral_id']}/answers", said, "desk")
    await Driver(remote, Office(whole.wire, {})).finish(before=remote.clock.now())
    chain = await whole.wire.get(f"/v1/chains/{receipt['household_id']}")
    assert not [row for one in chain["rounds"] for row in one["programs"] if row["state"] == "asked"]


async def every_answer(whole: Whole) -> AsyncIterator[Answer]:
    """So that the office leaves all desks alone."""
    for program in (await whole.wire.get("/v1/programs"))["items"]:
        for item in program["items"]:
            to = {"do": "answer", "on": "2030-01-01", "program": program["code"], "item": item, "outcome": "granted"}
            yield Answer.model_validate(to)


async def sinks(whole: Whole) -> dict[str, bytes]:
    return {**await marks.tables(whole.process.admin_dsn()), **marks.files(whole.process.state)}


async def test_no_marked_value_is_found_anywhere(whole: Whole, walk: Walk) -> None:
    everything = {**await sinks(whole), **walk.seen}
    size = sum(map(len, everything.values()))
    print(f"{len(walk.marks().values)} marked values in {len(everything)} places, {size / 1e6:.1f} MB")
    assert b"household_parked" in everything["child.log"]
    assert everything["observatory.otel_span"] and everything["program_dispatch.event"]
    if whole.process.bus == "kafka":
        segments = [content for name, content in everything.items() if "kafka/data/onedoor." in name]
        assert any(b"ce_type" in content for content in segments), "messages lie there as they are"
    else:
        assert b"onedoor.programs.support_decided.v1" in everything["bus.message"]
    assert walk.marks().found(everything) == []


HIDDEN: dict[str, Callable[[str], bytes]] = {
    "in clear": lambda value: value.encode(),
    "within words": lambda value: f'{{"name": "{value}"}}'.encode(),
    "escaped": lambda value: "".join(f"\\u{ord(one):04x}" for one in value).encode(),
    "in base64": lambda value: base64.b64encode(f"x{value}y".encode()),
    "in base64 of addresses": lambda value: base64.urlsafe_b64encode(f"xy{value}z".encode()),
    "as hexadecimal": lambda value: value.encode().hex().encode(),
}


async def test_the_search_finds_what_is_planted_in_a_table_or_a_log(whole: Whole, walk: Walk) -> None:
    async with evidence.database(whole.process.admin_dsn(), "portal") as conn:
        await conn.execute("CREATE SCHEMA planted; SET search_path TO planted")
        try:
            for place, hide in enumerate(HIDDEN.values()):
                planted = hide(VALUES["name"])
                await conn.execute(f"CREATE TABLE raw_{place} (id int, value bytea)")
                await conn.execute(f"INSERT INTO raw_{place} VALUES (1, $1)", planted)
                await conn.execute(f"CREATE TABLE words_{place} AS SELECT 1 AS id, $1::text AS value", planted.decode())
                assert walk.marks().found({"log": b"line\n" + planted + b"\nline"}) == [("log", "name")]
            found = walk.marks().found(await marks.tables_of(conn, "planted"))
        finally:
            await conn.execute("DROP SCHEMA planted CASCADE")
    everywhere = {f"{kind}_{place}" for kind in ("raw", "words") for place in range(len(HIDDEN))}
    assert sorted(found) == sorted((table, "name") for table in everywhere)


async def test_the_search_finds_every_marked_value(walk: Walk) -> None:
    for name, value in walk.marks().values.items():
        for hide in (HIDDEN["in clear"], HIDDEN["in base64"]):
            assert name in {found for _, found in walk.marks().found({"log": b'"' + hide(value) + b'"'})}, name


async def test_the_search_finds_what_is_planted_on_the_bus(whole: Whole, walk: Walk) -> None:
    """Without a sequence nobody reads it; it only lies there."""
    planted = VALUES["helper"].encode()
    if whole.process.bus == "kafka":
        bootstrap = re.search(r"PLAINTEXT://([\d.:]+)", (whole.process.state / "kafka/server.properties").read_text())
        assert bootstrap
        async with AIOKafkaProducer(bootstrap_servers=bootstrap[1]) as producer:
            await producer.send_and_wait("onedoor.portal", planted, partition=3)
            await producer.send_and_wait("onedoor.portal", b"x", partition=4, headers=[("ce_who", planted)])
        assert len(walk.marks().found(marks.files(whole.process.state))) == 2
        return
    async with evidence.database(whole.process.admin_dsn(), "bus") as conn, conn.transaction():
        await conn.execute(
            "INSERT INTO message VALUES ('onedoor.planted', 0, 0, 1, 0, gen_random_uuid(), 'x', $1, '')",
            f'{{"subject": "{VALUES["helper"]}"}}',
        )
        content = await marks.rows(conn, "message", ["data"], ["headers"])
        await conn.execute("DELETE FROM message WHERE topic = 'onedoor.planted'")
    assert walk.marks().found({"bus": content}) == [("bus", "helper")]
