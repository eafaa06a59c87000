"""Evidence stands against the sources: by path, by whole keys where they differ, also where it repeats the form."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.investigation import Origin
from services.chassis.errors import RuleBroken
from services.investigation.domain.messages import AcceptEvidence, EvidenceAccepted
from services.investigation.domain.state import Investigation
from services.investigation.dossier import Finding, draw
from services.investigation.evidence import accept_evidence
from services.investigation.handlers import used
from services.investigation.test_dossier import FAMILY, VISIT, say
from services.policy.calendar import BEIJING

PROVED = date(2024, 11, 18)
NOW = datetime(2024, 11, 18, 10, tzinfo=BEIJING)
BANK = say("bank_deposits", "husband", "differs", 21_000_000)
HOUSES = say("real_estate", "husband", "differs", 2)


def proved(**facts: Any) -> Finding:
    return Finding(PROVED, {path.replace("__", "."): value for path, value in facts.items()}, "evidence")


@pytest.mark.parametrize("deposits", [5_000_000, 300_000])
def test_a_path_settles_its_fact_and_leaves_the_others_to_the_sources(deposits: int) -> None:
    dossier = draw(FAMILY, dict([BANK, HOUSES]), [proved(assets__deposits=deposits)])
    assert (dossier.household.assets.deposits, dossier.household.assets.dwellings) == (deposits, 2)
    state: Any = "matched" if deposits == FAMILY.assets.deposits else "differs"
    assert Origin(path="assets.deposits", source="evidence", state=state, as_of=PROVED) in dossier.origins


def test_a_whole_key_settles_only_what_it_changes() -> None:
    whole = {**FAMILY.assets.model_dump(mode="json"), "deposits": 5_000_000}
    dossier = draw(FAMILY, dict([BANK, HOUSES]), [proved(assets=whole)])
    assert (dossier.household.assets.deposits, dossier.household.assets.dwellings) == (5_000_000, 2)


def test_an_entry_of_a_list_settles_the_income_of_its_person_and_kind() -> None:
    taxes = say("income_tax", "wife", "differs", 3_000_000)
    shown = Finding(PROVED, {"income[0].amount": 960_000}, "evidence")
    assert draw(FAMILY, dict([taxes]), [shown]).household.income == FAMILY.income


def test_evidence_ends_a_conflict_and_a_visit_does_not_overrule_a_register_by_repeating_the_form() -> None:
    conflict = say("bank_deposits", "husband", "conflicting")
    assert draw(FAMILY, dict([conflict]), []).unknown == ("assets.deposits",)
    assert draw(FAMILY, dict([conflict]), [proved(assets__deposits=300_000)]).unknown == ()
    repeated = Finding(VISIT, {"assets.deposits": 300_000})
    assert draw(FAMILY, dict([BANK]), [repeated]).household.assets.deposits == 21_000_000


def accept(facts: dict[str, Any]) -> AcceptEvidence:
    return AcceptEvidence(facts=facts, appeal_id=UUID(int=9), now=NOW)


def test_evidence_is_accepted_once_and_refused_where_it_fits_nothing() -> None:
    state = Investigation(household=FAMILY)
    facts = {"assets.deposits": 5_000_000}
    assert accept_evidence(state, accept(facts)) == [
        EvidenceAccepted(appeal_id=UUID(int=9), accepted_at=NOW, facts=facts)
    ]
    known = Investigation(household=FAMILY, findings=(proved(assets__deposits=5_000_000),))
    assert accept_evidence(known, accept(facts)) == []
    for wrong, code in (({}, "evidence-empty"), ({"assets.deposits": "many"}, "found-does-not-fit")):
        with pytest.raises(RuleBroken, match=code):
            accept_evidence(state, accept(wrong))


def test_a_dossier_used_a_disputed_fact_where_it_tells_it_otherwise() -> None:
    drawn = Investigation(household=FAMILY, dossier=draw(FAMILY, dict([BANK]), []))
    assert used(drawn, {"assets.deposits": 5_000_000})
    assert not used(drawn, {"assets.deposits": 21_000_000})
    assert used(drawn, {"assets.deposits": 21_000_000, "assets.dwellings": 4})
    assert not used(Investigation(household=FAMILY), {"assets.deposits": 1})
