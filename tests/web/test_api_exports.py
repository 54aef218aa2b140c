"""Exports through the API: streams and files of every part of the records."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pyarrow.parquet
import pytest
from running_service import Running, Visit

from extractor.export.parts import PARTS
from extractor.record.json import to_json
from extractor.store import Store


@pytest.fixture
def reader(service: Running) -> Visit:
    return service.program("reader")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_records_are_those_of_the_store(service: Running, reader: Visit) -> None:
    answer = reader.get("/api/v1/exports/records.jsonl")
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == 'attachment; filename="gouji-records.jsonl"'
    with Store(service.db) as store:
        records = [store.load(document)[1] for document in store.documents()]
    assert answer.content.splitlines() == [to_json(record) for record in records]


@pytest.mark.parametrize("part", PARTS)
def test_lines_and_separated_values_tell_the_same(reader: Visit, part: str) -> None:
    lines = reader.get(f"/api/v1/exports/{part}.jsonl").text.splitlines()
    told = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    rows = rows_of(reader.get(f"/api/v1/exports/{part}.csv").text)
    assert len(told) == len(rows)
    assert bool(rows) == (part != "decisions")
    for line, row in zip(told, rows, strict=True):
        assert line.keys() == row.keys()
        for name, cell in row.items():
            assert cell.removeprefix("'") == (line[name] or "").removeprefix("'")


def test_every_field_is_a_row(service: Running, reader: Visit) -> None:
    rows = rows_of(reader.get("/api/v1/exports/fields.csv").text)
    with Store(service.db) as store:
        (stored,) = store.query("SELECT count(*) AS n FROM fields")
    assert len(rows) == stored["n"] > 500  # more than one piece of the stream


def test_workbooks_and_parquet_have_the_same_rows(reader: Visit) -> None:
    lines = reader.get("/api/v1/exports/edits.jsonl").text.splitlines()
    left = [json.loads(line, parse_int=Decimal)["left"] for line in lines]
    book = openpyxl.load_workbook(
        io.BytesIO(reader.get("/api/v1/exports/edits.xlsx").content), read_only=True
    )
    columns = zip(*book.worksheets[0].values, strict=True)
    written = next(column for column in columns if column[0] == "left")
    assert list(written[1:]) == left
    book.close()
    parquet = reader.get("/api/v1/exports/edits.parquet").content
    assert pyarrow.parquet.read_table(io.BytesIO(parquet))["left"].to_pylist() == left


def test_exports_are_chosen_as_documents_are(reader: Visit) -> None:
    listed = reader.get("/api/v1/documents").json()["items"][0]
    asked = {"agency": listed["agency"], "year": listed["year"]}
    rows = rows_of(reader.get("/api/v1/exports/reports.csv", params=asked).text)
    assert [row["sha256"] for row in rows] == [listed["sha256"]]
    empty = reader.get("/api/v1/exports/fields.csv", params={"year": 1999})
    assert len(empty.text.splitlines()) == 1
    assert reader.get("/api/v1/exports/fields.csv", params={"cursor": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["fields.pdf", "secrets.csv", "users.jsonl", "records.csv"])
def test_there_is_nothing_else_to_export(reader: Visit, name: str) -> None:
    answer = reader.get(f"/api/v1/exports/{name}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
