"""Record <-> the rows that it is stored as."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.question import Answer
from extractor.record.reasons import priorities
from extractor.record.record import Origin, Printed, Record
from extractor.record.schema import RuleObject, StatedObject
from extractor.store.columns import (
    CALL,
    DISAGREEMENT,
    EDIT,
    EDIT_RULE,
    FACT,
    FIELD,
    FINDING,
    IRREGULARITY,
    ITEM,
    OUTCOME,
    Cell,
    Layout,
    Noun,
    Row,
    json_if_any,
    of_json,
)

_ANSWERS = msgspec.json.Decoder(tuple[Answer, ...])


_RULES = of_json(tuple[RuleObject, ...])
_STATED = of_json(dict[str, StatedObject], {})


@dataclass(frozen=True, slots=True)
class Rows:
    """A record in the shape of its tables: cheap to send from one process to another.

    `document` holds the columns of `documents` that come of the record, by name. `children`
    holds for each table its rows without the document's number, in the table's order.
    `edit_rules` has the rule of each edit: name, place and fields. `data` are the bytes of the
    file, packed, and `answers` those of a model, as JSON; None where they are not kept.
    `decided` is the number of the last decision that the record knows of.
    """

    document: dict[str, Cell]
    children: dict[str, list[Row]]
    edit_rules: list[Row]
    data: bytes | None = None
    answers: str | None = None
    decided: int = 0

    @property
    def record(self) -> Record:
        """The record again."""
        edits = [
            (*row, *rule) for row, rule in zip(self.children["edits"], self.edit_rules, strict=True)
        ]
        return record_of(self.document, {**self.children, "edits": edits})


def rows_of(
    document: Document,
    record: Record,
    data: bytes | None = None,
    answers: Sequence[Answer] = (),
    decided: int = 0,
) -> Rows:
    """A record, the document it is of, and what it was made from, as rows."""
    agency, year = record.fields.get("meta.agency"), record.fields.get("meta.year")
    waiting = priorities(record)
    return Rows(
        document={
            **msgspec.structs.asdict(record.document),
            "form": record.form,
            "agency": str(agency.value) if agency and agency.value else None,
            "year": int(year.value) if year and isinstance(year.value, Decimal) else None,
            "text": document.text,
            "waiting": len(waiting),
            "priority": max(waiting.values(), default=None),
            **{f"printed_{n}": c for n, c in msgspec.structs.asdict(record.printed).items()},
            "rules": json_if_any(record.rules),
            "stated": json_if_any(record.stated),
        },
        children={
            "fields": [
                (name, *FIELD.row(field), waiting.get(name))
                for name, field in record.fields.items()
            ],
            "facts": _numbered(FACT, record.facts),
            "items": _numbered(ITEM, record.items),
            "edits": _numbered(OUTCOME, record.edits),
            "findings": _numbered(FINDING, record.findings),
            "disagreements": _numbered(DISAGREEMENT, record.disagreements),
            "irregularities": _numbered(IRREGULARITY, record.irregularities),
            "calls": _numbered(CALL, record.calls),
        },
        edit_rules=list(map(EDIT_RULE.row, record.edits)),
        data=None if data is None else zlib.compress(data, 1),
        answers=msgspec.json.encode(answers).decode() if answers else None,
        decided=decided,
    )


def _numbered(layout: Layout[Noun], nouns: Iterable[Noun]) -> list[Row]:
    return [(number, *layout.row(noun)) for number, noun in enumerate(nouns, 1)]


def record_of(document: Mapping[str, Any], children: Mapping[str, Sequence[Row]]) -> Record:
    """The record that `rows_of` took apart; each row begins with its name or number."""

    def nouns(table: str, layout: Layout[Noun]) -> tuple[Noun, ...]:
        return tuple(layout.noun(row[1:]) for row in children[table])

    names = [str(row[0]) for row in children["fields"]]
    return Record(
        document=Origin(*(document[name] for name in Origin.__struct_fields__)),
        form=document["form"],
        fields=dict(zip(names, nouns("fields", FIELD), strict=True)),
        facts=nouns("facts", FACT),
        items=nouns("items", ITEM),
        edits=nouns("edits", EDIT),
        findings=nouns("findings", FINDING),
        irregularities=nouns("irregularities", IRREGULARITY),
        calls=nouns("calls", CALL),
        disagreements=nouns("disagreements", DISAGREEMENT),
        rules=_RULES(document["rules"]),
        stated=_STATED(document["stated"]),
        printed=Printed(*(document[f"printed_{name}"] or 0 for name in Printed.__struct_fields__)),
    )


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a record was made from. `data` is None where an older Gouji read it."""

    sha256: str
    path: str
    form: str
    config: str
    data: bytes | None
    answers: tuple[Answer, ...]


def inputs_of(row: Mapping[str, Any]) -> Inputs:
    """A row of SELECT_INPUTS -> what it says."""
    data, answers = row["data"], row["answers"]
    unpacked = {
        "data": None if data is None else zlib.decompress(data),
        "answers": _ANSWERS.decode(answers) if answers else (),
    }
    return Inputs(**{**row, **unpacked})


def field_rows(form: Form) -> Iterator[Row]:
    """What a form's field ids mean: one row a field, in the form's order: metadata, tables, then
    the prose's closed list."""
    names = (
        *dict.fromkeys(rule.field for rule in form.meta),
        *form.cells,
        *dict.fromkeys(rule.field for rule in form.facts),
    )
    for position, name in enumerate(names, 1):
        part, _, row = name.partition(".")
        column: str | None = None
        if name in form.cells:
            table, row_of, column_of = form.cells[name]
            part, row, column = table.part, row_of.id, column_of.id
        label, unit = form.labels.get(name), form.units.get(name)
        yield form.id, name, position, part, row, column, label, unit
