"""A form -> the rows of `form_fields`: what a field id means, for readers of the database."""

from collections.abc import Iterator

from extractor.forms.form import Form
from extractor.store.columns import Column


def field_rows(form: Form) -> Iterator[tuple[Column, ...]]:
    """One row a field, in the form's order: metadata, tables, then the prose's closed list."""
    metadata = dict.fromkeys(rule.field for rule in form.meta)
    narrative = {rule.field: rule.label for rule in form.facts}
    position = 0
    for name in metadata:
        position += 1
        part, _, row = name.partition(".")
        yield form.id, name, position, part, row, None, None, None
    for name, (table, row_of, column) in form.cells.items():
        position += 1
        yield (
            form.id,
            name,
            position,
            table.part,
            row_of.id,
            column.id,
            form.labels[name],
            form.units.get(name),
        )
    for name, label in narrative.items():
        position += 1
        part, _, row = name.partition(".")
        yield form.id, name, position, part, row, None, label, form.units.get(name)
