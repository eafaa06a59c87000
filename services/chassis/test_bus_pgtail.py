"""What is kept in memory of a lane is what lies in the database without a gap, or nothing."""

from uuid import uuid4

from services.chassis.bus import Message
from services.chassis.bus_pgtail import Tail

TOPIC = "onedoor.tally"


def messages(*sequences: int) -> list[Message]:
    return [Message(3, 0, sequence, sequence - 1, uuid4(), "t", b"{}") for sequence in sequences]


def places(tail: Tail, off: int, limit: int = 100) -> list[tuple[int, int]]:
    return [(message.off, message.sequence) for message in tail.since(TOPIC, 3, off, limit)]


def test_what_was_published_is_given_from_any_place_with_the_offsets_that_it_got() -> None:
    tail = Tail()
    tail.published(TOPIC, 3, messages(11, 12), 5, 7)
    tail.published(TOPIC, 3, messages(13), 7, 8)
    assert places(tail, 5) == [(5, 11), (6, 12), (7, 13)]
    assert places(tail, 6, limit=1) == [(6, 12)]


def test_what_is_before_or_behind_it_or_of_another_lane_is_not_known() -> None:
    tail = Tail()
    tail.published(TOPIC, 3, messages(11), 5, 6)
    assert (places(tail, 4), places(tail, 6), tail.since(TOPIC, 4, 5, 9)) == ([], [], [])


def test_only_the_newest_are_kept() -> None:
    tail = Tail(kept=2)
    tail.published(TOPIC, 3, messages(1, 2, 3), 0, 3)
    assert (places(tail, 0), places(tail, 1)) == ([], [(1, 2), (2, 3)])


def test_copies_and_what_another_process_wrote_make_the_lane_begin_anew() -> None:
    tail = Tail()
    tail.published(TOPIC, 3, messages(1, 2), 0, 2)
    tail.published(TOPIC, 3, messages(2, 3), 2, 3)  # the first was there already
    assert places(tail, 0) == []
    tail.published(TOPIC, 3, messages(4), 3, 5)  # somebody else's lies between
    assert places(tail, 3) == []
    tail.published(TOPIC, 3, messages(6), 5, 6)
    assert places(tail, 5) == [(5, 6)]


def test_a_lane_whose_end_moved_unseen_begins_anew() -> None:
    tail = Tail()
    tail.published(TOPIC, 3, messages(1), 0, 1)
    tail.published(TOPIC, 3, messages(4), 3, 4)
    assert (places(tail, 0), places(tail, 3)) == ([], [(3, 4)])
