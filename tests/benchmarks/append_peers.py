"""B1, the others: pgbench calls our statement once per commit; eventsourcing appends through its own recorder."""

import asyncio
import os
import random
import re
import threading
import time
from collections import Counter
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from infra.postgres import binaries
from tests.benchmarks.append import STREAMS
from tests.benchmarks.measure import Sample, hold
from tests.benchmarks.place import BODY, Place

SCRIPT = r"""\set r random(1, 100000)
SELECT * FROM append_batch(ARRAY[md5((:r)::text)::uuid], ARRAY['bench'], ARRAY[md5((:r)::text)::uuid],
  ARRAY[-1]::bigint[], ARRAY[1], ARRAY[gen_random_uuid()], ARRAY['Counted.v1'], ARRAY[convert_to('BODY', 'UTF8')],
  ARRAY['{}'::bytea], now(), '{}', '{}', '{}', '{}', '{}');
"""


async def pgbench(place: Place, clients: int, seconds: int) -> Sample:
    dsn = await place.fresh()
    script, parts = place.home / "one.sql", urlsplit(dsn)
    script.write_text(SCRIPT.replace("BODY", BODY.decode()))
    command = [str(binaries.locate() / "pgbench"), "-n", "-h", "127.0.0.1", "-p", str(parts.port), "-U", "bench"]
    command += ["-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(script)]
    process = await asyncio.create_subprocess_exec(
        *command, parts.path.lstrip("/"), stdout=-1, stderr=-1, env={**os.environ, "PGPASSWORD": "bench"}
    )
    said = b"".join(await process.communicate()).decode()
    rate = re.search(r"tps = ([\d.]+)", said)
    done = re.search(r"actually processed: (\d+)", said)
    hold(rate is not None and done is not None, f"pgbench said {said[-300:]}")
    assert rate and done
    found = await counted(dsn, "event")
    hold(found == int(done[1]), f"pgbench: {done[1]} processed, {found} there")
    return Sample(float(rate[1]))


async def eventsourcing(place: Place, threads: int, seconds: float, functions: bool) -> Sample:
    """`functions`: whether it inserts through its own functions in the database."""
    owner = place.owner(await place.fresh())
    parts = urlsplit(owner)
    store = PostgresDatastore(
        dbname=parts.path.lstrip("/"),
        host="127.0.0.1",
        port=str(parts.port),
        user=str(parts.username),
        password=unquote(str(parts.password)),
        pool_size=threads + 2,
        max_overflow=4,
        enable_db_functions=functions,
    )
    recorder = PostgresApplicationRecorder(store, events_table_name="stored")
    recorder.create_table()
    try:
        waits, took = await asyncio.to_thread(recorded, recorder, threads, seconds)
    finally:
        store.close()
    found = await counted(owner, "stored")
    hold(found == len(waits), f"eventsourcing: {len(waits)} acknowledged, {found} there")
    return Sample(len(waits) / took, waits)


async def counted(dsn: str, table: str) -> int:
    conn = await asyncpg.connect(dsn)
    found: int = await conn.fetchval(f"SELECT count(*) FROM {table}")
    await conn.close()
    return found


def recorded(recorder: PostgresApplicationRecorder, threads: int, seconds: float) -> tuple[list[float], float]:
    """Each thread has its own share of the streams, so nobody is outrun."""
    streams, waits = [uuid4() for _ in range(STREAMS)], [list[float]() for _ in range(threads)]
    start = time.perf_counter()

    def work(mine: int) -> None:
        known: Counter[int] = Counter()
        while (began := time.perf_counter()) < start + seconds:
            place = random.randrange(mine, STREAMS, threads)
            known[place] += 1
            event = StoredEvent(
                originator_id=streams[place], originator_version=known[place], topic="Counted", state=BODY
            )
            recorder.insert_events([event])
            waits[mine].append(time.perf_counter() - began)

    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return [wait for each in waits for wait in each], time.perf_counter() - start
