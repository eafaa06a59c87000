"""What the documentation says is there: links, sections, commands, settings; and nothing of one computer."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import typer.main
from fastapi import APIRouter
from fastapi.routing import APIRoute

from services.assembly import BUILDS
from services.chassis import ops
from services.chassis.clock import RealClock
from services.chassis.service import Environment
from services.chassis.settings import Settings, example
from services.cli import app

ROOT = Path(__file__).parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]
PAGES = [path for path in TRACKED if path.suffix == ".md"]
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
CODE = re.compile(r"```(?:sh|bash)\n(.*?)```|`([^`\n]+)`", re.DOTALL)
CURL = re.compile(r"\$\{?(?:U|URL|ONEDOOR)\}?(/[^\s\"'?]*)")
HOSTS = re.compile(
    r"pypi\.org|pythonhosted|repo\d?\.maven|maven\.org|npmjs|[a-z]+\.aliyun|tuna\.tsinghua", re.IGNORECASE
)
FOLDERS = re.compile(r"(?<![\w.$}/-])/(?:home|root|Users|work|mnt|srv)/\w")


def said(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [first or second for first, second in LINK.findall(said(page))]
    relative = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    assert [target for target in relative if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("service", BUILDS)
def test_every_service_says_what_it_owns_hears_and_says_with_three_lines_to_try(service: str) -> None:
    text = said(ROOT / "services" / service / "README.md")
    parts = ("- **Owns**", "- **Hears**", "- **Says**", "## Try it", "## Where to change what")
    assert [part for part in parts if part not in text] == []
    assert len(re.findall(r"^curl .*\$U|^ .*\$U/v1", text, re.MULTILINE)) >= 3


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    makefile = set(re.findall(r"^([a-z-]+):", said(ROOT / "Makefile"), re.MULTILINE))
    words = set(cast(Any, typer.main.get_command(app)).commands)
    code = "\n".join(block or inline for block, inline in CODE.findall(said(page)))
    assert set(re.findall(r"(?:^|\n|PORT )make ([a-z-]+)", code)) - makefile == set()
    assert set(re.findall(r"\bonedoor ([a-z]+)\b", code)) - words == set()


def test_every_test_that_is_named_exists() -> None:
    names = set(re.findall(r"`(test_\w+)`", "\n".join(said(page) for page in PAGES)))
    sources = "\n".join(said(path) for path in TRACKED if path.name.startswith("test_"))
    assert names - set(re.findall(r"def (test_\w+)\(", sources)) == set()


def routes() -> set[re.Pattern[str]]:
    """Every path that a running system answers. No route asks its door for anything when it is made."""
    env = Environment(clock=RealClock(), urls=dict.fromkeys(BUILDS, ""), settings=Settings())
    routers = [service.api(cast(Any, None)) for build in BUILDS.values() if (service := build(env)).api]
    return {path for router in [*routers, ops.router([])] for path in paths_of(router)}


def paths_of(router: APIRouter) -> Iterator[re.Pattern[str]]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield re.compile(re.sub(r"\{\w+\}", "[^/]+", route.path) + "$")
        else:
            yield from paths_of(cast(Any, route).original_router)


def test_every_curl_line_speaks_to_a_route_that_exists() -> None:
    known = routes()
    for page in PAGES:
        lines = "\n".join(block for block, _ in CODE.findall(said(page)))
        paths = CURL.findall(re.sub(r"\$\(its \w+\)|\$[A-Z]\b", "x", lines.replace("$U", "$ONEDOOR")))
        assert [path for path in paths if not any(pattern.match(path) for pattern in known)] == [], name(page)


def test_the_example_of_the_settings_and_their_table_are_current() -> None:
    assert said(ROOT / ".env.example") == example()
    table = said(ROOT / "docs/guides/configuration.md")
    for field, info in Settings.model_fields.items():
        assert f"| `ONEDOOR_{field.upper()}` | {info.description} |" in table


def test_both_readmes_say_the_same() -> None:
    english, chinese = said(ROOT / "README.md"), said(ROOT / "README.zh.md")
    for found in (r"```sh\n(.*?)```", r"\]\(([^)]+)\)", r"<img src=\"[^\"]+\"", r"^## "):
        first, second = (
            [re.sub(r" *#.*", "", hit).strip() for hit in re.findall(found, text, re.MULTILINE | re.DOTALL)]
            for text in (english, chinese)
        )
        assert [hit for hit in first if "README" not in hit] == [hit for hit in second if "README" not in hit], found


@pytest.mark.parametrize("path", TRACKED, ids=name)
def test_nothing_names_a_computer_or_a_package_index(path: Path) -> None:
    try:
        text = said(path)
    except UnicodeDecodeError:
        return  # a picture
    if path != Path(__file__):
        assert HOSTS.findall(text) == []
        assert FOLDERS.findall(text) == []
