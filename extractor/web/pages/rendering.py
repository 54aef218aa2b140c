"""Template + what it shows -> a page, in the reader's language."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.forms.file import load_form
from extractor.record.record import Value
from extractor.values.numeral import plain_digits
from extractor.web.addresses import here
from extractor.web.language import LANGUAGES, words_for

_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {code: chr(0x2400 + code) for code in range(32)}
_VISIBLE |= {code: f"⟦U+{code:04X}⟧" for code in (*range(0x7F, 0xA0), *_DIRECTION)}
_VISIBLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_VISIBLE |= {ord("\n"): "\n", ord("\t"): "\t"}


def visible(text: object) -> str:
    r"""Text of a document, made fit to be shown: nothing in it can disturb the page.

    Markup is escaped by the templates. What is left are characters that have no shape of their own
    and change others: control characters, and the marks that turn the direction of writing. A
    picture or a number stands for each.

    >>> visible("a\x07b\u202e3")
    'a␇b⟦U+202E⟧3'
    """
    return str(text).translate(_VISIBLE)


def said(value: Value | None) -> str:
    """A value in plain digits, a text as it is, nothing as an en dash."""
    if value is None:
        return "–"
    return visible(value) if isinstance(value, str) else plain_digits(value)


_environment = Environment(
    loader=PackageLoader("extractor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {"said": said, "visible": visible}
_environment.globals["form_label"] = lambda form: load_form(form).label
_templates = Jinja2Templates(env=_environment)


def page(request: Request, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page that a template makes of what is shown.

    Every template has `t` for words, `language`, `visitor`: who is signed in, or None; and `here`,
    the page's own place.
    """
    t = words_for(request)
    context = {
        "t": t,
        "language": t.language,
        "languages": LANGUAGES,
        "here": here(request),
        "visitor": getattr(request.state, "visitor", None),
        **shown,
    }
    return _templates.TemplateResponse(request, template, context, status)
