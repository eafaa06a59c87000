"""Folders are found, a broken one is left out, and a copy of the template is announced and asked like any other."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import services.programs
from services.chassis.decider import Scenario
from services.programs.announcing import ANNOUNCEMENT, Announce, ProgramWasAnnounced, announced
from services.programs.entitlement.examples import at
from services.programs.entitlement.test_answering import MAY
from services.programs.folders import discover

EIGHT = [
    "basic_living",
    "care_services",
    "disability",
    "education",
    "employment",
    "housing",
    "medical",
    "temporary_assistance",
]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second place in which program folders are found; what was imported from it is forgotten again."""
    monkeypatch.setattr(services.programs, "__path__", [*services.programs.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("services.programs."):
            del sys.modules[name]


def copy_template(place: Path, code: str) -> None:
    """The first step of the guide."""
    shutil.copytree(Path(services.programs.__path__[0]) / "_template", place / code)
    for file in (place / code).glob("*.py"):
        file.write_text(file.read_text("utf-8").replace("_template", code), "utf-8")


def test_every_folder_is_found_and_the_template_is_not() -> None:
    assert [program.code for program in discover()] == EIGHT


def test_a_copy_of_the_template_is_a_program(elsewhere: Path) -> None:
    copy_template(elsewhere, "winter_heating")
    assert [program.code for program in discover()] == [*EIGHT, "winter_heating"]
    assert [program.code for program in discover(["winter_heating"])] == ["winter_heating"]


def test_a_broken_folder_holds_up_nobody(elsewhere: Path) -> None:
    copy_template(elsewhere, "winter_heating")
    (elsewhere / "winter_heating" / "rules.py").write_text("import nothing_of_that_name\n", "utf-8")
    assert [program.code for program in discover()] == EIGHT


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError, match="winter_heating"):
        discover(["medical", "winter_heating"])


def test_a_program_announces_itself_once_and_again_when_it_has_changed() -> None:
    (medical,) = discover(["medical"])
    said = announced(medical, ("medical",))
    first = ProgramWasAnnounced(announced=said, announced_at=at(MAY))
    scenario = Scenario(ANNOUNCEMENT)
    scenario.when(Announce(announced=said, now=at(MAY))).then(first)
    scenario.given(first).when(Announce(announced=said, now=at(MAY, 11))).then()
    wider = announced(medical, ("medical", "winter_heating"))
    again = ProgramWasAnnounced(announced=wider, announced_at=at(MAY, 11))
    scenario.given(first).when(Announce(announced=wider, now=at(MAY, 11))).then(again)
