"""Labels against what their document prints: ids, states, values, quotations, open facts.

The document is not read for meaning here. That a label's value is printed at all is what is
checked, and that a quotation says what it is quoted for.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from eval.gold import Flaw, GoldFact, GoldField, GoldLabels
from eval.gold.new import meta_fields
from extractor.checking.observation import kinds
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.record import FieldId
from extractor.values.amount import State, find_amounts, read_amount
from extractor.values.folding import fold

_MYRIAD = 10_000
_EYE = "look at the document again"
_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_FIRST_YEAR, _LAST_YEAR = 2008, 2100
"""The regulations on disclosure are in force since 2008."""


@dataclass(frozen=True)
class Print:
    """A document, as far as labels are held against it."""

    document: Document

    @property
    def text(self) -> str:
        """All that is printed."""
        return self.document.text

    @cached_property
    def squeezed(self) -> str:
        """The text in plain characters and without white space."""
        return _squeezed(self.text)

    @cached_property
    def cells(self) -> Counter[State]:
        """How many cells of all tables print a figure, a dash, nothing, or something else."""
        return Counter(read_amount(text).state for text in self._cells)

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Every figure that is printed anywhere, without its sign."""
        return self.cell_figures | _figures_in(self.document.folded)

    @cached_property
    def cell_figures(self) -> frozenset[Decimal]:
        """Every figure that a table prints, without its sign."""
        texts = set(self._cells)
        whole = {abs(a.value) for a in map(read_amount, texts) if a.value is not None}
        return frozenset(whole).union(*(_figures_in(fold(text)) for text in texts))

    @cached_property
    def _cells(self) -> list[str]:
        rows = (row for table in self.document.tables for row in table.rows)
        return [self.document.quote(cell.span) for row in rows for cell in row]


def flaws_of_print(labels: GoldLabels, form: Form, printed: Print) -> Iterator[Flaw]:
    """Everything in the labels that the document or the form does not bear out."""
    known = known_fields(form)
    yield from _unknown(labels, known)
    for name, label in labels.fields.items():
        if name in known:
            yield from _state(name, label, form)
            yield from _kind(name, label, form)
            yield from _places(name, label, form, printed)
    yield from _empty_cells(labels, printed)
    yield from _facts(labels, printed)


def known_fields(form: Form) -> frozenset[FieldId]:
    """Every id that a label may have."""
    return frozenset((*meta_fields(form), *form.cells, *(rule.field for rule in form.facts)))


def _unknown(labels: GoldLabels, known: frozenset[FieldId]) -> Iterator[Flaw]:
    named = {f"fields.{name}": name for name in labels.fields}
    named |= {f"imputed.{name}": name for name in labels.imputed or {}}
    for number, finding in enumerate(labels.findings or ()):
        named |= {f"findings.{number}.{name}": name for name in finding.fields}
    for place, name in named.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            remedy = f"is {near[0]} meant?" if near else f"see gouji forms {labels.form}"
            yield Flaw(place, f"is no field of {labels.form}", remedy)


def _state(name: FieldId, label: GoldField, form: Form) -> Iterator[Flaw]:
    place = f"fields.{name}"
    if label.state == "missing":
        yield Flaw(place, "is labelled as missing", "a cell that is not printed has no entry")
    elif name not in form.cells and label.state not in ("reported", "unreadable"):
        remedy = "what a report does not state has no entry"
        yield Flaw(place, f"is {label.state}, and no cell of a table", remedy)
    elif label.state == "reported" and not label.values:
        yield Flaw(place, "is reported, without a value", "give the value, or any_of", warning=True)


def _kind(name: FieldId, label: GoldField, form: Form) -> Iterator[Flaw]:
    place = f"fields.{name}"
    figure = kinds(form).get(name, "text") != "text" or name == "meta.year"
    for value in label.values:
        if figure and isinstance(value, str):
            yield Flaw(place, f'"{value}" is a text', "a figure has no quotation marks")
        elif not figure and isinstance(value, Decimal):
            yield Flaw(place, f"{value} is a number", "a text has quotation marks")
        elif name == "meta.year" and not _FIRST_YEAR <= Decimal(value) <= _LAST_YEAR:
            yield Flaw(place, f"{value} is no year of a report", _EYE)
        elif name.startswith("meta.period") and not _DATE.fullmatch(str(value)):
            yield Flaw(place, f'"{value}" is no date', "write it as 2023-01-31")
    if label.unit and label.unit != form.units.get(name):
        remedy = f"the form's unit is {form.units.get(name) or 'none'}"
        yield Flaw(place, f"has the unit {label.unit}", remedy, warning=True)


