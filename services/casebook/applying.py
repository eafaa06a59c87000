"""How a story begins: what sources will say and what was given before is put down, then the family sends its form."""

from uuid import UUID

from services.casebook.facts_so_far import facts_at
from services.casebook.format import Story
from services.casebook.household import Prior, PriorAward, PriorPayment
from services.casebook.household_played import Played
from services.casebook.wire import Json, Wire

ACTORS = {
    "web": "citizen",
    "hotline": "hotline:operator",
    "assisted": "coordinator:village",
    "outreach": "clerk:outreach",
}


async def put_down(wire: Wire, played: Played) -> None:
    """Before the story begins."""
    await prepare_sources(wire, played)
    await put_down_prior(wire, played)


async def apply(wire: Wire, played: Played) -> None:
    """Raises Refused where the door says no."""
    channel = played.story.head.channel
    receipt = await wire.post("/v1/applications", form(played), actor=ACTORS[channel], key=played.key("apply"))
    played.application_id = UUID(receipt["application_id"])
    played.household_id = UUID(receipt["household_id"])
    played.number, played.query_code = receipt["number"], receipt["query_code"]


def form(played: Played) -> Json:
    """The body of the application, as the web form and the hotline send it."""
    story = played.story
    facts = facts_at(story, story.head.applied) if story.head.applied else story.declared
    household = facts.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {**household, "channel": story.head.channel}


async def prepare_sources(wire: Wire, played: Played) -> None:
    """What the agencies will answer differently, by the identity number of the person asked about."""
    people, head = played.story.declared.people, played.story.head
    answers: list[Json] = []
    for told in head.sources:
        person = people[told.person or played.story.declared.applicant]
        answer: Json = {"source": told.source, "identity_number": person.identity_number}
        if "answer" in told.model_fields_set:
            answer["answer"] = told.corrected()
        if told.unavailable_until:
            answer["unavailable_until"] = told.unavailable_until.isoformat()
        answers.append(answer)
    if head.prior.monitored:
        applicant = people[played.story.declared.applicant]
        since = head.prior.monitored.model_dump(mode="json")
        answers.append(
            {"source": "monitored_households", "identity_number": applicant.identity_number, "answer": since}
        )
    if answers:
        key = played.key("sources")
        await wire.post("/v1/simulator/answers", {"answers": answers}, actor="agency:simulator", key=key)


async def put_down_prior(wire: Wire, played: Played) -> None:
    """Awards and payments of other times become aid records, one per program."""
    prior = played.story.head.prior
    applicant = played.story.declared.people[played.story.declared.applicant]
    for program in sorted({*(a.program for a in prior.awards), *(p.program for p in prior.payments)}):
        body: Json = {
            "identity_number": applicant.identity_number,
            "program": program,
            "awards": [entry_of(award) for award in prior.awards if award.program == program],
            "payments": [entry_of(payment) for payment in prior.payments if payment.program == program],
        }
        key = played.key(f"prior/{program}")
        told = await wire.post("/v1/aid-records", body, actor="clerk:records", key=key)
        played.household_id = UUID(told["household_id"])
    if known_before(played.story):
        await take_over(wire, played)


def known_before(story: Story) -> bool:
    """Whether something holds of the household, or happens to it, before it applies."""
    applied = story.head.applied
    early = any(applied is None or step.on < applied for step in story.head.steps)
    return story.head.prior != Prior() or early


async def take_over(wire: Wire, played: Played) -> None:
    """What the registers hold of the household before the story: who it is, its class, agriculture's list."""
    prior, household = played.story.head.prior, played.story.declared
    firsts = [award.first[:7] for award in prior.awards if award.first and award.program == "basic_living"]
    body: Json = {
        "household": {
            **household.model_dump(mode="json", exclude_none=True),
            "monitored": prior.monitored.model_dump(mode="json") if prior.monitored else None,
        },
        "category": prior.category,
        "pay_class": prior.pay_class,
        "since": min(firsts, default=None),
    }
    key = played.key("standing")
    told = await wire.post("/v1/population/standings", body, actor="clerk:records", key=key)
    played.household_id = UUID(told["household_id"])


def entry_of(entry: PriorAward | PriorPayment) -> Json:
    """As `/v1/aid-records` names it: `first` and `last` for `from` and `until`."""
    found = entry.model_dump(mode="json", exclude_none=True, exclude={"program"})
    return {{"until": "last"}.get(name, name): value for name, value in found.items()}
