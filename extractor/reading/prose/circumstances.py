"""What stands around a figure -> what speaks against its being the agency's own of the year.

A figure may be of another period (历年累计, 上半年, 每月), of another body (全区, 下属单位), a part
of what is asked, or no count at all (a slogan). The form's words say so, each with its effect: they
`exclude` the figure, or they `compete` for it, so that it is asked about. Of words about the same
thing the last before a figure holds: 上半年4件，全年11件.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.forms.form import Circumstance, Form
from extractor.reading.prose.setting import Setting
from extractor.record.record import FieldId

_ASIDE = re.compile(r"[为是的有共]?⟦")
"""Behind words that say of one figure only what it is: 上年为15件."""


@dataclass(frozen=True, slots=True)
class _Rivals:
    """Rules about the same thing, of the same fields, and one pattern for all their words; of those
    that match at one place, the first in order wins."""

    fields: str
    rules: tuple[Circumstance, ...]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The circumstances of a form: those that rival each other, and those that stand alone."""

    rivals: tuple[_Rivals, ...]
    lone: tuple[tuple[Circumstance, re.Pattern[str]], ...]


@lru_cache(maxsize=8)
def _compiled(form: Form) -> _Rules:
    about: dict[tuple[str, str], list[Circumstance]] = {}
    lone = [rule for rule in form.circumstances if not rule.about]
    for rule in form.circumstances:
        if rule.about:
            about.setdefault((rule.about, rule.fields), []).append(rule)
    return _Rules(
        tuple(_Rivals(of, tuple(rules), _any_of(rules)) for (_, of), rules in about.items()),
        tuple((rule, re.compile(rule.words)) for rule in lone),
    )


def _any_of(rules: Sequence[Circumstance]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{i}>{rule.words})" for i, rule in enumerate(rules)))


@dataclass(frozen=True, slots=True)
class _Agency:
    """Whose report it is: its name, and the level it governs (县 of 某某县人民政府), if it does."""

    name: str
    level: str

    def is_meant(self, words: str, rule: Circumstance) -> bool:
        """Whether words for another body are words for this agency after all."""
        match rule.own_if:
            case "governing":
                return bool(self.level)
            case "level":
                return bool(self.level) and self.level in words
            case "named":
                letters = iter(f"{self.name}办公室")
                return not self.name or all(c in letters for c in words if c.isalpha())
            case _:
                return False


class Circumstances:
    """The circumstances that a form knows, in the reports of one agency."""

    def __init__(self, form: Form, agency: str) -> None:
        governs = re.search(form.bodies.governs, agency)
        self._agency = _Agency(agency, governs["level"] if governs else "")
        self._rules = _compiled(form)

    def of(self, setting: Setting, field: FieldId, nought: bool = False) -> frozenset[Circumstance]:
        """What speaks against a figure being this field's. What holds of more than is asked, holds
        of a `nought` too: where the whole district had no case, the agency had none."""
        return frozenset(
            rule
            for rule in self._told(setting, field)
            if rule.effect != "none" and not (nought and rule.wider)
        )

    def _told(self, setting: Setting, field: FieldId) -> Iterator[Circumstance]:
        for rivals in self._rules.rivals:
            if _bears_on(rivals.fields, field) and (last := self._last(rivals, setting)):
                yield last
        for rule, words in self._rules.lone:
            if _bears_on(rule.fields, field) and words.search(*_place(rule, setting)):
                yield rule

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
                return None if self._agency.is_meant(match[0], rule) else rule
        return None


@lru_cache(maxsize=1024)
def _bears_on(fields: str, field: FieldId) -> bool:
    return re.search(fields, field) is not None


def _place(rule: Circumstance, setting: Setting) -> tuple[str, int]:
    """Where a rule looks for its words: a text, and from where on."""
    match rule.where:
        case "clause":
            return setting.before, setting.clause
        case "behind":
            return setting.behind, 0
        case "around":
            return setting.pointed, 0
        case "sentence":
            return setting.sentence, 0
        case "heading":
            return setting.heading, 0
        case "denied":
            return setting.denied, 0
        case _:
            return setting.before, 0


def _opens(before: str, match: re.Match[str]) -> bool:
    """Whether a clause opens with these words, and they are no aside."""
    opens = match.start() == 0 or before[match.start() - 1] in ",:"
    return opens and not _ASIDE.match(before, match.end())
