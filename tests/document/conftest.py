"""A document's blocks in a form that a test can compare at a glance."""

import io
import zipfile
from collections.abc import Callable

import pytest

from extractor.document import Cell, Document, Table
from extractor.document.read import read_bytes

Shown = list[str | list[list[str]]]


def show(document: Document) -> Shown:
    """A paragraph as its text, a table as the rows of its cells' texts."""
    return [
        [[document.quote(cell.span) for cell in row] for row in block.rows]
        if isinstance(block, Table)
        else document.quote(block.span)
        for block in document.blocks
    ]


@pytest.fixture
def shown() -> Callable[[str | bytes], Shown]:
    """A file's content -> its blocks, shown."""

    def read(content: str | bytes) -> Shown:
        data = content.encode() if isinstance(content, str) else content
        return show(read_bytes(data, "file"))

    return read


@pytest.fixture
def placed() -> Callable[[str | bytes], dict[str, tuple[int, int, int, int]]]:
    """A file with one table -> each cell's text, and its row, column, rowspan and colspan."""

    def read(content: str | bytes) -> dict[str, tuple[int, int, int, int]]:
        data = content.encode() if isinstance(content, str) else content
        document = read_bytes(data, "file")
        (table,) = document.tables

        def place(cell: Cell) -> tuple[int, int, int, int]:
            return cell.row, cell.column, cell.rowspan, cell.colspan

        return {document.quote(cell.span): place(cell) for row in table.rows for cell in row}

    return read


@pytest.fixture
def marked() -> Callable[[str | bytes], tuple[str, list[str]]]:
    """A file -> its text, and what is marked in it: `8|1` is a place between two characters."""

    def read(content: str | bytes) -> tuple[str, list[str]]:
        data = content.encode() if isinstance(content, str) else content
        document = read_bytes(data, "file")
        text = document.text

        def around(start: int, end: int) -> str:
            return text[start:end] or f"{text[:start][-1:]}|{text[end:][:1]}".replace("\n", "")

        return text.strip("\n"), [around(span.start, span.end) for span in document.marked]

    return read


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    """Names and contents -> the bytes of a zip."""

    def write(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        return buffer.getvalue()

    return write
