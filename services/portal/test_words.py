"""Every sentence exists in both languages, and every state a family can be in has its words."""

from pathlib import Path
from typing import get_args

from contracts.classification import Category
from contracts.household import (
    CostKind,
    DisabilityKind,
    EventKind,
    IncomeKind,
    Need,
    Relation,
    Residence,
    Sex,
    Stage,
)
from contracts.programs import Per
from services.chassis.pages import Words
from services.portal.folds import FOLDS
from services.portal.tracker import CharityState, ReferralState

HERE = Path(__file__).parent
WORDS = Words(HERE / "words.yaml", HERE / "codes.yaml")


def test_no_sentence_is_missing_in_a_language() -> None:
    assert WORDS.missing() == []


def test_every_code_of_the_vocabulary_has_a_name() -> None:
    vocabulary = {
        "relation": Relation,
        "residence": Residence,
        "sex": Sex,
        "stage": Stage,
        "disability": DisabilityKind,
        "income": IncomeKind,
        "cost": CostKind,
        "event": EventKind,
        "need": Need,
        "category": Category,
        "per": Per,
    }
    missing = [f"{group}.{code}" for group, codes in vocabulary.items() for code in get_args(codes)]
    assert [key for key in missing if key not in WORDS] == []


def test_every_state_says_what_it_is_and_what_comes_next() -> None:
    states = {*get_args(ReferralState), *get_args(CharityState), "waiting_class"}
    keys = [f"{group}.{state}" for state in states for group in ("state", "next")]
    assert [key for key in keys if key not in WORDS] == []


def test_every_message_that_is_heard_makes_a_line_of_the_time_line() -> None:
    assert [what for _, what in FOLDS.values() if f"what.{what}" not in WORDS] == []
