"""A form -> what a person must look up in a report, in the form's order and the form's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.forms.form import Column, Form, Row, TableForm
from extractor.record.record import FieldId

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
