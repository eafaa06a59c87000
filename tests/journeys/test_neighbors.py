"""A household alone comes out as among others: none may influence another."""

from services.casebook.format import load
from tests.journeys.test_samples import CASES, failed, play


async def test_a_file_alone_gives_the_same_result_as_among_others() -> None:
    alone = [story for story in load(CASES) if story.name == "02"]
    report, apart = await play(alone, "pglog")
    assert not failed(report)
    _, together = await play([story for story in load(CASES) if story.case == "02"], "pglog")
    assert apart["02"] == together["02"]