def _places(name: FieldId, label: GoldField, form: Form, printed: Print) -> Iterator[Flaw]:
    place = f"fields.{name}"
    if label.quote is not None:
        yield from _quote(f"{place}.quote", label.quote, printed)
    if label.raw is not None:
        yield from _raw(name, label, form, printed)
    for value in label.values:
        money = kinds(form).get(name) == "money"
        if isinstance(value, str):
            there = name.startswith("meta.period") or _squeezed(value) in printed.squeezed
        elif value == 0 and name not in form.cells:
            there = True  # a denial states it without a figure
        else:
            sizes = {abs(value), abs(value) / _MYRIAD} if money else {abs(value)}
            there = bool(sizes & (printed.cell_figures if name in form.cells else printed.figures))
        if not there:
            yield Flaw(place, f"{value} is printed nowhere", _EYE)


def _quote(place: str, quote: str, printed: Print) -> Iterator[Flaw]:
    match printed.text.count(quote):
        case 0:
            yield Flaw(place, f"“{quote}” is not in the document", "quote character by character")
        case 1:
            pass
        case times:
            yield Flaw(place, f"“{quote}” is there {times} times", "quote more of the sentence")


def _raw(name: FieldId, label: GoldField, form: Form, printed: Print) -> Iterator[Flaw]:
    place, raw, kind = f"fields.{name}.raw", label.raw or "", kinds(form).get(name, "text")
    if raw not in printed.text:
        yield Flaw(place, f"“{raw}” is not in the document", "give it character by character")
    elif kind != "text" and label.values:
        amount = read_amount(raw)
        if amount.value is None:
            yield Flaw(place, f"“{raw}” reads as no figure", "give the figure and its unit alone")
            return
        readings = {amount.value}
        if kind == "money":
            readings.add(amount.value * _MYRIAD)
        elif kind == "change" and amount.value > 0:
            readings.add(-amount.value)  # the word that says so may stand apart: 下降了约25%
        if not readings & set(label.values):
            told = "、".join(map(str, label.values))
            yield Flaw(place, f"“{raw}” reads as {amount.value}, the value is {told}", _EYE)
        if amount.qualifier != label.qualifier:
            told = f"“{raw}” is {amount.qualifier or 'exact'}, not {label.qualifier or 'exact'}"
            yield Flaw(place, told, "set the qualifier, or take it out")


def _empty_cells(labels: GoldLabels, printed: Print) -> Iterator[Flaw]:
    """More dashes or blanks than the tables have are none of theirs."""
    labelled = Counter(label.state for label in labels.fields.values())
    for state in ("dash", "blank"):
        if labelled[state] > printed.cells[state]:
            told = f"{labelled[state]} cells are {state}, the tables print {printed.cells[state]}"
            yield Flaw("fields", told, "a dash, an empty cell and a 0 are three things")


def _facts(labels: GoldLabels, printed: Print) -> Iterator[Flaw]:
    seen: set[tuple[str, str]] = set()
    for number, fact in enumerate(labels.facts or ()):
        place = f"facts.{number}"
        yield from _quote(f"{place}.quote", fact.quote, printed)
        yield from _figures(place, fact)
        if (fact.label, fact.quote) in seen:
            yield Flaw(place, f"{fact.label} is labelled twice", "take one out")
        seen.add((fact.label, fact.quote))
    for number, finding in enumerate(labels.findings or ()):
        if finding.quote:
            yield from _quote(f"findings.{number}.quote", finding.quote, printed)


def _figures(place: str, fact: GoldFact) -> Iterator[Flaw]:
    amounts = [amount for _, _, amount in find_amounts(fold(fact.quote))]
    values = {amount.value for amount in amounts}
    for value in (fact.value, fact.share):
        if value is not None and value not in values:
            yield Flaw(place, f"“{fact.quote}” has no figure {value}", _EYE)
    if fact.unit and fold(fact.unit) not in fold(fact.quote):
        yield Flaw(place, f"“{fact.quote}” has no unit {fact.unit}", "give the unit as printed")
    meant = [a for a in amounts if a.value == fact.value]
    if meant and all(a.qualifier != fact.qualifier for a in meant):
        told = f"“{fact.quote}” is {meant[0].qualifier or 'exact'}, not {fact.qualifier or 'exact'}"
        yield Flaw(place, told, "set the qualifier, or take it out", warning=True)


def _figures_in(folded: str) -> frozenset[Decimal]:
    amounts = (amount for _, _, amount in find_amounts(folded))
    return frozenset(abs(a.value) for a in amounts if a.value is not None)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))
