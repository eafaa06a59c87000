"""The messages of one pass: household by household, in order, side by side; what cannot be handled is put aside."""

import asyncio
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, cast
from uuid import UUID

from contracts.base import Contract
from services.chassis import codec, parking, telemetry
from services.chassis.bus import Message
from services.chassis.errors import Poison, TryLater
from services.chassis.keys import Keys
from services.chassis.log import Meta
from services.chassis.parking import Parked, back_off
from services.chassis.tables import Envelope, Handlers, Recorded
from services.chassis.unit import PassFailed, Unit
from services.chassis.worker import Worker

TRIES = 3
IN_A_ROW, WINDOW, SHARE = 20, 200, 0.05


class FaultIsOurs(Exception):
    """So many households would be parked that the code must be wrong, not the messages."""


Unfits = Mapping[tuple[str, UUID], Exception]


class Handled(NamedTuple):
    consumer: str
    message: Message
    recorded: Recorded


class Opened:
    """Contracts as objects: however many consumers of a process hear a message, it is unsealed and checked once."""

    def __init__(self, limit: int = 2_000) -> None:
        self.limit = limit
        self.kept: OrderedDict[tuple[type[Contract], UUID, bytes], Contract] = OrderedDict()

    def decoded(self, contract: type[Contract], message: Message, keys: Keys) -> Contract:
        """Raises Poison. Not kept where the household was erased, or where its values may not be opened."""
        if codec.is_personal(contract) and message.household_id not in keys:
            return cast(Contract, codec.decode(contract, message.data, message.household_id, keys))
        key = (contract, message.household_id, message.data)
        if key not in self.kept:
            self.kept[key] = codec.decode(contract, message.data, message.household_id, keys)
            if len(self.kept) > self.limit:
                self.kept.popitem(last=False)
        return self.kept[key]


OPENED = Opened()


