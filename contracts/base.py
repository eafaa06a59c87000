"""What a contract is: a frozen message with a wire name, plain fields and fields marked `Personal`."""

from datetime import date
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Personal:
    """Marks a field whose value identifies or describes a person; it leaves a service only sealed."""

    def __repr__(self) -> str:
        return "Personal"


Personal: Final = _Personal()

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.\-]{0,63}$")]
"""A word of a published list: machine-readable, never free text."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""What a household calls one of its members; carries no identity outside that household."""

Division = Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")]
"""GB/T 2260 code: county (6 digits), township (9) or village (12)."""

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month, `2024-06`."""

Money = Annotated[int, Field(strict=True, ge=0, le=10**13)]
"""An amount in fen (1/100 yuan); neither text nor truth value passes for one."""

Flag = Annotated[bool, Field(strict=True)]
"""Yes or no, and nothing that merely looks like it."""

Deadlines = dict[Code, date | AwareDatetime]
"""Name of a clock to the last day (or moment) on which it is kept."""


class Value(BaseModel):
    """A part of a message: frozen, closed to unknown fields where people type it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Contract(BaseModel):
    """A message about one household, published on `onedoor.<service>` and keyed by the household.

    `type` is the wire name `onedoor.<service>.<past_tense>.v<n>`. Unknown fields are ignored when read, because a
    newer producer may have added optional ones. Consumers may see the same message twice.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    addressed_by: ClassVar[str | None] = None
    """The plain field that says for which of several listeners a message is meant; others need not open it."""

    household_id: UUID


NOBODY: Final = UUID(int=0)
"""The household of messages that concern no household, such as the announcement of a program."""
