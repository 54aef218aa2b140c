"""All records, part by part: lines as a stream, workbooks and Parquet as files."""

import asyncio
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from extractor.export.excel import write_excel
from extractor.export.lines import write_lines
from extractor.export.parquet import write_parquet
from extractor.export.parts import Part, table_of
from extractor.export.separated import write_csv
from extractor.export.tables import Table
from extractor.record.json import to_json
from extractor.review.lists import DocumentFilters, document_numbers
from extractor.store import Store
from extractor.web.api import router
from extractor.web.api.description import gives_bytes
from extractor.web.api.objects import Asked, Name, Number, Year
from extractor.web.identity import Reader
from extractor.web.service import service_of

Lines = Literal["csv", "jsonl"]
Files = Literal["xlsx", "parquet"]

_ROWS = 500
"""Rows that are made, and held in memory, at a time."""
_BYTES = 2**18
_IN_MEMORY = 2**23
"""A file that grows above this waits on disk, without a name, until it is sent."""
_MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_WRITERS: dict[Files, Callable[[Table, IO[bytes]], None]] = {
    "xlsx": write_excel,
    "parquet": write_parquet,
}
_writing = ThreadPoolExecutor(2, "exports")
"""A whole file takes long: at most two are written at a time, and not where pages are read."""


class ExportQuery(Asked):
    """Which reports are exported."""

    agency: Name | None = None
    year: Year | None = None
    form: Name | None = None
    batch: Number | None = None

    @property
    def filters(self) -> DocumentFilters:
        """The same as the list of documents takes it."""
        return DocumentFilters(**self.model_dump())


@router.get(
    "/exports/records.jsonl",
    tags=["exports"],
    summary="Export whole records",
    response_class=StreamingResponse,
    responses=gives_bytes("One record a line.", _MEDIA_TYPES["jsonl"]),
)
async def export_records(
    request: Request, _visitor: Reader, query: Annotated[ExportQuery, Query()]
) -> Response:
    """As `gouji export` writes them, report by report."""
    lines = _records(service_of(request).access.path, query.filters)
    return _attachment(lines, "records", "jsonl")


@router.get(
    "/exports/{part}.{form}",
    tags=["exports"],
    summary="Export one part of all records",
    response_class=StreamingResponse,
    responses=gives_bytes(
        "A row for each; the first columns name the report.", *_MEDIA_TYPES.values()
    ),
)
async def export_part(
    request: Request,
    _visitor: Reader,
    part: Part,
    form: Lines | Files,
    query: Annotated[ExportQuery, Query()],
) -> Response:
    """`csv` and `jsonl` are streamed report by report, `xlsx` and `parquet` sent once whole."""
    path, filters = service_of(request).access.path, query.filters
    if form == "csv" or form == "jsonl":
        return _attachment(_lines(path, filters, part, form), part, form)
    loop = asyncio.get_running_loop()
    file = await loop.run_in_executor(_writing, _file, path, filters, part, form)
    return _attachment(_chunks(file), part, form)


def _attachment(chunks: Iterator[bytes], part: str, form: Lines | Files) -> Response:
    saved_as = {"Content-Disposition": f'attachment; filename="gouji-{part}.{form}"'}
    return StreamingResponse(chunks, headers=saved_as, media_type=_MEDIA_TYPES[form])


# What follows runs in other threads, a piece at a time for as long as whoever asked takes it. So
# each export has a connection of its own, and no query stays open between two pieces.


def _records(path: Path, filters: DocumentFilters) -> Iterator[bytes]:
    with Store(path, shared=True) as store:
        for document in document_numbers(store, filters):
            yield to_json(store.load(document)[1]) + b"\n"


def _lines(path: Path, filters: DocumentFilters, part: Part, form: Lines) -> Iterator[bytes]:
    with Store(path, shared=True) as store:
        table = table_of(store, part, document_numbers(store, filters))
        head = True
        while (rows := list(islice(table.rows, _ROWS))) or head:
            piece, target = Table(table.columns, iter(rows)), io.BytesIO()
            if form == "csv":
                write_csv(piece, target, head)
            else:
                write_lines(piece, target)
            yield target.getvalue()
            head = False


def _file(path: Path, filters: DocumentFilters, part: Part, form: Files) -> IO[bytes]:
    file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    with Store(path) as store:
        _WRITERS[form](table_of(store, part, document_numbers(store, filters)), file)
    file.seek(0)
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_BYTES):
            yield chunk
