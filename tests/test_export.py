"""What is exported reads back as it was stored, in every format."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from deciding import AT, settle
from yearly_reports import LICENSING, TWICE_STATED, UNREADABLE, report, yearly

from extractor.batch import run
from extractor.batch.worker import Task, work
from extractor.document import Document
from extractor.errors import StoreError
from extractor.export import FORMATS, Format, export, export_to
from extractor.forms.file import load_form
from extractor.pipeline import Content
from extractor.record.json import from_json
from extractor.record.record import Evidence, Field, Origin, Record
from extractor.review import Verdict
from extractor.store import Rows, Store

FORM = "disclosure_2019"
HUGE = Decimal("1234567890123456789012345.678")


def text(value: str, evidence: Evidence | None = None) -> Field:
    return Field(value, "reported", value, None, "outline", evidence, 0.9, "accept")


def number(value: str, raw: str, unit: str = "件", **more: str) -> Field:
    exact = Decimal(value)
    place = Evidence(7, 7 + len(raw), raw, 1, 2, 3)
    proof = ("requests.flow@total", "requests.row_total@received") if more else ()
    given = {"state": "reported", "source": "grid"} | more
    return Field(
        exact, raw=raw, unit=unit, evidence=place, confidence=0.99, decision="accept",
        low=exact, high=exact, proof=proof, **given,
    )  # fmt: skip


FIELDS = {
    "meta.agency": text("=某局"),
    "meta.year": number("2020", "2020"),
    "requests.received.total": number("25", "25"),
    "requests.received.business": number("0", "-", state="dash", source="imputed"),
    "disclosure.licensing.change": number("-8", "-8"),
    "disclosure.procurement.amount": number("25.67", "25.67", "元"),
    "disclosure.fees.amount": number(str(HUGE), str(HUGE), "元"),
    "disclosure.budget.channel": text("@网站,\n报纸"),
    "remedies.reconsideration.total": Field(
        None, "blank", "", "件", None, None, 0.5, "review", reasons=("not_proved", "undecided")
    ),
}
COLUMNS = (
    "document sha256 agency year form field label value text_value raw unit state qualifier "
    "source confidence decision reasons start end quote proof confirmed confirmed_by confirmed_at"
).split()


def record(name: str, fields: dict[str, Field]) -> Record:
    return Record(
        Origin(name * 8, f"{name}.txt", "text/plain", 9), FORM, fields, (), (), (), (), ()
    )


OTHER = {"meta.year": number("2019", "2019"), "narrative.meetings": number("3", "3次", "次")}
RECORDS = (record("a", FIELDS), record("b", OTHER))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        store.describe(load_form(FORM))
        for each in RECORDS:
            document = Document("", (), each.document.path, "", each.document.sha256)
            store.save(document, each, "one")
        yield store


def exported(store: Store, form: Format, *, wide: bool = False) -> bytes:
    target = io.BytesIO()
    export(store, form, target, per_report=wide)
    return target.getvalue()


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_one_row_a_field(store: Store) -> None:
    content = exported(store, "csv")
    rows = csv_rows(content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == COLUMNS
    assert [row["field"] for row in rows] == [name for r in RECORDS for name in r.fields]
    received = rows[2]
    assert received == {
        "document": "a.txt", "sha256": "a" * 8, "agency": "'=某局", "year": "2020", "form": FORM,
        "field": "requests.received.total", "label": "本年新收政府信息公开申请数量·总计",
        "value": "25", "text_value": "", "raw": "25", "unit": "件", "state": "reported",
        "qualifier": "", "source": "grid", "confidence": "0.99", "decision": "accept",
        "reasons": "", "start": "7", "end": "9", "quote": "25", "proof": "",
        "confirmed": "", "confirmed_by": "", "confirmed_at": "",
    }  # fmt: skip


def test_csv_never_makes_a_formula_of_a_text_but_leaves_numbers_and_dashes(store: Store) -> None:
    rows = {row["field"]: row for row in csv_rows(exported(store, "csv"))}
    assert rows["meta.agency"]["text_value"] == "'=某局"
    assert rows["disclosure.budget.channel"]["text_value"] == "'@网站,\n报纸"
    assert rows["disclosure.licensing.change"]["value"] == "-8"
    assert rows["disclosure.licensing.change"]["raw"] == "-8"
    assert rows["requests.received.business"]["raw"] == "-"


def test_csv_tells_reasons_and_proof(store: Store) -> None:
    rows = {row["field"]: row for row in csv_rows(exported(store, "csv"))}
    assert rows["remedies.reconsideration.total"]["reasons"] == "not_proved; undecided"
    proof = "requests.flow@total; requests.row_total@received"
    assert rows["requests.received.business"]["proof"] == proof


def test_wide_has_one_row_a_report_and_a_column_for_every_field(store: Store) -> None:
    first, second = csv_rows(exported(store, "csv", wide=True))
    assert list(first) == [*COLUMNS[:5], *FIELDS, "narrative.meetings"]
    assert first["disclosure.fees.amount"] == str(HUGE)
    assert first["remedies.reconsideration.total"] == first["narrative.meetings"] == ""
    assert (second["narrative.meetings"], second["requests.received.total"]) == ("3", "")


def test_jsonl_has_the_whole_records(store: Store) -> None:
    lines = exported(store, "jsonl").splitlines()
    assert tuple(map(from_json, lines)) == RECORDS
    assert json.loads(lines[0])["fields"]["requests.received.total"]["value"] == 25


def test_excel_has_numbers_as_numbers_and_no_formulas(store: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(store, "xlsx")))
    (sheet,) = book.worksheets
    header, *rows = sheet.iter_rows()
    assert [cell.value for cell in header] == COLUMNS
    cells = {row[5].value: dict(zip(COLUMNS, row, strict=True)) for row in rows[: len(FIELDS)]}
    assert cells["requests.received.total"]["value"].value == 25
    assert cells["disclosure.procurement.amount"]["value"].value == 25.67
    assert cells["disclosure.fees.amount"]["value"].value == str(HUGE)
    assert cells["meta.agency"]["text_value"].value == "=某局"
    assert "f" not in {cell.data_type for row in rows for cell in row}


@pytest.mark.parametrize("wide", [False, True])
def test_parquet_has_exact_decimals(store: Store, wide: bool) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(exported(store, "parquet", wide=wide)))
    if wide:
        first, second = table.to_pylist()
        assert first["disclosure.procurement.amount"] == Decimal("25.67")
        assert first["disclosure.budget.channel"] == "@网站,\n报纸"
        assert second["narrative.meetings"] == 3
        assert second["requests.received.total"] is None
    else:
        values = {row["field"]: row["value"] for row in table.to_pylist()}
        assert table.column_names == COLUMNS
        assert values["disclosure.fees.amount"] == HUGE
        assert values["disclosure.licensing.change"] == -8
        assert values["meta.agency"] is None


def test_parquet_leaves_out_what_it_could_only_round(store: Store) -> None:
    fields = {"disclosure.fees.amount": number("0.00000000001", "0.00000000001")}
    store.save(Document("", (), "c.txt", "", "c"), record("c", fields), "one")
    table = pyarrow.parquet.read_table(io.BytesIO(exported(store, "parquet")))
    last = table.to_pylist()[-1]
    assert (last["value"], last["raw"]) == (None, "0.00000000001")


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A database with a report of which people accepted, corrected and blamed a field each."""
    rows = yearly({2022: 1})[2022]
    text = report(2022, rows, licensing=UNREADABLE, prose=TWICE_STATED)
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    db = tmp_path / "gouji.db"
    with Store(db, create=True) as store:
        run([tmp_path / "report.txt"], store)
    settle(
        db,
        (1, "wen", Verdict("requests.received.total", "accept")),
        (1, "li", Verdict(LICENSING, "correct", typed="122")),
        (1, "wen", Verdict("narrative.requests.received", "misreported")),
        (1, "li", Verdict("meta.year", "accept")),
        (1, "li", Verdict("meta.year", "undo")),
        (1, "li", Verdict("meta.agency", "skip")),
    )
    return db


