"""An answer of the service -> what a person finds on the page of a document."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlsplit

import httpx2
from selectolax.lexbor import LexborHTMLParser, LexborNode

from eval.gold import GoldField
from extractor.record.record import FieldId
from extractor.web.language import words

_WORDS = words("zh")


@dataclass(frozen=True, slots=True)
class Button:
    """An answer at hand: what it sends, what it shows, and whether Enter takes it."""

    choice: str
    shown: str
    by_enter: bool = False

    def says(self, label: GoldField | None) -> bool:
        """Whether it says what the paper prints; of an empty cell, that its value is nought too."""
        accepts = self.choice == "action=accept"
        return is_told(self.shown, label) or (
            accepts and label is not None and not label.values and self.shown == "0"
        )


class Seen:
    """The page of a document, in Chinese."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._html = LexborHTMLParser(answer.text)
        self.path = answer.url.path
        self._asked = dict(parse_qsl(answer.url.query.decode()))

    @property
    def document(self) -> int:
        """The number of the document."""
        return int(self.path.split("/")[2])

    @property
    def field(self) -> FieldId:
        """The field one looks at."""
        return self.form["field"]

    @property
    def waits(self) -> bool:
        """Does that field wait for a person?"""
        return self._html.css_first(".panel-head .tag.waits") is not None

    @property
    def form(self) -> dict[str, str]:
        """The hidden parts of its form."""
        parts = self._html.css("#verdict input[type=hidden]")
        return {str(part.attributes["name"]): part.attributes["value"] or "" for part in parts}

    @property
    def value(self) -> str:
        """The value that the field is shown with."""
        node = self._html.css_first(".facts dd > b")
        return _text(node) if node else ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The answers at hand, in the order of their keys."""
        return tuple(
            Button(str(node.attributes["value"]), _text(shown), "data-likely" in node.attributes)
            for node in self._html.css("button.offer")
            if (shown := node.css_first("b")) is not None
        )

    @property
    def can_misreport(self) -> bool:
        """Is there a key to say that the agency is wrong?"""
        return self._html.css_first("#verdict [data-key~=m]") is not None

    def pointed(self, label: GoldField | None) -> str | None:
        """The link of a figure that says so, in the line or row where the field stands."""
        here = self._html.css_first("#here")
        while here is not None and here.tag not in ("tr", "p"):
            here = here.parent
        if here is None or label is None or label.state == "missing":
            return None
        for link in here.css('a[href*="place="]'):
            if is_told(_text(link) or _WORDS("document.state.blank"), label):
                return link.attributes["href"]
        return None

    def told(self, what: str) -> int:
        """How many fields the last decision `cleared` or `raised`."""
        return int(self._asked.get(what, "0"))

    @property
    def next_report(self) -> bool:
        """Does the page lead on to the queue, since nothing waits here any more?"""
        return self._html.css_first('#message a[href="/queue/next"]') is not None


def is_told(shown: str, label: GoldField | None) -> bool:
    """Whether a text that is shown is a label's value, or the word for its state."""
    if label is None or not label.values:
        state = label.state if label else "missing"
        return shown == _WORDS(f"document.state.{state}")
    value = label.values[0]
    if isinstance(value, str):
        return shown == value
    try:
        return Decimal(shown.replace(",", "").replace("，", "")) == value
    except InvalidOperation:
        return False


def is_document(answer: httpx2.Response) -> bool:
    """Is it the page of a document, and not the queue?"""
    return urlsplit(str(answer.url)).path.startswith("/documents/")


def _text(node: LexborNode) -> str:
    return " ".join(node.text().replace("␣", "").split())
