"""The verbs of the county over HTTP: the conference, objections to a decision with evidence, evidence accepted."""

from services.casebook import steps as s
from services.casebook.household_played import Played
from services.casebook.wire import Json

SECRETARY = "county:conference"
CountyVerb = s.ConveneConference | s.ConferenceDecides


def of_county(played: Played, index: int, step: CountyVerb) -> tuple[str, Json, str]:
    """Path, body and actor."""
    conference = f"/v1/conferences/{played.application()}"
    match step:
        case s.ConveneConference():
            body: Json = {"household_id": str(played.household()), "recused": list(step.recuse)}
            return f"{conference}/convening", body, SECRETARY
        case s.ConferenceDecides():
            return f"{conference}/decision", decision(step), SECRETARY


def decision(step: s.ConferenceDecides) -> Json:
    body: Json = {"ask": list(step.ask), "override": step.override}
    if step.grant:
        body["grant"] = step.grant.model_dump(mode="json", exclude_none=True)
    return body
