"""Drawn values <-> a list for a person, as a spreadsheet or as JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

from extractor.export.separated import write_csv
from extractor.export.tables import Table
from extractor.review.audit import AuditError, Drawn

COLUMNS = tuple(field.name for field in fields(Drawn))


def write_list(path: Path, drawn: Sequence[Drawn]) -> None:
    """The list as .csv, which a spreadsheet opens as it is meant, or as .json."""
    if path.suffix == ".json":
        text = json.dumps([asdict(one) for one in drawn], ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8")
        return
    rows = (tuple(asdict(one).values()) for one in drawn)
    with path.open("wb") as target:
        write_csv(Table(dict.fromkeys(COLUMNS, "text"), iter(rows)), target)


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