CONFIRMED = {
    "requests.received.total": ("confirmed", "wen", AT.isoformat()),
    LICENSING: ("corrected", "li", AT.isoformat()),
    "narrative.requests.received": ("misreported", "wen", AT.isoformat()),
}
"""What was taken back or skipped is confirmed by nobody."""


def test_csv_tells_whether_a_person_confirmed_a_value(reviewed: Path) -> None:
    with Store(reviewed) as store:
        rows = csv_rows(exported(store, "csv"))
    told = {row["field"]: tuple(row[name] for name in COLUMNS[-3:]) for row in rows}
    assert {field: said for field, said in told.items() if any(said)} == CONFIRMED


def test_parquet_tells_the_same(reviewed: Path) -> None:
    with Store(reviewed) as store:
        table = pyarrow.parquet.read_table(io.BytesIO(exported(store, "parquet")))
    rows = {row["field"]: row for row in table.to_pylist()}
    for field, said in CONFIRMED.items():
        assert tuple(rows[field][name] for name in COLUMNS[-3:]) == said
    assert rows["meta.year"]["confirmed"] is None


def test_jsonl_tells_it_among_the_reasons_of_each_field(reviewed: Path) -> None:
    with Store(reviewed) as store:
        fields = json.loads(exported(store, "jsonl"))["fields"]
    assert fields["requests.received.total"]["reasons"] == ["confirmed"]
    assert fields[LICENSING]["reasons"] == ["corrected"]
    assert "confirmed_misreport" in fields["narrative.requests.received"]["reasons"]


def test_a_decision_on_a_text_that_has_changed_confirms_nothing(reviewed: Path) -> None:
    with Store(reviewed) as store:
        sha256 = next(store.query("SELECT sha256 FROM documents"))["sha256"]
        store.change("DROP TRIGGER decisions_update")
        store.change("UPDATE decisions SET anchor = 'another' WHERE field = ?", [LICENSING])
        inputs, said = store.inputs(1), store.decisions(sha256)
        assert inputs.data is not None
        task = Task(Content(inputs.data, inputs.path), sha256, inputs.form, decisions=said)
        rows = work(task)
        assert isinstance(rows, Rows)
        store.write(rows, "again")
        told = {row["field"]: row for row in csv_rows(exported(store, "csv"))}
    assert told[LICENSING]["reasons"].endswith("decision_outdated")
    assert told[LICENSING]["confirmed"] == ""
    assert told["requests.received.total"]["confirmed"] == "confirmed"


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_store_makes_an_empty_file(form: Format) -> None:
    with Store(None) as store:
        content = exported(store, form)
    assert (form == "jsonl") == (content == b"")


def test_a_file_is_there_only_once_it_is_whole(store: Store, tmp_path: Path) -> None:
    export_to(store, "jsonl", tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    with pytest.raises(StoreError, match="cannot write"):
        export_to(store, "csv", tmp_path / "none" / "out.csv")
