"""What every step of a case may say: which application of the household is meant."""

from uuid import UUID

from contracts.base import Value


class Step(Value):
    """A step of the open case; the application is named only where a household has several."""

    application_id: UUID | None = None


def named(step: Step | None) -> UUID | None:
    return step.application_id if step else None
