"""A TCP proxy between a service and its Postgres or broker: it delays, resets, falls silent, or loses one answer."""

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from types import TracebackType

CHUNK = 1 << 16
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: a close is a reset


@dataclass(eq=False)
class Link:
    """One connection through the proxy. `losing`: whatever the server says from now on is lost, then it breaks."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    losing: bool = False

    def reset(self) -> None:
        for end in (self.client, self.server):
            raw = end.get_extra_info("socket")
            if raw is not None and raw.fileno() >= 0:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            end.transport.abort()


@dataclass
class Proxy:
    """Listens at `port` of 127.0.0.1 and speaks to `to`. Counts what it did, so that a test can tell that it did it."""

    to: int
    port: int = 0
    delay: float = 0.0  # seconds that each piece is late, in both directions
    resets: int = 0
    lost: int = 0  # answers that were given and never arrived
    silenced: int = 0  # pieces that were held back
    marker: bytes | None = None
    links: set[Link] = field(default_factory=set)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    listener: asyncio.Server | None = None

    async def __aenter__(self) -> "Proxy":
        self.open.set()
        self.listener = await asyncio.start_server(self.accept, "127.0.0.1", self.port)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.listener
        self.listener.close()
        self.open.set()
        for link in list(self.links):
            link.reset()

    def reset(self) -> int:
        """Every connection is reset on both sides; answers how many there were."""
        count = len(self.links)
        for link in list(self.links):
            link.reset()
        self.resets += count
        return count

    def silence(self) -> None:
        """Half open: connections stand and new ones are taken, and nothing comes through any more."""
        self.open.clear()

    def speak(self) -> None:
        """What was held back goes on."""
        self.open.set()

    def lose_answer_to(self, marker: bytes) -> None:
        """The next question that holds these bytes gets to the server; its answer does not come back."""
        self.marker = marker

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()  # the server is away, as without us
            return
        self.links.add(link := Link(writer, to_server))
        ways = [asyncio.create_task(self.ask(link, reader)), asyncio.create_task(self.answer(link, from_server))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.links.discard(link)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            link.reset()

    async def ask(self, link: Link, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(CHUNK):
            if self.marker is not None and self.marker in piece:
                self.marker, link.losing = None, True
            await self.forward(piece, link.server)

    async def answer(self, link: Link, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(CHUNK):
            if link.losing:
                self.lost += 1
                return  # and with it the connection
            await self.forward(piece, link.client)

    async def forward(self, piece: bytes, to: asyncio.StreamWriter) -> None:
        if not self.open.is_set():
            self.silenced += 1
            await self.open.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
        to.write(piece)
        await to.drain()
