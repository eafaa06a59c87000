"""The chain rule against a model of the bus: any history of relays is heard exactly once, any loss is noticed."""

from collections.abc import Callable
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.bus import Message
from services.chassis.consumer import SequenceBreak, fresh

Sent = tuple[int, int]  # sequence, previous
Draw = Callable[[st.SearchStrategy[int]], int]


def message(sent: Sent) -> Message:
    return Message(0, 0, sent[0], sent[1], UUID(int=0), "", b"")


@st.composite
def histories(draw: Draw) -> list[Sent]:
    """What lies on a lane after relays that send, sleep before sending, or die before their cursor moves."""
    published = [bool(draw(st.integers(0, 2))) for _ in range(draw(st.integers(1, 40)))]
    at, last_sent = 0, 0
    topic: list[Sent] = []
    asleep: list[list[Sent]] = []
    while at < len(published) or asleep:
        if asleep and (at == len(published) or draw(st.integers(0, 2)) == 2):
            topic += asleep.pop(draw(st.integers(0, len(asleep) - 1)))  # wakes up without its lock
            continue
        batch, last, end = [], last_sent, min(len(published), at + draw(st.integers(1, 8)))
        for off in range(at + 1, end + 1):
            if published[off - 1]:
                batch.append((off, last))
                last = off
        fate = draw(st.integers(0, 9))
        if fate == 9 and len(asleep) < 3:
            asleep.append(batch)
            continue
        topic += batch
        if fate < 7:  # else: acknowledged, and killed before the cursor moved
            at, last_sent = end, last
    return topic


def heard(topic: list[Sent], cuts: list[int]) -> list[int]:
    """The same in passes of any size."""
    applied: list[int] = []
    bounds = [0, *sorted({cut % (len(topic) + 1) for cut in cuts}), len(topic)]
    for begin, end in pairwise(bounds):
        batch = [message(sent) for sent in topic[begin:end]]
        applied += [m.sequence for m in fresh(batch, applied[-1] if applied else 0)]
    return applied


@settings(max_examples=300, deadline=None)
@given(histories(), st.lists(st.integers(0, 200), max_size=4))
def test_whatever_relays_do_everything_published_is_heard_once_and_in_order(topic: list[Sent], cuts: list[int]) -> None:
    assert heard(topic, cuts) == sorted({sequence for sequence, _ in topic})


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers(0, 200), st.integers(1, 5))
def test_whatever_the_bus_loses_is_noticed_by_the_next_message(topic: list[Sent], start: int, length: int) -> None:
    if not topic:
        return
    start %= len(topic)
    rest = topic[:start] + topic[start + length :]
    everything = heard(topic, [])
    try:
        got = heard(rest, [])
    except SequenceBreak:
        return
    assert got == everything[: len(got)], "passed over a loss in silence"


def test_a_copy_is_dropped_and_a_gap_between_published_events_is_none() -> None:
    batch = [message(sent) for sent in [(3, 0), (7, 3), (3, 0), (7, 3), (8, 7)]]
    assert [m.sequence for m in fresh(batch, 0)] == [3, 7, 8]


def test_a_message_whose_predecessor_never_came_is_refused() -> None:
    with pytest.raises(SequenceBreak, match="7 follows 5, we are at 3"):
        fresh([message((3, 0)), message((7, 5))], 0)
