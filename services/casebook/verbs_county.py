"""The verbs of the county over HTTP: the conference, objections to a decision with evidence, evidence accepted."""

from typing import Any

from services.casebook import steps as s
from services.casebook.household_played import Played
from services.casebook.office import TOWNSHIP
from services.casebook.paths import parse
from services.casebook.verbs_population import sections_after
from services.casebook.wire import Json

SECRETARY = "county:conference"
CountyVerb = s.ConveneConference | s.ConferenceDecides | s.Appeal | s.Prove


def of_county(played: Played, index: int, step: CountyVerb) -> tuple[str, Json, str]:
    """Path, body and actor."""
    match step:
        case s.ConveneConference():
            body: Json = {"household_id": str(played.household()), "recused": list(step.recuse)}
            return f"/v1/conferences/{played.application()}/convening", body, SECRETARY
        case s.ConferenceDecides():
            return f"/v1/conferences/{played.application()}/decision", decision(step), SECRETARY
        case s.Appeal():
            body = {"household_id": str(played.household()), "kind": "objection"}
            return "/v1/appeals", {**body, "facts": shown(played, index, step)}, "citizen"
        case s.Prove() if played.application_id is None:
            changes = {"changes": sections_after(played, index, step.facts), "because": "evidence"}
            return f"/v1/population/{played.household()}/changes", changes, TOWNSHIP
        case s.Prove():
            evidence = f"/v1/investigations/{played.application()}/evidence"
            return evidence, {"facts": shown(played, index, step)}, TOWNSHIP


def shown(played: Played, index: int, step: s.Appeal | s.Prove) -> Json:
    """Each fact by its path where the form has the same one, else the whole key that it touches."""
    numbers = {key: person.identity_number or "" for key, person in played.story.declared.people.items()}
    whole = played.story.after[index].declared(numbers).model_dump(mode="json", exclude_none=True)
    return dict(fact_at(whole, path) for path in step.facts)


def fact_at(whole: Json, path: str) -> tuple[str, Any]:
    place: Any = whole
    section, *way = parse(path)
    try:
        place = place[section]
        for here in way:
            place = place[here]
    except (LookupError, TypeError):
        return str(section), whole.get(str(section))
    return path, place


def decision(step: s.ConferenceDecides) -> Json:
    body: Json = {"ask": list(step.ask), "override": step.override}
    if step.grant:
        body["grant"] = step.grant.model_dump(mode="json", exclude_none=True)
    if step.category:
        body["category"] = step.category
    return body
