"""What was overpaid, as the tracker and the case view tell it. Order 649 Art. 68; brief 12.19."""

from typing import Any

from contracts.programs import AlternativeChosen, OverpaymentFound
from services.chassis.tables import Envelope
from services.portal.tracker import Recovery, Tracker


def overpaid(doc: Tracker, message: OverpaymentFound, envelope: Envelope) -> Tracker:
    """Each finding once, whatever is heard twice."""
    if any(known.event_id == envelope.event_id for known in doc.recoveries):
        return doc
    low, high = message.fine_low, message.fine_high
    found = Recovery(
        event_id=envelope.event_id,
        program=message.program,
        amount=message.amount,
        fine=None if low is None or high is None else (low, high),
        found_at=message.found_at,
    )
    return doc.model_copy(update={"recoveries": (*doc.recoveries, found)})


def chosen(doc: Tracker, message: AlternativeChosen, envelope: Envelope) -> Tracker:
    """The choice makes a line of the time line; what follows from it is told by the programs."""
    return doc


def recovery_view(doc: Tracker) -> dict[str, Any]:
    """`recover`: all that was found, kept back or not; `fine_range` only where a fine is possible. Fen."""
    fines = [found.fine for found in doc.recoveries if found.fine]
    view: dict[str, Any] = {"recover": sum(found.amount for found in doc.recoveries)}
    if fines:
        view["fine_range"] = [sum(low for low, _ in fines), sum(high for _, high in fines)]
    return view
