"""A table -> Parquet, one row group at a time."""

from decimal import Decimal
from itertools import islice
from typing import IO

from extractor.export.tables import Cell, Table

_GROUP_CELLS = 500_000
"""Cells held in memory at a time: some 50 MB."""

_PRECISION, _SCALE = 38, 10


def write_parquet(table: Table, target: IO[bytes]) -> None:
    """Values as decimal128(38, 10): exact.

    A figure of more than 28 digits before the point or 10 behind it is left null rather
    than rounded; its digits stand in the column `raw`.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "decimal": pyarrow.decimal128(_PRECISION, _SCALE),
        "real": pyarrow.float64(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in table.columns.items()])
    rows = iter(table.rows)
    with ParquetWriter(target, schema) as writer:
        while group := list(islice(rows, max(1, _GROUP_CELLS // len(table.columns)))):
            columns = [list(map(_cell, column)) for column in zip(*group, strict=True)]
            writer.write_table(pyarrow.table(columns, schema=schema))


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, Decimal):
        return cell
    exponent = int(cell.as_tuple().exponent)
    return cell if exponent >= -_SCALE and cell.adjusted() < _PRECISION - _SCALE else None
