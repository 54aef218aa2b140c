"""A store -> csv, jsonl, xlsx or parquet, row by row, whatever its size."""

from extractor.export.files import FORMATS, Format, export, export_to

__all__ = ["FORMATS", "Format", "export", "export_to"]
