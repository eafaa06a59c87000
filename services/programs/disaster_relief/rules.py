"""受灾人员救助: who is helped after a natural disaster, with how much, once per event. Brief 3, 12.13."""

from datetime import date, datetime, timedelta

from contracts.household import Mishap
from contracts.reasons import Reason
from services.policy.members import counted
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "自然灾害救助条例 第14、19、21条; 社会救助暂行办法 第20至25条"
UNINHABITABLE = ("collapsed", "severe")
WINTER = 12  # the month in which winter–spring relief begins


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """First money at once; a house, transition and winter–spring relief by the desk's list. A fire at home is none."""
    event = latest(asked, rules)
    if event is None:
        asked_for = ("emergency", "house") if any(mishap.house for mishap in asked.household.events) else ("emergency",)
        return [decline(item, "not_in_class", article=ARTICLE) for item in asked_for]
    found = [emergency(asked, rules, event)]
    if event.house in UNINHABITABLE:
        found += [transition(asked, rules, event), winter_spring(asked, rules, event)]
    elif event.kind == "drought":
        found.append(winter_spring(asked, rules, event))
    return [*found, house(rules, event)] if event.house else found


def latest(asked: ProgramAsked, rules: Parameters) -> Mishap | None:
    """The last natural disaster; of one day, that which hit the house hardest."""
    natural = [event for event in asked.household.events if event.kind in rules.disaster.natural]
    grave = (*UNINHABITABLE, "damaged", None)
    return max(natural, key=lambda event: (day_of(event), -grave.index(event.house)), default=None)


def emergency(asked: ProgramAsked, rules: Parameters, event: Mishap) -> Proposal:
    """A sum a head, at once; what a drought needs is water and grain, at a rate of its own."""
    head = rules.disaster.drought if event.kind == "drought" else rules.disaster.emergency
    return grant(
        "emergency",
        half_up_to_yuan(head * members(asked, rules)),
        article=ARTICLE,
        waits_for="payment",
        once_for=once_for(event),
        why=(heads(asked, rules),),
    )


def transition(asked: ProgramAsked, rules: Parameters, event: Mishap) -> Proposal:
    """A daily sum a head from the day after the event, while nobody can live in the house."""
    days = rules.disaster.transition_days
    first = day_of(event) + timedelta(days=1)
    return grant(
        "transition",
        half_up_to_yuan(rules.disaster.transition_day * days * members(asked, rules)),
        first=first.isoformat(),
        last=(first + timedelta(days=days - 1)).isoformat(),
        article=ARTICLE,
        waits_for="desk",
        once_for=once_for(event),
        why=(heads(asked, rules),),
    )


def house(rules: Parameters, event: Mishap) -> Proposal:
    """To rebuild or to mend one house, once per event."""
    assert event.house
    return grant(
        "house",
        half_up_to_yuan(rules.disaster.house[event.house]),
        article=ARTICLE,
        waits_for="desk",
        once_for=once_for(event),
        why=(damage(rules, event),),
    )


def winter_spring(asked: ProgramAsked, rules: Parameters, event: Mishap) -> Proposal:
    """A sum a head for the winter after the event."""
    on = day_of(event)
    return grant(
        "winter_spring",
        half_up_to_yuan(rules.disaster.winter_spring * members(asked, rules)),
        first=max(on, date(on.year, WINTER, 1)).isoformat(),
        article=ARTICLE,
        waits_for="desk",
        once_for=once_for(event),
        why=(heads(asked, rules),),
    )


def members(asked: ProgramAsked, rules: Parameters) -> int:
    return len(counted(asked.household, rules.labour, asked.day))


def day_of(event: Mishap) -> date:
    return event.on.date() if isinstance(event.on, datetime) else event.on


def once_for(event: Mishap) -> str:
    return f"{event.kind}:{day_of(event)}"


def heads(asked: ProgramAsked, rules: Parameters) -> Reason:
    return shown(
        "disaster.members",
        "holds",
        fact="members",
        amount=members(asked, rules),
        unit="count",
        article=ARTICLE,
        version=rules.version,
    )


def damage(rules: Parameters, event: Mishap) -> Reason:
    return shown(
        "disaster.house",
        "holds",
        fact=f"house_{event.house}",
        amount=1,
        unit="flag",
        article=ARTICLE,
        version=rules.version,
    )
