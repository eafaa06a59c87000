"""A broker with a second door: who comes in by it is told to come back through the proxy that stands before it."""

import re
import socket
from pathlib import Path

from infra.kafka.broker import KafkaBroker

DOORS = """
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},PROXIED://127.0.0.1:{behind}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},PROXIED://127.0.0.1:{proxy}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT
group.min.session.timeout.ms=1000
"""


class ProxiedBroker(KafkaBroker):
    """A proxy that listens at `proxy` and speaks to `behind` sees all of a client's traffic."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.behind, self.proxy = free_ports()
        text = self.config.read_text()
        port, controller = re.findall(r"://127\.0\.0\.1:(\d+)", text)[:2]
        self.config.write_text(
            text + DOORS.format(port=port, controller=controller, behind=self.behind, proxy=self.proxy)
        )


def free_ports() -> tuple[int, int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    first, second = (server.getsockname()[1] for server in held)
    for server in held:
        server.close()
    return first, second
