"""What was heard, held against the edit rules: which hold, and what the broken ones point at."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from extractor.checking.confront import Confronted, Observations, confront, confront_rule
from extractor.checking.observation import as_printed
from extractor.checking.weigh.localize import Localized, localize
from extractor.checking.weigh.prose import rules_of_prose
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.prose import figure_field
from extractor.record.record import FieldId, Readings


@dataclass(frozen=True)
class Weighed:
    """What a document says, the rules of its own prose, and what all rules say of it.

    `labels` are the Chinese labels of fields: row and column, or what the prose counts.
    """

    observations: Observations
    rules: tuple[EditRule, ...]
    confronted: tuple[Confronted, ...]
    localized: tuple[Localized, ...]
    labels: Mapping[FieldId, str] = field(default_factory=dict)

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

    def in_table(self, c: Confronted) -> bool:
        """Whether a rule speaks of a cell of a table, and not of the prose alone."""
        return any(self.observations[name].of_cell for name in c.rule.fields)

    def sure(self, name: FieldId, c: Confronted) -> bool:
        """Whether a figure was read for certain, or is one of the prose that another bears out:
        another of the prose where the rule is within the prose, else the table."""
        seen = self.observations[name]
        bearing = self._borne_out_by_table if self.in_table(c) else self._borne_out
        return seen.certain or (not seen.of_cell and name in bearing)

    def proven(self, c: Confronted) -> bool:
        """Nothing in the rule could have been misread; what is not there cannot have been."""
        here = [n for n in c.rule.fields if self.observations[n].state != "missing"]
        return bool(here) and all(self.sure(name, c) for name in here)

    @cached_property
    def _borne_out(self) -> frozenset[FieldId]:
        return self._borne_out_by(self.confronted)

    @cached_property
    def _borne_out_by_table(self) -> frozenset[FieldId]:
        return self._borne_out_by(filter(self.in_table, self.confronted))

    def _borne_out_by(self, confronted: Iterable[Confronted]) -> frozenset[FieldId]:
        """The fields that another figure bears out: both are in a rule whose sides are the same.

        The parts of a list make up its total, a share is that of its part: figures that were read
        wrongly would hardly agree so. Nought agrees with too much. Which field of a table a figure
        of the prose is about, only the table can bear out: a total that is that of its parts may be
        of other things than the table counts.
        """
        found: set[FieldId] = set()
        for c in confronted:
            if _holds(c) and (c.rule.relation == "=" or c.result.left == c.result.right):
                seen = [self.observations[name] for name in c.rule.fields]
                if all(o.known for o in seen) and any(o.point for o in seen):
                    found.update(c.rule.fields)
        return frozenset(found)


def weigh(form: Form, readings: Readings, observations: Observations) -> Weighed:
    """The rules of the form and of the document's prose, confronted, and their errors localized."""
    of_prose = tuple(rules_of_prose(readings, observations, form.edits))
    confronted = confront((*form.edits, *of_prose), observations)
    localized = localize(form, observations, confronted)
    facts = {figure_field(number): fact.label for number, fact in enumerate(readings.facts)}
    return Weighed(observations, of_prose, confronted, localized, ChainMap(facts, form.labels))


def _holds(c: Confronted | None) -> bool:
    return c is not None and c.result.status == "satisfied"
