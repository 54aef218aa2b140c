"""A form -> what a person must look up in a report, in the form's order and the form's words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.gold import SUFFIX, GoldError, Kind
from extractor.document import Document
from extractor.document.read import read_document
from extractor.forms.file import all_forms, load_form
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.reading.prose.mentions import Sentence, read_mentions
from extractor.reading.recognize import recognize
from extractor.record.record import FieldId
from extractor.values.units import DATES

_META = {
    "meta.agency": "机关名称，如标题所印",
    "meta.year": "报告年度（数字）",
    "meta.period_start": "统计期限起，如 2023-01-01",
    "meta.period_end": "统计期限止，如 2023-12-31",
    "meta.contact.address": "地址",
    "meta.contact.postcode": "邮政编码（加引号）",
    "meta.contact.phone": "电话（加引号）",
    "meta.contact.fax": "传真（加引号）",
    "meta.contact.email": "电子邮箱",
    "meta.contact.website": "网址",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Fields that stand together: their row's label, and the labels of the columns if any."""

    label: str
    fields: tuple[FieldId, ...]
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the ids have in common."""
        return self.fields[0] if len(self.fields) == 1 else self.fields[0].rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a label file: metadata, a table, or the prose's closed list."""

    label: str
    asks: tuple[Ask, ...]


def meta_fields(form: Form) -> tuple[FieldId, ...]:
    """The metadata that a report may state."""
    return tuple(dict.fromkeys(("meta.agency", "meta.year", *(r.field for r in form.meta))))


def asked(form: Form) -> Iterator[Part]:
    """Every field of the form, each once, in the order in which a report is read."""
    yield Part(
        "标题与前言", tuple(Ask(_META.get(name, name), (name,)) for name in meta_fields(form))
    )
    facts = (Ask(f"{rule.label}（{rule.unit}）", (rule.field,)) for rule in form.facts)
    yield Part("正文所述", tuple(facts))
    for table in form.tables:
        yield Part(table.label, tuple(_rows(table)))


def _rows(table: TableForm) -> Iterator[Ask]:
    for row in table.rows:
        columns = table.columns_of(row)
        if row.id:
            fields = tuple(table.field_id(row, column) for column in columns)
            yield Ask(_label(row), fields, tuple(column.labels[0] for column in columns))
        else:
            for column in columns:
                yield Ask(_label(column), (table.field_id(row, column),))


def _label(line: Row | Column) -> str:
    only = "（仅部分格式）" if line.optional else ""
    return "·".join((*line.under[-1:], line.labels[0])) + only


OPEN = "?"
"""What stands for everything that is still to be filled in."""
TODO = "todo"
"""The key of a label file that is not done."""

_STEPS = (
    "Look at the document and nothing else. Type over every ?; figures have no quotation marks.",
    'For a cell that prints a dash or nothing write {"state": "dash"} or {"state": "blank"}.',
    "Take out the lines of what the document does not print or state.",
    "Of the facts, take out those that are in fields, and figures that count nothing of the year.",
    "Add imputed and findings where you looked for them: gold/README.md has the format.",
    "Then take out this todo, and run: gouji gold check FOLDER",
)
_LABEL = {"state": "reported", "value": OPEN}
_STOP = re.compile(r"[,;:、()\s]")


