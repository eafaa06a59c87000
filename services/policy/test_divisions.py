"""The codes of Gansu."""

from services.policy import divisions


def test_a_code_is_looked_up_at_every_level() -> None:
    assert divisions.name("620825") == "庄浪县"
    assert divisions.name("620825100") == divisions.name("620825100201")
    assert (divisions.county_of("620825100"), divisions.prefecture_of("620825100")) == ("620825", "620800")


def test_an_unknown_code_does_not_exist() -> None:
    assert divisions.exists("620825")
    assert divisions.exists("620825100")
    assert divisions.exists("620825100201")
    assert not divisions.exists("620824")
    assert not divisions.exists("62082")
    assert not divisions.exists("6208251002")


def test_every_division_lies_in_one_that_is_listed() -> None:
    known = divisions.divisions()
    assert all(row.parent in known for row in known.values() if row.level != "province")
    assert sum(row.level == "county" for row in known.values()) == 87
