"""The outcomes a caller may act on; everything else is a fault of ours."""

from datetime import datetime


class RuleBroken(Exception):
    """A command that should not have been sent. `code` is published and maps to one problem in `http.py`."""

    def __init__(self, code: str, pointer: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer


class NotFound(RuleBroken):
    """Nothing is known under this id."""

    def __init__(self, code: str = "not-found") -> None:
        super().__init__(code)


class TryLater(Exception):
    """The outside world is not ready; the household waits until `at` (or a back-off) and is tried again."""

    def __init__(self, reason: str, at: datetime | None = None) -> None:
        super().__init__(reason)
        self.at = at


class Poison(Exception):
    """This message can never be handled as it is: park the household until somebody looks at it."""


class Busy(Exception):
    """Too much is waiting: answer 429 with Retry-After."""


class Unavailable(Exception):
    """Postgres or the bus is away: answer 503 with Retry-After."""
