"""Papers that are heard of before the referral which they belong to."""

from dataclasses import replace

from services.programs.entitlement.events import ItemsHeld, PapersCame
from services.programs.temporary_assistance.test_rules import YUAN, Story, answered, changes, papers, pay, take, urgent


def test_papers_that_overtake_the_referral_are_not_lost() -> None:
    story, question = Story(), urgent("serious")
    early = replace(papers(question), rules=None, now=question.referred_at)
    assert [type(event) for event in story.tell(early)] == [PapersCame]
    assert story.tell(early) == []
    held = [e for e in story.tell(take(question)) if isinstance(e, ItemsHeld)]
    assert [(p.item, p.waits_for) for p in held[-1].proposals] == [("emergency", "desk")]
    story.tell(pay(800 * YUAN))
    assert changes(story.tell(answered(question))) == [("emergency", 5_200 * YUAN, None)]


def test_papers_of_another_application_that_overtake_its_referral_wait_for_it_alone() -> None:
    story, first = Story(), urgent("serious")
    second = replace(urgent("serious", name="again"), application_id=first.referral_id)
    story.tell(take(first))
    assert [type(event) for event in story.tell(papers(second))] == [PapersCame]
    assert [p.waits_for for p in story.state.referrals[first.referral_id].waiting] == ["payment", "papers"]
    story.tell(take(second))
    assert [p.waits_for for p in story.state.referrals[second.referral_id].waiting] == ["payment", "desk"]
