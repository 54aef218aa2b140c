"""What stands around a figure -> what speaks against its being the agency's own of the year.

A figure may be of another period (历年累计, 上半年, 每月), of another body (全区, 下属单位), a part
of what is asked, or no count at all (a slogan). The form's words say so, each with its effect: they
`exclude` the figure, or they `compete` for it, so that it is asked about. Of words about the same
thing the last before a figure holds: 上半年4件，全年11件.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractor.forms.form import Circumstance, Form
from extractor.reading.prose.mentions import Sentence
from extractor.reading.prose.plain import with_dates_named
from extractor.record.record import FieldId
from extractor.values.folding import fold

REACH = 400
"""Characters to either side of a figure that say of what it is; so that a sentence of nothing but
figures takes no time that grows with its square."""
_MARK = re.compile(r"⟦(\d+)⟧")
_EDGES = ",:("
_EDGE = re.compile(f"[{_EDGES}]")
_END = re.compile(r"[,:(⟦]")
_ASIDE = re.compile(r"[为是的有共]?⟦")
"""Behind words that say of one figure only what it is: 上年为15件."""


def clause_start(before: str) -> int:
    """Where in the words before a figure its own clause begins."""
    return max(map(before.rfind, _EDGES)) + 1


@dataclass(frozen=True)
class Setting:
    """What stands `before` and `behind` a `figure` in its sentence, dates put in words, and the
    `heading` above it. Where there is no figure, `denied` is the clause that says so."""

    before: str
    behind: str
    heading: str
    figure: str = ""
    denied: str = ""

    @classmethod
    def of(cls, sentence: Sentence, number: int, year: int | None) -> "Setting":
        """The setting of the figure with this number."""
        before, figure, behind = sentence.marked.partition(f"⟦{number}⟧")
        parts = (before[-REACH:], behind[:REACH], figure)
        before, behind, figure = (_in_words(sentence, part, year) for part in parts)
        return cls(before, behind, sentence.heading, figure)

    @classmethod
    def of_denial(cls, sentence: Sentence, denial: str, year: int | None) -> "Setting":
        """The setting of words that say that there is none of something."""
        before, _, behind = sentence.marked.partition(denial)
        denied = denial + _EDGE.split(behind, maxsplit=1)[0]
        before = _in_words(sentence, before[-REACH:], year)
        return cls(before, "", sentence.heading, denied=denied)

    @cached_property
    def clause(self) -> int:
        """Where in `before` the figure's own clause begins."""
        return clause_start(self.before)

    @cached_property
    def stretch(self) -> int:
        """Where in `before` begins what is said of this figure: behind the clause of the last."""
        last = self.before.rfind("⟧") + 1
        edge = _EDGE.search(self.before, last) if last else None
        return edge.end() if edge else last

    @cached_property
    def around(self) -> str:
        """What stands before the figure, and the rest of its clause up to the next."""
        return self.before + _END.split(self.behind, maxsplit=1)[0]

    def place(self, where: str) -> tuple[str, int]:
        """Where a rule looks for its words: a text, and from where on."""
        return self._texts.get(where, self.before), self.clause if where == "clause" else 0

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {
            "around": f"{self.before}⟦⟧{self.behind}",
            "sentence": self.before + self.figure + self.behind,
            "behind": self.behind,
            "heading": self.heading,
            "denied": self.denied,
        }


def _in_words(sentence: Sentence, marked: str, year: int | None) -> str:
    """A stretch of a sentence, its dates in words, and with 一 for 一件, which seldom counts."""

    def one(match: re.Match[str]) -> str:
        amount = sentence.amounts[int(match[1])]
        return "一" if amount.value == 1 and fold(amount.raw).startswith("一") else match[0]

    return _MARK.sub(one, with_dates_named(sentence, marked, year)) if "⟦" in marked else marked


@dataclass(frozen=True, slots=True)
class _Rivals:
    """Rules about the same thing, of the same fields, and one pattern for all their words; of those
    that match at one place, the first in order wins. A rule about nothing has none beside it."""

    rules: tuple[Circumstance, ...]
    words: re.Pattern[str]


@lru_cache(maxsize=8)
def _rivals(form: Form) -> tuple[_Rivals, ...]:
    about: dict[object, list[Circumstance]] = {}
    for rule in form.circumstances:
        same = (rule.about, rule.fields) if rule.about else rule
        about.setdefault(same, []).append(rule)
    return tuple(
        _Rivals(
            tuple(rules),
            re.compile("|".join(f"(?P<r{i}>{rule.words})" for i, rule in enumerate(rules))),
        )
        for rules in about.values()
    )


class Circumstances:
    """The circumstances that a form knows, in the reports of one agency."""

    def __init__(self, form: Form, agency: str) -> None:
        governs = re.search(form.bodies.governs, agency)
        self._form = form
        self._agency = agency
        self._level = governs["level"] if governs else ""

    def against(
        self, setting: Setting, field: FieldId, nought: bool = False
    ) -> frozenset[Circumstance]:
        """What speaks against a figure being this field's. What holds of more than is asked, holds
        of a `nought` too: where the whole district had no case, the agency had none."""
        return frozenset(
            rule
            for rule in self._hold(setting, field)
            if rule.effect != "none" and not (nought and rule.wider)
        )

    def _hold(self, setting: Setting, field: FieldId) -> Iterator[Circumstance]:
        for rivals in _rivals(self._form):
            first = rivals.rules[0]
            if not _bears_on(first.fields, field):
                continue
            if not first.about:
                if rivals.words.search(*setting.place(first.where)):
                    yield first
            elif last := self._last(rivals, setting):
                yield last

    def _last(self, rivals: _Rivals, setting: Setting) -> Circumstance | None:
        """Of rules about one thing the one whose words come last, of those that reach the figure:
        they stand behind the clause of the figure before it and no further on than its own, or an
        earlier clause opens with them."""
        for match in reversed(list(rivals.words.finditer(setting.around))):
            rule = rivals.rules[int(str(match.lastgroup)[1:])]
            reaches = match.start() >= setting.stretch or _opens(setting.before, match)
            if rule.where == "clause":
                reaches = match.start() >= setting.clause
            if reaches and rule.effect != "ignored":
                return None if self._is_own(match[0], rule) else rule
        return None

    def _is_own(self, words: str, rule: Circumstance) -> bool:
        """Whether words for another body are words for this agency after all."""
        if rule.own_if == "named":
            letters = iter(f"{self._agency}办公室")
            return not self._agency or all(c in letters for c in words if c.isalpha())
        meant = rule.own_if == "governing" or (rule.own_if == "level" and self._level in words)
        return meant and bool(self._level)


@lru_cache(maxsize=1024)
def _bears_on(fields: str, field: FieldId) -> bool:
    return re.search(fields, field) is not None


def _opens(before: str, match: re.Match[str]) -> bool:
    """Whether a clause opens with these words, and they are no aside."""
    opens = match.start() == 0 or before[match.start() - 1] in ",:"
    return opens and not _ASIDE.match(before, match.end())
