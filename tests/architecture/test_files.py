"""What holds for the tree as a whole: sizes, docstrings, deployment files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("contracts", "services", "infra")
    for path in (ROOT / folder).rglob("*.py")
    if path.read_text(encoding="utf-8").strip()
)
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_decides_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module docstring says in a line or two what the file decides"
    assert len(text.splitlines()) <= 300, "split it by subject"


def test_no_service_has_a_drawer_for_everything() -> None:
    assert not [path for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}]


def test_the_compose_file_is_valid() -> None:
    command = [
        str(BIN / "check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
        str(ROOT / "docker-compose.yml"),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_image_is_clean_for_hadolint() -> None:
    found = subprocess.run(
        [BIN / "hadolint", ROOT / "infra/docker/Dockerfile"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_imports_point_one_way() -> None:
    found = subprocess.run([BIN / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
