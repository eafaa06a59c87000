"""Settings from the environment and from files; unknown ones are refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.chassis.settings import Settings, example


def test_values_come_from_the_environment_and_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_PORT", "8100")
    monkeypatch.setenv("ONEDOOR_URLS", '{"intake": "http://intake:8000"}')
    assert Settings().port == 8100
    assert Settings(port=1).port == 1
    assert Settings().urls == {"intake": "http://intake:8000"}


def test_a_misspelled_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_PRT", "8100")
    with pytest.raises(ValueError, match="ONEDOOR_PRT"):
        Settings()


def test_a_secret_may_lie_in_a_file_and_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("c2VjcmV0\n")
    monkeypatch.setenv("ONEDOOR_MASTER_KEY_FILE", str(tmp_path / "key"))
    settings = Settings(database_url="postgresql://admin:hidden@h/x")
    assert settings.master_key == "c2VjcmV0"
    assert "c2VjcmV0" not in repr(settings)
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize(("variable", "value"), [("ONEDOOR_PORT", "70000"), ("ONEDOOR_ENV", "prod")])
def test_a_wrong_value_is_refused(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError):
        Settings()


def test_the_example_names_and_explains_every_variable() -> None:
    assert all(f"ONEDOOR_{name.upper()}=" in example() for name in Settings.model_fields)
    assert "None" not in example()
