"""Records in SQLite: one row a field, exact both ways, with views that answer questions."""

from extractor.store.database import Store
from extractor.store.rows import Inputs, Rows, rows_of

__all__ = ["Inputs", "Rows", "Store", "rows_of"]
