"""What a user did wrong is one sentence and exit code 2, never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import app

COMMANDS = (["up"], ["demo", "--quiet"], ["cases", "none.yaml"], ["serve", "intake"], ["topics", "--create"])
WRONG = {
    "ONEDOOR_PORT": ("many", "ONEDOOR_PORT: Input should be a valid integer"),
    "ONEDOOR_URLS": ("{", "urls"),
    "ONEDOOR_HOSTT": ("x", "unknown setting: ONEDOOR_HOSTT"),
    "ONEDOOR_MASTER_KEY_FILE": ("/none/such", "a setting's file cannot be read: /none/such"),
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, command: list[str], name: str) -> None:
    value, words = WRONG[name]
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert words in result.stderr and "see .env.example" in result.stderr


def test_the_value_of_a_wrong_setting_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_PORT", "a-secret")
    assert "a-secret" not in CliRunner().invoke(app, ["up"]).output


def test_the_doctor_names_the_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_PORT", "many")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "MISSING settings: ONEDOOR_PORT: Input should be a valid integer" in result.output


def test_a_case_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["cases", str(tmp_path / "none.yaml")])
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)
