"""What the simulated office leaves to a file: a stage that the story dates is not done before its date."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Literal

from services.casebook.steps import (
    Accept,
    Answer,
    Apply,
    Choose,
    ConferenceDecides,
    Confirm,
    ConveneConference,
    Pay,
    PostNotice,
    Refuse,
    RequestSupplement,
    Supplement,
    Verb,
    Visit,
)

Stage = Literal["accept", "visit", "notice", "objection", "confirm", "refuse"]
DATED: dict[Stage, tuple[type, ...]] = {
    "accept": (Accept, RequestSupplement),
    "visit": (Visit,),
    "notice": (PostNotice,),
    "confirm": (Confirm, Refuse),
    "refuse": (Confirm, Refuse, ConveneConference, ConferenceDecides),
}

EMERGENCY_AID = "temporary_assistance"
ALTERNATIVES = ("house", "rural_renovation")


def waits(stage: Stage, done: Sequence[Verb], ahead: Sequence[Verb]) -> bool:
    """Whether the office leaves this stage alone, because a step that lies ahead does it or must come first.

    Steps after a further application belong to that application.
    """
    here = list(takewhile(lambda step: not isinstance(step, Apply), ahead))
    if any(isinstance(step, DATED.get(stage, ())) for step in here):
        return True
    asked = any(isinstance(step, RequestSupplement) for step in done)
    return stage == "accept" and asked and any(isinstance(step, Supplement) for step in here)


def waits_at_desk(program: str, item: str, ahead: Sequence[Verb], *, stage: str = "desk", tested: bool = True) -> bool:
    """Whether a dated answer or payment of this item lies ahead, or the county's confirmation of the emergency aid:
    that is what `confirm` means where no class is tested. What waits for the conference is not for the desk."""
    if stage == "conference":
        return True
    if item in ALTERNATIVES and any(isinstance(step, Choose) and step.item in ALTERNATIVES for step in ahead):
        return True  # the family has been asked which of them it wants
    here = takewhile(lambda step: not isinstance(step, Apply), ahead)
    if not tested and (program, stage) == (EMERGENCY_AID, "desk") and any(isinstance(step, Confirm) for step in here):
        return True
    return any(isinstance(step, Answer | Pay) and (step.program, step.item) == (program, item) for step in ahead)
