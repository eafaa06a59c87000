"""Everything of all stories on one clock: by time, then by file, expectations last."""

from datetime import datetime
from pathlib import Path

from services.casebook.format import load
from services.casebook.moments import BEIJING
from services.casebook.timeline import Application, Before, Check, StepAt, beginning, timeline

TEXT = """\
format: 1
case: "{name}"
title: A family
policy: REF-2024
place: "621002"
residence: urban
applied: 2024-05-06
channel: web
applicant: mother
people: {{mother: {{name: 林某, sex: female, born: 1986-03-09, relation: self}}}}
needs: [basic_living]
steps:
  - {{on: 2024-05-08, do: visit}}
  - {{on: 2024-05-06T15:00, do: accept}}
  - {{on: 2024-05-08, do: post_notice}}
expect:
  - {{on: 2024-05-06, status: accepted}}
  - {{on: 2024-05-08, status: in_notice}}
"""


def two(folder: Path) -> list[Path]:
    files = [folder / "a.yaml", folder / "b.yaml"]
    for file in files:
        file.write_text(TEXT.format(name=file.stem), encoding="utf-8")
    return files


def test_stories_are_merged_in_time_then_in_file_order(tmp_path: Path) -> None:
    def word(what: object) -> str:
        match what:
            case StepAt(step=step):
                return step.do
            case Check(expect=expect):
                return f"check {expect.status}"
            case _:
                return type(what).__name__

    told = [f"{h.story.case} {word(h.what)}" for h in timeline(load(two(tmp_path)))]
    assert told == [
        "a Before", "b Before", "a Application", "b Application", "a accept", "b accept",
        "a check accepted", "b check accepted", "a visit", "a post_notice", "b visit", "b post_notice",
        "a check in_notice", "b check in_notice",
    ]  # fmt: skip


def test_expectations_are_checked_in_the_last_minute_of_their_day(tmp_path: Path) -> None:
    checks = [h.at for h in timeline(load(two(tmp_path))) if isinstance(h.what, Check)]
    assert checks[0] == datetime(2024, 5, 6, 23, 59, tzinfo=BEIJING)


def test_a_date_without_a_time_is_nine_in_the_morning(tmp_path: Path) -> None:
    applied = [h.at for h in timeline(load(two(tmp_path))) if isinstance(h.what, Application)]
    assert applied[0] == datetime(2024, 5, 6, 9, tzinfo=BEIJING)


def test_the_clock_begins_before_everything(tmp_path: Path) -> None:
    stories = load(two(tmp_path))
    before = [h.at for h in timeline(stories) if isinstance(h.what, Before)]
    assert beginning(stories) == datetime(2024, 5, 5, tzinfo=BEIJING)
    assert min(before) > beginning(stories)
