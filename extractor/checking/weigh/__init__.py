"""What was heard, held against the edit rules: which hold, and what the broken ones point at."""

from dataclasses import dataclass
from functools import cached_property

from extractor.checking.confront import Confronted, Observations, confront, confront_rule
from extractor.checking.hear.prose import rules_of_prose
from extractor.checking.observation import as_printed
from extractor.checking.weigh.localize import Localized, localize
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.record import FieldId, Readings


@dataclass(frozen=True)
class Weighed:
    """What a document says, the rules of its own prose, and what all rules say of it."""

    observations: Observations
    rules: tuple[EditRule, ...]
    confronted: tuple[Confronted, ...]
    localized: tuple[Localized, ...]

    @cached_property
    def rivals(self) -> Observations:
        """The disputed fields, each had the reader been believed who disagrees."""
        return {name: other for name, seen in self.observations.items() if (other := seen.rival)}

    @cached_property
    def decisive(self) -> frozenset[str]:
        """The rules that would be violated had all disputed fields been read the other way."""
        disputed = self.rivals.keys()
        rules = [c.rule for c in self.confronted if not disputed.isdisjoint(c.rule.fields)]
        otherwise = confront(rules, {**self.observations, **self.rivals})
        return frozenset(c.rule.id for c in otherwise if c.violated)

    @cached_property
    def refuted(self) -> dict[FieldId, list[Confronted]]:
        """Stated shares and changes that no rule bears out, neither as printed nor where errors
        with one solution are mended; each with the rules that it breaks."""
        mended = dict(self.observations)
        for located in self.localized:
            if len(located.solutions) == 1:
                for name, value in located.solutions[0].changes.items():
                    mended[name] = as_printed(mended[name], value)
        claims: dict[FieldId, list[Confronted]] = {}
        for c in self.confronted:
            if c.claim is not None:
                claims.setdefault(c.claim, []).append(c)
        return {
            claim: broken
            for claim, held in claims.items()
            if (broken := [c for c in held if c.violated])
            if not any(_holds(c) or _holds(confront_rule(c.rule, mended)) for c in held)
        }


def weigh(form: Form, readings: Readings, observations: Observations) -> Weighed:
    """The rules of the form and of the document's prose, confronted, and their errors localized."""
    of_prose = tuple(rules_of_prose(readings, observations, form.edits))
    confronted = confront((*form.edits, *of_prose), observations)
    return Weighed(observations, of_prose, confronted, localize(form, observations, confronted))


def _holds(c: Confronted | None) -> bool:
    return c is not None and c.result.status == "satisfied"
