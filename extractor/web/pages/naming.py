"""What fields are called: by the form's own Chinese labels, metadata in the page's language."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.forms.form import Form
from extractor.record.prose import figure_field, figure_of
from extractor.record.record import Fact, FieldId
from extractor.web.language import Words


class Label(NamedTuple):
    """The heading above a row (of a column where there is no row), the row and the column that a
    field is printed under."""

    group: str
    row: str
    column: str

    @property
    def whole(self) -> str:
        """All of it, from the outside in."""
        return "·".join(filter(None, self))


class Names:
    """The names of one report's fields and facts."""

    def __init__(self, form: Form, facts: Sequence[Fact], words: Words) -> None:
        self._labels = _labels(form)
        self._facts = {figure_field(n): Label("", fact.label, "") for n, fact in enumerate(facts)}
        self._words = words

    def of(self, field: FieldId) -> Label:
        """The label of a field; its id where the form has no label for it."""
        if (figure := figure_of(field)) != field:
            beside = self._words(f"document.beside.{field.split('.')[1]}")
            return self.of(figure)._replace(column=beside)
        known = self._labels.get(field) or self._facts.get(field)
        return known or Label("", self._words.get(f"document.{field}", field), "")

    def whole(self, field: FieldId) -> str:
        """The name of a field where it stands alone."""
        return self.of(field).whole

    def apart(self, fields: Iterable[FieldId]) -> dict[FieldId, str]:
        """The names of fields that stand side by side, without what they have in common."""
        labels = {field: self.of(field) for field in fields}
        same = [len(set(parts)) == 1 for parts in zip(*labels.values(), strict=True)]
        if all(same):
            return {field: label.whole for field, label in labels.items()}
        short = {}
        for field, label in labels.items():
            parts = [part for part, shared in zip(label, same, strict=True) if part and not shared]
            if len(parts) > 1 and parts[0] == label.group:
                del parts[0]
            short[field] = "·".join(parts) or label.whole
        return short if len(set(short.values())) == len(short) else _whole(labels)


def _whole(labels: dict[FieldId, Label]) -> dict[FieldId, str]:
    return {field: label.whole for field, label in labels.items()}


@lru_cache(maxsize=8)
def _labels(form: Form) -> dict[FieldId, Label]:
    labels = {rule.field: Label("", rule.label, "") for rule in form.facts}
    for name, (_, row, column) in form.cells.items():
        under = row.under if row.labels else column.under
        label = "".join(row.labels[:1]), "".join(column.labels[:1])
        labels[name] = Label("".join(under[-1:]), *label)
    return labels
