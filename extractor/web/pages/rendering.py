"""Template + what it shows -> a page, in the reader's language."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.record.record import Value
from extractor.values.numeral import plain_digits
from extractor.web.language import LANGUAGES, language_of, words
from extractor.web.pages.foreign import visible

_environment = Environment(
    loader=PackageLoader("extractor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def said(value: Value | None) -> str:
    """A value in plain digits, a text as it is, nothing as an en dash."""
    if value is None:
        return "–"
    return visible(value) if isinstance(value, str) else plain_digits(value)


_environment.filters["said"] = said
_environment.filters["visible"] = visible
_templates = Jinja2Templates(env=_environment)


def here(request: Request) -> str:
    """The place of a page within the service, to come back to it; the beginning for an answer to
    a form."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path) + query


def page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page that a template makes of what is shown.

    Every template has `t` for words, `language`, `visitor`: who is signed in, or None; and `here`,
    the page's own place.
    """
    language = language_of(request)
    context = {
        "t": words(language),
        "language": language,
        "languages": LANGUAGES,
        "here": here(request),
        "visitor": getattr(request.state, "visitor", None),
        **shown,
    }
    return _templates.TemplateResponse(request, template, context, status)
