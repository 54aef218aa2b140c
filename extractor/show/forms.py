"""The forms that Gouji knows: the list, and one with its rows, columns and edit rules."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractor.forms.edit import EditRule
from extractor.forms.file import form_ids, load_form
from extractor.forms.form import Form, TableForm


def form_list() -> Table:
    """One row a form: its id, its name and its size."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("form", "name"):
        table.add_column(heading)
    for heading in ("table fields", "narrative fields", "edit rules"):
        table.add_column(heading, justify="right")
    for form_id in form_ids():
        form = load_form(form_id)
        sizes = (len(form.cells), len(form.facts), len(form.edits))
        table.add_row(form.id, form.label, *map(str, sizes))
    return table


def show_form(form: Form) -> RenderableType:
    """All that a form asks for, by part, and the edit rules that it must satisfy."""
    return Group(*_parts(form))


def _parts(form: Form) -> Iterator[RenderableType]:
    yield Text(f"{form.id}  {form.label}", "bold")
    yield Text(f"parts: {'、'.join(section.labels[0] for section in form.sections)}")
    for part in form.tables:
        yield Text(f"\n{part.part}  {part.label}", "bold")
        yield _rows(_of_rows(part))
        yield Text("columns", "dim")
        yield _rows(_of_columns(part))
    yield Text("\nfields of the prose", "bold")
    yield _rows((rule.field, rule.label, rule.unit) for rule in form.facts)
    yield Text("\nedit rules", "bold")
    yield _rows(_rule(rules) for rules in _by_name(form).values())


def _of_rows(part: TableForm) -> Iterator[tuple[str, str, str]]:
    for row in part.rows:
        if row.id:
            columns = " ".join(column.id for column in part.columns_of(row))
            label = "·".join((*row.under[-1:], *row.labels[:1]))
            yield f"{part.part}.{row.id}.", label, columns if row.columns else "every column"


def _of_columns(part: TableForm) -> Iterator[tuple[str, str, str]]:
    for column in part.columns:
        label = "·".join((*column.under[-1:], *column.labels[:1]))
        yield f"  {column.id}", label, column.unit or part.unit or column.kind


def _by_name(form: Form) -> dict[str, list[EditRule]]:
    rules: dict[str, list[EditRule]] = {}
    for rule in form.edits:
        rules.setdefault(rule.name, []).append(rule)
    return rules


def _rule(rules: list[EditRule]) -> tuple[str, str, str]:
    places = f" (for each of {len(rules)})" if len(rules) > 1 else ""
    return rules[0].name, rules[0].label + places, rules[0].description


def _rows(rows: Iterator[tuple[str, str, str]]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
