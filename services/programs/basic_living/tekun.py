"""Who was examined as 特困 and is refused, with the reason. Brief 2.2 (3), 12.5."""

from services.programs.entitlement import ProgramAsked, Proposal, decline

ARTICLE = "民发〔2021〕43号 第4条"


def not_tekun(asked: ProgramAsked) -> list[Proposal]:
    """People without labour capacity whose supporter is able."""
    return [refusal for key in asked.household.people if (refusal := supported(asked, key))]


def supported(asked: ProgramAsked, person: str) -> Proposal | None:
    unable = asked.reason("tekun.no_labour", person)
    alone = asked.reason("tekun.no_supporter", person)
    if unable is None or alone is None or unable.outcome != "holds" or alone.outcome != "fails":
        return None
    return decline("tekun_basic", "other_supporter_able", person=person, article=ARTICLE, why=(unable, alone))
