"""Ids in order of time and ids from what they stand for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.chassis.ids import derived, uuid7
from services.chassis.log import LANES, lane


def test_ids_of_events_rise_and_carry_the_moment() -> None:
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    moment = datetime.fromtimestamp((made[-1].int >> 80) / 1000, UTC)
    assert abs(datetime.now(UTC) - moment) < timedelta(seconds=2)


def test_the_same_cause_gives_the_same_id_and_parts_do_not_run_together() -> None:
    household = UUID(int=5)
    assert derived("referral", household, "medical") == derived("referral", household, "medical")
    assert derived("ab", "c") != derived("a", "bc")


def test_households_spread_over_all_lanes() -> None:
    assert {lane(uuid4()) for _ in range(1000)} == set(range(LANES))
