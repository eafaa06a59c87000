"""Server-rendered pages: one layout, one style sheet, one table of words per service, and the headers of every page."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from ruamel.yaml import YAML

from services.chassis.telemetry import BEIJING

HERE: Final = Path(__file__).parent
Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
COOKIE_AGE: Final = 365 * 24 * 3600
WEEKDAYS: Final = "一二三四五六日"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}

Translate = Callable[..., str]


class Words:
    """Key to sentence in both languages, from one or more YAML files. A missing key is an error."""

    def __init__(self, *files: Path) -> None:
        self.table: dict[str, Mapping[str, str]] = {}
        for file in (HERE / "words.yaml", *files):
            self.table.update(YAML(typ="safe", pure=True).load(file.read_text("utf-8")))

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def say(self, lang: str, key: str, **values: Any) -> str:
        sentence = self.table[key][lang]
        return sentence.format(**values) if values else sentence

    def missing(self) -> list[str]:
        """Keys without a sentence in one of the languages."""
        return [
            f"{key}.{lang}"
            for key, sentences in self.table.items()
            for lang in LANGUAGES
            if not str(sentences.get(lang, "")).strip()
        ]


class Pages:
    """The pages of one service: `folder` holds its templates, `prefix` is where its style sheet is served."""

    def __init__(self, folder: Path, words: Words, *, prefix: str, home: str, demo: bool) -> None:
        self.words = words
        self.prefix = prefix
        self.home = home
        self.demo = demo
        self.environment = Environment(
            loader=FileSystemLoader([folder, HERE]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page in the reader's language, with the choice of language and size kept in cookies."""
        lang, elder = language(request), is_elder(request)
        page = self.environment.get_template(template).render(
            t=self.translator(lang),
            has_word=self.words.__contains__,
            lang=lang,
            elder=elder,
            demo=self.demo,
            home=self.home,
            stylesheet=f"{self.prefix}/style.css",
            path=request.url.path,
            day=lambda at: day(at, lang),
            moment=lambda at: moment(at, lang),
            **context,
        )
        response = HTMLResponse(page, status_code=status, headers=HEADERS)
        for name, value in (("lang", lang), ("elder", "1" if elder else "0")):
            if request.cookies.get(name) != value and chosen(request, name):
                response.set_cookie(name, value, max_age=COOKIE_AGE, httponly=True, samesite="lax")
        return response

    def translator(self, lang: str) -> Translate:
        def translate(key: str, **values: Any) -> str:
            return self.words.say(lang, key, **values)

        return translate

    def assets(self) -> APIRouter:
        """The style sheet and, where a page enhances itself, the service's own scripts."""
        router = APIRouter()

        @router.get(f"{self.prefix}/style.css", include_in_schema=False)
        async def stylesheet() -> Response:
            return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

        return router


def chosen(request: Request, name: str) -> str | None:
    """What the reader has just chosen: in the address, or with a button of a form (`request.state.chosen`)."""
    by_button: Mapping[str, str] = getattr(request.state, "chosen", {})
    return by_button.get(name) or request.query_params.get(name)


def language(request: Request) -> Language:
    """As chosen or kept, else Chinese."""
    wanted = chosen(request, "lang") or request.cookies.get("lang")
    return "en" if wanted == "en" else "zh"


def is_elder(request: Request) -> bool:
    return (chosen(request, "elder") or request.cookies.get("elder")) == "1"


def day(at: date | datetime | None, lang: str) -> str:
    """`2026年11月23日(星期一)` or `Mon 23 Nov 2026`."""
    if at is None:
        return ""
    at = here(at)
    if lang == "en":
        return at.strftime("%a %-d %b %Y")
    return f"{at.year}年{at.month}月{at.day}日(星期{WEEKDAYS[at.weekday()]})"


def here(at: Any) -> Any:
    """A moment in Beijing time; a date as it is."""
    return at.astimezone(BEIJING) if isinstance(at, datetime) and at.tzinfo else at


def moment(at: date | datetime | None, lang: str) -> str:
    """A day, with the time of day where there is one."""
    if isinstance(at, datetime):
        return f"{day(at, lang)} {here(at):%H:%M}"
    return day(at, lang)


def svg(markup: str) -> Markup:
    """Markup that we drew ourselves, to be put into a page as it is."""
    return Markup(markup)


STYLE: Final = (HERE / "style.css").read_text("utf-8")
