"""What a household is after some steps of its story: pushes and changes in their order, the dead stay away."""

from datetime import datetime
from pathlib import Path

import pytest

from services.casebook.facts_so_far import facts_after, facts_at
from services.casebook.format import Story, load
from services.casebook.moments import BEIJING

FILE = """\
format: 1
case: "t"
title: A family
policy: REF-2024
place: "621002"
residence: urban
applied: 2024-05-10
channel: web
applicant: mother
people:
  mother: {name: 林某, sex: female, born: 1986-03-09, relation: self}
  father: {name: 高某, sex: male, born: 1984-03-09, relation: spouse}
income: [{person: mother, kind: wages, amount: 100}, {person: father, kind: wages, amount: 200}]
needs: [basic_living]
steps:
  - {on: 2024-07-01, do: declare_change, changes: {costs: []}}
  - on: 2024-05-01
    do: push
    source: medical_bills
    person: mother
    record: {kind: medical, amount: 7.5, on: 2024-04-01}
  - {on: 2024-06-01, do: push, source: deaths, person: father, record: {died: 2024-05-30}}
  - {on: 2024-08-01, do: declare_change, changes: {"income[0].amount": 50}}
expect: [{on: 2024-09-30, status: confirmed}]
"""


@pytest.fixture
def story(tmp_path: Path) -> Story:
    file = tmp_path / "t.yaml"
    file.write_text(FILE, encoding="utf-8")
    (found,) = load([file])
    return found


def test_a_pushed_bill_joins_the_costs_until_a_change_replaces_them(story: Story) -> None:
    assert [cost.amount for cost in facts_after(story, 1).costs] == [750]
    assert [cost.amount for cost in facts_after(story, 2).costs] == [750]
    assert facts_after(story, 0).costs == ()


def test_somebody_who_died_stays_away_where_a_later_change_names_everybody(story: Story) -> None:
    last = facts_after(story, 3)
    assert set(last.people) == {"mother"}
    assert [(entry.person, entry.amount) for entry in last.income] == [("mother", 5_000)]


def test_an_application_knows_what_came_before_it(story: Story) -> None:
    assert [cost.amount for cost in facts_at(story, datetime(2024, 5, 10, 9, tzinfo=BEIJING)).costs] == [750]
    assert facts_at(story, datetime(2024, 5, 1, 9, tzinfo=BEIJING)) == story.declared
