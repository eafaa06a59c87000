"""The benchmarks' own code in tiny sizes: what our side claims to have done is there, and a wrong run is void."""

from pathlib import Path

import pytest

from conftest import Databases
from tests.benchmarks import append
from tests.benchmarks.measure import Bench, Contestant, Sample, Void, hold, in_turns, results, table
from tests.benchmarks.place import Place


@pytest.fixture
def place(databases: Databases, tmp_path: Path) -> Place:
    return Place(databases.admin_dsn, tmp_path)


async def test_contestants_take_turns_and_every_ratio_is_of_the_same_round() -> None:
    order: list[str] = []

    def contestant(name: str, rates: list[float]) -> Contestant:
        async def run() -> Sample:
            order.append(name)
            return Sample(rates.pop(0), [0.001, 0.002, 0.003])

        return Contestant(name, run)

    bench = Bench("B0", "nothing", [contestant("ours", [10, 20, 30]), contestant("theirs", [5, 5, 6])])
    await in_turns(bench, 3)
    assert order == ["ours", "theirs"] * 3
    found = results(bench)["theirs"]
    assert (found["rate"], found["ratio_least"], found["ratio"], found["ratio_most"]) == (5, 2, 4, 5)
    assert (found["p50_ms"], found["p99_ms"]) == (2, 3)
    assert "4.00x" in table(bench)


def test_a_wrong_effect_makes_a_run_void() -> None:
    hold(True, "as it must be")
    with pytest.raises(Void, match="one is missing"):
        hold(False, "one is missing")


async def test_every_acknowledged_append_is_there_once_and_without_gaps(place: Place) -> None:
    sample = await append.ours(place, callers=8, seconds=0.2)
    assert sample.rate > 0 and len(sample.waits) > 8


async def test_an_append_that_is_not_there_is_noticed(place: Place) -> None:
    with pytest.raises(Void, match="1 acknowledged, 0 there"):
        await append.verify(await place.fresh(), acknowledged=1)
