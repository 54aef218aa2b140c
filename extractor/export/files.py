"""A store -> a file of the asked format."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal, get_args

from extractor.errors import StoreError
from extractor.export.excel import write_excel
from extractor.export.parquet import write_parquet
from extractor.export.separated import write_csv
from extractor.export.tables import Table, long, wide
from extractor.record.json import to_json
from extractor.store import Store

Format = Literal["csv", "jsonl", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

_WRITERS: dict[Format, Callable[[Table, IO[bytes]], None]] = {
    "csv": write_csv,
    "xlsx": write_excel,
    "parquet": write_parquet,
}


def export(store: Store, form: Format, target: IO[bytes], *, per_report: bool = False) -> None:
    """Write all records of a store: one row a field, or with `per_report` one row a report.

    `jsonl` has one whole record a line in either case. Memory does not grow with the store.
    """
    if form == "jsonl":
        for document in store.documents():
            target.write(to_json(store.load(document)[1]) + b"\n")
    else:
        _WRITERS[form](wide(store) if per_report else long(store), target)


def export_to(store: Store, form: Format, path: Path, *, per_report: bool = False) -> None:
    """The same into a file, which is there only once it is whole.

    Raises StoreError where it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as target:
            export(store, form, target, per_report=per_report)
        part.replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
