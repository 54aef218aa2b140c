"""Accepted fields that a person looks at: the list to fill in, and what the answers bound."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

from rich.table import Table

from extractor.export import tables
from extractor.export.separated import write_csv
from extractor.review.audit import AuditError, Drawn, Judgement, by_month, judgements, most, needed
from extractor.store import Store

COLUMNS = tuple(field.name for field in fields(Drawn))


def write_list(path: Path, drawn: Sequence[Drawn]) -> None:
    """The list as .csv, which a spreadsheet opens as it is meant, or as .json."""
    if path.suffix == ".json":
        text = json.dumps([asdict(one) for one in drawn], ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8")
        return
    rows = (tuple(asdict(one).values()) for one in drawn)
    with path.open("wb") as target:
        write_csv(tables.Table(dict.fromkeys(COLUMNS, "text"), iter(rows)), target)


def read_list(path: Path) -> list[Drawn]:
    """A list that a person has filled, however far. Raises AuditError naming the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if path.suffix == ".json" else _csv_rows(text)
        blank = Drawn(*[""] * len(COLUMNS))
        return [
            replace(blank, **{name: str(row[name] or "").strip() for name in COLUMNS})
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise AuditError(
            f"{path}: no list of `gouji audit draw` with its columns {', '.join(COLUMNS)} ({error})"
        ) from error


def _csv_rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text))
    if missing := set(COLUMNS).difference(reader.fieldnames or ()):
        raise KeyError(*sorted(missing))
    return list(reader)


def bound_table(store: Store) -> Table:
    """Answers, errors and the bound, by month and in all."""
    table = Table(title="error of accepted fields", title_justify="left")
    for name in ("month", "answers", "wrong", "at most (95%)"):
        table.add_column(name, justify="left" if name == "month" else "right")
    for month, told in (*by_month(store), ("all", judgements(store))):
        table.add_row(
            month, str(len(told)), str(_wrong(told)), f"{most(_wrong(told), len(told)):.2%}"
        )
    return table


def missing_told(store: Store, target: float) -> str:
    """Whether the answers bound the error by the target, or how many more it takes."""
    told = judgements(store)
    missing = needed(_wrong(told), target) - len(told)
    if missing <= 0:
        return f"the error is within {target:.2%}, with 95% certainty"
    return f"{missing} more right answers would bound the error by {target:.2%}"


def _wrong(told: Sequence[Judgement]) -> int:
    return sum(not answer.correct for answer in told)


def list_table(drawn: Sequence[Drawn]) -> Table:
    """What a person is to look at."""
    table = Table(title=f"{len(drawn)} fields to look at", title_justify="left")
    for name in ("report", "field", "value", "context"):
        table.add_column(name)
    for one in drawn:
        name = Path(one.report).name
        table.add_row(name, one.label or one.field, f"{one.value}{one.unit}", one.context)
    return table