@dataclass(frozen=True, slots=True)
class Template:
    """An open label file: where it belongs, its text, and what it asks in which line."""

    path: Path
    text: str
    form: Form
    lines: dict[str, int]
    quotes: tuple[str, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it asks of fields."""
        return tuple(asked(self.form))

    def place(self, ask: Ask) -> str:
        """The line or lines in which a row is asked."""
        first, last = (self.lines[field] for field in (ask.fields[0], ask.fields[-1]))
        return str(first) if first == last else f"{first}-{last}"

    def write(self) -> None:
        """Write the file. Raises GoldError where there is one: labels are never overwritten."""
        try:
            with self.path.open("x", encoding="utf-8") as file:
                file.write(self.text)
        except FileExistsError as error:
            remedy = "go on in it, or move it away to begin anew"
            raise GoldError(f"{self.path}: is there already: {remedy}") from error
        except OSError as error:
            raise GoldError(f"{self.path}: cannot be written: {error.strerror}") from error


def open_labels(path: Path, form_id: str | None = None, kind: Kind = "real") -> Template:
    """The label file that the document at `path` asks for.

    Raises DocumentError where the document cannot be read or its form is not recognized,
    FormError where there is no form `form_id`.
    """
    document = read_document(path)
    form = load_form(form_id) if form_id else recognize(document, all_forms())
    head = {TODO: _STEPS, "document": path.name, "form": form.id, "kind": kind}
    found = list(figures(document))
    facts = [
        json.dumps({"label": OPEN, "value": OPEN, "unit": unit or OPEN, "quote": quote}, **_PLAIN)
        for quote, unit in found
    ]
    text = "\n".join(
        (
            "{",
            *(f" {json.dumps(key)}: {_value(value)}," for key, value in head.items()),
            ' "fields": {',
            ",\n\n".join(map(_fields, asked(form))),
            " },",
            ' "facts": [',
            *([",\n".join(f"  {fact}" for fact in facts)] if facts else ()),
            " ]",
            "}\n",
        )
    )
    fields = {
        f'  "{field}"': field for part in asked(form) for a in part.asks for field in a.fields
    }
    starts = ((n, line.partition(":")[0]) for n, line in enumerate(text.splitlines(), 1))
    lines = {fields[start]: number for number, start in starts if start in fields}
    quotes = tuple(quote for quote, _ in found)
    return Template(path.with_name(path.stem + SUFFIX), text, form, lines, quotes)


_PLAIN: dict[str, Any] = {"ensure_ascii": False}


def _value(value: object) -> str:
    """A value in the file's style: lists have an entry a line."""
    if not isinstance(value, tuple):
        return json.dumps(value, **_PLAIN)
    return "[\n" + ",\n".join(f"  {json.dumps(v, **_PLAIN)}" for v in value) + "\n ]"


def _fields(part: Part) -> str:
    """The fields of a part, one a line; rows of several are set apart."""
    rows = [
        ",\n".join(f"  {json.dumps(field)}: {json.dumps(_LABEL)}" for field in ask.fields)
        for ask in part.asks
    ]
    wide = any(len(ask.fields) > 1 for ask in part.asks)
    return (",\n\n" if wide else ",\n").join(rows)


def figures(document: Document) -> Iterator[tuple[str, str | None]]:
    """Every figure of the running text that may count something, as a quotation, with its unit.

    Dates and the numbers of lists are left out. A quotation is the figure's clause, or as much
    of the sentence before it as makes it the only one of its kind.
    """
    for sentence in read_mentions(document):
        for number, mention in enumerate(sentence.mentions):
            lone = mention.amount.unit is None and mention.span.start == sentence.paragraph.start
            if mention.amount.unit not in DATES and not lone:
                yield _quote(document, sentence, number), mention.amount.unit


def _quote(document: Document, sentence: Sentence, number: int) -> str:
    """The clause of one mention: between stops, and between its neighbours' figures."""
    mentions = sentence.mentions
    span = mentions[number].span
    begin = mentions[number - 1].span.end if number else sentence.span.start
    later = mentions[number + 1 :]
    until = later[0].span.start if later else sentence.span.end
    stops = [m.end() for m in _STOP.finditer(document.folded, begin, span.start)]
    stop = _STOP.search(document.folded, span.end, until)
    end = stop.start() if stop else span.end if later else until
    starts = [*reversed(stops), begin, sentence.span.start]
    for start in starts:
        quote = document.text[start:end].strip()
        if document.text.count(quote) == 1:
            return quote
    return document.text[starts[-1] : end].strip()
