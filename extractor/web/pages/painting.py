"""What a piece of the source looks like, and where a click on it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from extractor.document import Span
from extractor.record.record import FieldId
from extractor.review.standing import Standing
from extractor.web.language import Words
from extractor.web.pages.drawing import Piece
from extractor.web.pages.rendering import visible
from extractor.web.pages.sheets import Names

_LOUDEST_FIRST: tuple[Standing, ...] = (
    "waits", "wrong", "settled", "proved", "accepted", "absent",
)  # fmt: skip


def link(name: FieldId = "", *, blind: bool = False) -> str:
    """The address, within a document's page, of a field."""
    return f"?{urlencode({'field': name, 'blind': '1'} if blind else {'field': name})}"


class Painted(NamedTuple):
    """Text with its classes, what it is evidence of, where it leads, and whether the field that
    one looks at begins here."""

    text: str
    look: str
    title: str
    href: str
    first: bool


@dataclass
class Painter:
    """Paints the pieces of one page, in order. `pick` says that a click points a figure out for
    the field `chosen`; `takes_text`, that labels may be pointed at for it too."""

    standings: Mapping[FieldId, Standing]
    names: Names
    words: Words
    chosen: FieldId | None
    place: Span | None
    pick: bool
    takes_text: bool
    blind: bool
    _begun: bool = False
    _to_place: str = ""
    _told: dict[tuple[FieldId, ...], tuple[str, str]] = field(default_factory=dict)

    def paint(self, piece: Piece, label: bool = False) -> Painted:
        """One piece; `label` says that it is of a cell or line that is no figure."""
        look, title = self._look(piece.fields) if piece.fields else ("", "")
        here = self.chosen is not None and self.chosen in piece.fields
        first = here and not self._begun
        self._begun = self._begun or here
        picked = self.place is not None and piece.place == (self.place.start, self.place.end)
        look = " ".join(filter(None, (look, "here" if here else "", "picked" if picked else "")))
        return Painted(visible(piece.text), look, title, self._href(piece, label), first)

    def _look(self, fields: tuple[FieldId, ...]) -> tuple[str, str]:
        if fields not in self._told:
            if self.blind:
                self._told[fields] = "", ""
            else:
                stand = {name: self.standings[name] for name in fields}
                loudest = min(stand.values(), key=_LOUDEST_FIRST.index)
                told = (
                    f"{self.names.whole(name)}：{self.words(f'document.standing.{word}')}"
                    for name, word in stand.items()
                )
                self._told[fields] = f"is {loudest}", "\n".join(told)
        return self._told[fields]

    def _href(self, piece: Piece, label: bool) -> str:
        if self.chosen is None or not self.pick:
            return link(_loudest(piece.fields, self.standings)) if piece.fields else ""
        if piece.place is not None and (self.takes_text or not label):
            if piece.fields == (self.chosen,):
                return link(self.chosen, blind=self.blind)
            self._to_place = self._to_place or link(self.chosen, blind=self.blind)
            return f"{self._to_place}&place={piece.place[0]}-{piece.place[1]}"
        if piece.fields and not self.blind:
            return link(_loudest(piece.fields, self.standings))
        return ""


def _loudest(fields: Sequence[FieldId], standings: Mapping[FieldId, Standing]) -> FieldId:
    return min(fields, key=lambda name: _LOUDEST_FIRST.index(standings[name]))
