"""Reports in a store as the queue knows them: what waits, how doubtful, and why."""

import json
from collections.abc import Iterable

from extractor.document import Document
from extractor.forms.file import load_form
from extractor.record.record import EditResult, Evidence, Field, Origin, Record
from extractor.store import Store

FORM = "disclosure_2021"
TEXT = "某局年度报告：收到申请5件。"


def waits(confidence: float, *reasons: str) -> Field:
    """A field that a person is asked about."""
    evidence = Evidence(11, 12, "5")
    return Field(
        None,
        "reported",
        "5",
        "件",
        "grid",
        evidence,
        confidence,
        "review",
        reasons or ("undecided",),
    )


def accepted(confidence: float = 0.99) -> Field:
    """A field that nobody is asked about."""
    return Field(None, "missing", None, "件", "grid", None, confidence, "accept")


def save(
    store: Store,
    number: int,
    fields: dict[str, Field],
    *,
    agency: str = "甲县人民政府",
    year: int = 2021,
    form: str = FORM,
    together: Iterable[tuple[str, ...]] = (),
) -> int:
    """Keep a report with these fields; those `together` stand in one edit rule. Its number."""
    sha256 = f"{number:064x}"
    document = Document(TEXT, (), f"{number}.txt", "text/plain", sha256)
    edits = tuple(
        EditResult(f"rule.{n}", "", "not_evaluable", None, None, names)
        for n, names in enumerate(together)
    )
    origin = Origin(sha256, document.path, "text/plain", len(TEXT))
    record = Record(origin, form, fields, (), (), edits, (), ())
    saved = store.save(document, record, "c")
    change = "UPDATE documents SET agency = ?, year = ? WHERE id = ?"
    store.change(change, [agency, year, saved])
    return saved


def fill(store: Store, reports: int, waiting: int) -> None:
    """Many reports at once, of each of which so many fields wait, straight into the tables.

    20,000 reports with 5 each are the queue of 100,000 fields that must open in 300 ms.
    """
    store.describe(load_form(FORM))
    names = [row["field"] for row in store.query("SELECT field FROM form_fields ORDER BY position")]
    batch = store.begin_batch("all")
    because = [json.dumps([reason]) for reason in ("irregular_row", "undecided", "suspect")]
    with store.db.atomic():
        for n in range(1, reports + 1):
            priorities = [(n * 7919 + k * 104729) % 1000 / 50 for k in range(waiting)]
            agency, year, first = f"第{n // 6}县政府", 2019 + n % 6, max(priorities)
            store.db.execute(
                "INSERT INTO documents (id, sha256, config, status, path, form, agency, year, text,"
                " waiting, priority) VALUES (?, ?, 'c', 'ok', ?, ?, ?, ?, ?, ?, ?)",
                [n, f"{n:064x}", f"{n}.txt", FORM, agency, year, TEXT * 200, waiting, first],
            )
            store.db.execute("INSERT INTO sources VALUES (?, ?, NULL, ?)", [f"{n}.txt", n, batch])
            store.db.conn.executemany(
                "INSERT INTO fields (document, field, raw, unit, state, source, confidence,"
                " decision, reasons, priority) VALUES (?, ?, '5', '件', 'reported', 'grid', 0.5,"
                " ?, ?, ?)",
                [
                    (n, name, "review", because[(n + k) % 3], priorities[k])
                    if k < waiting
                    else (n, name, "accept", None, None)
                    for k, name in enumerate(names[: waiting + 50])
                ],
            )