class Handling:
    """The handlers of one consumer. Decisions stay in memory until the pass appends them."""

    def __init__(
        self,
        name: str,
        worker: Worker,
        contracts: Mapping[str, type[Contract]],
        handlers: Handlers,
        projected: Collection[type[Contract]],
        address: str | None = None,
    ) -> None:
        self.name, self.worker, self.handlers, self.address = name, worker, handlers, address
        wanted = set(projected) | set(handlers)
        self.known = set(contracts)
        self.contracts = {name: contract for name, contract in contracts.items() if contract in wanted}
        self.recent: deque[bool] = deque(maxlen=WINDOW)
        self.judged: list[bool] = []  # in the pass under way
        self.taken: list[str] = []  # types of the messages in the pass under way
        self.heard: Counter[str] = Counter()  # messages by type, of all passes
        self.unfit: Unfits = {}

    def begin(self, unfit: Unfits) -> None:
        """A pass begins, again where `unfit` is known from the run before: consumer and household -> why."""
        self.judged, self.taken, self.unfit = [], [], unfit

    def committed(self) -> None:
        """Only what was committed counts: a household must not be counted again because the database was away."""
        self.recent.extend(self.judged)
        self.heard.update(self.taken)
        self.judged, self.taken = [], []

    def wanted(self, messages: Sequence[Message]) -> list[Message]:
        """Those that somebody here reacts to."""
        if unknown := sum(m.type not in self.known for m in messages):
            telemetry.IGNORED.labels(self.name).inc(unknown)
        wanted = [m for m in messages if m.type in self.contracts and self.is_meant(m)]
        self.taken += [m.type for m in wanted]
        return wanted

    async def all(
        self, unit: Unit, messages: Sequence[Message], waiting: Collection[tuple[str, UUID]]
    ) -> tuple[list[Handled], list[Parked]]:
        """Handle what is not held up by an earlier message; answers what was handled and what has to be parked."""
        free: dict[UUID, list[Message]] = defaultdict(list)
        held: list[Message] = []
        for message in messages:
            if (self.name, message.household_id) in waiting:
                held.append(message)
            else:
                free[message.household_id].append(message)
        done, parked = await self.households(unit, free)
        self.judge(free, parked)
        return done, [*parked, *map(behind, held)]

    def is_meant(self, message: Message) -> bool:
        """Not where the message is addressed to another listener: it is never opened here."""
        audience = message.headers.get("audience")
        return self.address is None or audience is None or audience == self.address

    async def households(
        self, unit: Unit, batches: Mapping[UUID, Sequence[Message]], attempts: int = 0
    ) -> tuple[list[Handled], list[Parked]]:
        """What was handled and what has to wait, of several households side by side."""
        keys = await self.worker.streams.keys_of(batches)
        results = await asyncio.gather(*(self.in_order(unit, batch, keys, attempts) for batch in batches.values()))
        return [item for good, _ in results for item in good], [item for _, bad in results for item in bad]

    def judge(self, households: Iterable[UUID], parked: Sequence[Parked]) -> None:
        """Raises FaultIsOurs. What waits for the outside (it has a next try) says nothing about our code."""
        faulty = {item.message.household_id for item in parked if item.next_try is None}
        window = deque(self.recent, WINDOW)
        for household_id in households:
            window.append(household_id in faulty)
            bad = sum(window)
            in_a_row = len(window) >= IN_A_ROW and all(list(window)[-IN_A_ROW:])
            if window[-1] and (in_a_row or (len(window) == WINDOW and bad > SHARE * WINDOW)):
                raise FaultIsOurs(f"{bad} of the last {len(window)} households would be parked")
            self.judged.append(window[-1])

    async def in_order(
        self, unit: Unit, batch: Sequence[Message], keys: Keys, attempts: int
    ) -> tuple[list[Handled], list[Parked]]:
        """One household's messages: those that were handled, and from the first that could not be, the rest."""
        done: list[Handled] = []
        for at, message in enumerate(batch):
            unfit = self.unfit.get((self.name, message.household_id))
            outcome = unfit or await self.tried(unit, message, keys)
            if isinstance(outcome, Exception):
                return done, [self.parked(message, outcome, attempts), *(behind(m) for m in batch[at + 1 :])]
            done.append(outcome)
        return done, []

    async def tried(self, unit: Unit, message: Message, keys: Keys) -> Handled | Exception:
        """One try and two more at once; errors that say what they are need no second try."""
        for _ in range(TRIES):
            outcome = await self.one(unit, message, keys)
            if isinstance(outcome, Handled | TryLater | Poison):
                return outcome
        return outcome

    async def one(self, unit: Unit, message: Message, keys: Keys) -> Handled | Exception:
        contract_type = self.contracts[message.type]
        try:
            contract = OPENED.decoded(contract_type, message, keys)
            envelope = envelope_of(message)
            if handler := self.handlers.get(contract_type):
                with telemetry.processing(self.worker.service, self.name, message) as span:
                    meta = Meta("system", message.headers.get("id"), envelope.application_id, span.traceparent)
                    await unit.act(message.household_id, meta, partial(handler, contract))
            return Handled(self.name, message, Recorded(contract, envelope))
        except PassFailed:
            raise
        except Exception as error:
            return error

    def parked(self, message: Message, error: Exception, attempts: int) -> Parked:
        now = self.worker.clock.now()
        next_try = None
        if isinstance(error, TryLater):
            next_try = max(error.at, now) if error.at else back_off(now, attempts)
        telemetry.PARKED.labels(self.name).inc()
        telemetry.log(self.worker.service).warning(
            "household_parked",
            consumer=self.name,
            type=message.type,
            error=type(error).__name__,
            sequence=message.sequence,
        )
        # the text of an error may quote a person; only its kind, or words of our own, are kept
        words = str(error) if isinstance(error, TryLater | Poison) else type(error).__name__
        return Parked(message, words, attempts, next_try)


def behind(message: Message) -> Parked:
    return Parked(message, parking.BEHIND, 0, None)


def envelope_of(message: Message) -> Envelope:
    headers = message.headers
    correlation = headers.get("correlationid")
    return Envelope(
        household_id=message.household_id,
        stream_id=UUID(headers.get("subject") or str(message.household_id)),
        event_id=UUID(headers["id"]),
        version=0,
        recorded_at=telemetry.moment(headers["time"]),
        application_id=UUID(correlation) if correlation else None,
        traceparent=headers.get("traceparent"),
    )
