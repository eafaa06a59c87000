"""What policy cannot answer: a broken data file stops the start, a missing row is a coded answer."""


class BrokenData(Exception):
    """A packaged data file breaks its schema; the message names file and line."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")
        self.file = file
        self.line = line


class NotCovered(LookupError):
    """No row of the law's data answers: `no-parameters-for-place`, `no-parameters-for-date`, `no-calendar-for-year`."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
