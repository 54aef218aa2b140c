"""The audit: one random accepted value of each report, and what people say of it.

Fields of one report stand and fall together; one of each gives judgements that are independent, so
that a bound on the error can be told from them (Clopper, Pearson 1934), if their number is set
before any is seen. What is drawn does not show how sure the machine was, so that nobody is led.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from random import Random
from typing import Any

from scipy.stats import beta

from extractor.errors import GoujiError, StoreError
from extractor.store import Store
from extractor.store.columns import to_number
from extractor.values.numeral import plain_digits

AROUND = 40
"""Characters of the document that are shown on either side of the evidence."""
DOUBT = 0.05
"""How often a bound may fail to hold."""
TARGET = 0.005
"""The error that a sample is to bound; set before any judgement is seen, as the bound demands."""
RIGHT = frozenset(("right", "对"))
WRONG = frozenset(("wrong", "错"))

_REPORTS = """
SELECT id, sha256, path, agency, year FROM documents
WHERE status = 'ok' AND {which} ORDER BY sha256
"""
_UNJUDGED = "NOT EXISTS (SELECT 1 FROM audit_answers a WHERE a.sha256 = documents.sha256)"
_ACCEPTED = """
SELECT f.field, l.label, f.value, f.text_value, f.unit, f.start, f."end",
  f.table_no, f.row_no, f.column_no
FROM fields f
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE f.document = ? AND f.decision = 'accept'
  AND (f.value IS NOT NULL OR f.text_value IS NOT NULL)
ORDER BY f.field
"""
_AROUND = "SELECT substr(text, :start + 1, :length) AS text FROM documents WHERE id = :document"
_LATEST = """
SELECT sha256, id, field, value, correct, note, answered_at, reviewer FROM audit_answers a
WHERE number = (SELECT max(number) FROM audit_answers b WHERE b.sha256 = a.sha256)
ORDER BY answered_at, number
"""
_COUNTED = f"SELECT count(*) AS answers, total(NOT correct) AS wrong FROM ({_LATEST})"
_PLANNED = "SELECT count(*) AS n FROM (SELECT 1 FROM documents WHERE status = 'ok' LIMIT ?)"

Row = Mapping[str, Any]


class AuditError(GoujiError):
    """A list or a judgement cannot be taken: where, and why."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One accepted value, as a person is asked about it; `answer` and `note` are for them.

    `context` is the document around the evidence, the evidence itself between 【 and 】. `id`
    changes with the value, so that an answer cannot be taken for another one.
    """

    id: str
    sha256: str
    report: str
    agency: str
    year: str
    field: str
    label: str
    value: str
    unit: str
    context: str
    place: str
    answer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The last word on one report's drawn value. `answered_at` is a time in UTC, ISO 8601;
    `reviewer` is None where a list came without a name."""

    sha256: str
    id: str
    field: str
    value: str
    correct: bool
    note: str
    answered_at: str
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class AuditProgress:
    """How many of the `planned` answers there are, and how many of them were wrong."""

    answers: int
    wrong: int
    planned: int

    @property
    def done(self) -> bool:
        """Whether there are as many answers as were planned."""
        return self.answers >= self.planned

    @property
    def bound(self) -> float:
        """The most that the error of accepted fields can be, with 95% certainty."""
        return most(self.wrong, self.answers)


def draw(store: Store, seed: int, judged: Collection[str] = ()) -> Iterator[Drawn]:
    """One value of each report that has any, save of those `judged` (by their hash).

    A report's draw depends on the seed and on the report alone. Reports come in the order of their
    hashes, which is as good as chance: the first few are no choice either.
    """
    for report in store.query(_REPORTS.format(which="TRUE")):
        if report["sha256"] not in judged and (drawn := _choice(store, report, seed)):
            yield drawn


def draw_next(store: Store, seed: int, after: str) -> Drawn | None:
    """The first of `draw` after this hash, or else of all, that nobody has judged.

    People who begin at places of their own draw together without asking twice.
    """
    for place in ("sha256 > ?", "sha256 <= ?"):
        for report in store.query(_REPORTS.format(which=f"{_UNJUDGED} AND {place}"), [after]):
            if drawn := _choice(store, report, seed):
                return drawn
    return None


def beginning(person: str) -> str:
    """Where among the hashes a person begins: a place of their own."""
    return hashlib.sha256(person.encode()).hexdigest()


def find(store: Store, sha256: str, field: str) -> Drawn | None:
    """What would be asked about one field as the database has it now."""
    for report in store.query(_REPORTS.format(which="sha256 = ?"), [sha256]):
        for row in store.query(_ACCEPTED, [report["id"]]):
            if row["field"] == field:
                return _drawn(store, report, row)
    return None


def take_judgements(
    store: Store, filled: Iterable[Drawn], now: datetime, reviewer: str | None = None
) -> int:
    """Keep every judgement on a list that is new, in a table that only ever grows -> how many.

    One report counts once, with what was said of it last. All or nothing: raises AuditError where
    one is no judgement, or about a value that the database no longer has.
    """
    known = {last.sha256: (last.id, last.correct, last.note) for last in judgements(store)}
    fresh = []
    for line, drawn in enumerate(filled, 1):
        if not drawn.answer:
            continue
        said = drawn.answer.lower()
        if said not in RIGHT | WRONG:
            raise AuditError(f"entry {line}: answer {drawn.answer!r} is neither right nor wrong")
        present = find(store, drawn.sha256, drawn.field)
        if present is None or present.id != drawn.id:
            raise AuditError(
                f"entry {line}: {drawn.field} of {drawn.report} is no longer accepted with this "
                "value: draw again"
            )
        if known.get(drawn.sha256) != (drawn.id, said in RIGHT, drawn.note):
            fresh.append(
                {
                    "id": drawn.id,
                    "sha256": drawn.sha256,
                    "field": drawn.field,
                    "value": present.value,
                    "correct": int(said in RIGHT),
                    "note": drawn.note,
                    "answered_at": now.isoformat(timespec="seconds"),
                    "reviewer": reviewer,
                }
            )
    try:
        with store.db.atomic():
            store.db.table("audit_answers").insert_all(fresh)
    except sqlite3.Error as error:
        raise StoreError(f"{store.path}: {error}") from error
    return len(fresh)


def judgements(store: Store) -> list[Judgement]:
    """The last judgement on each report, in order of time."""
    return [Judgement(**row | {"correct": bool(row["correct"])}) for row in store.query(_LATEST)]


def by_month(store: Store) -> Iterator[tuple[str, list[Judgement]]]:
    """Each month (`2026-11`) with its judgements."""
    for month, judged in groupby(judgements(store), key=lambda last: last.answered_at[:7]):
        yield month, list(judged)


def audit_progress(store: Store) -> AuditProgress:
    """How far the sample has come: one answer a report, until they bound the error by TARGET
    if none of them is wrong, or there are no more reports."""
    (counted,) = store.query(_COUNTED)
    (planned,) = store.query(_PLANNED, [needed(0, TARGET)])
    return AuditProgress(counted["answers"], int(counted["wrong"]), planned["n"])


def most(errors: int, total: int, doubt: float = DOUBT) -> float:
    """The most that the error can be where so many of so many answers are wrong, save with
    probability `doubt`.

    >>> f"{most(0, 598):.4%} {most(0, 2995):.4%}"
    '0.4997% 0.1000%'
    """
    return float(beta.ppf(1 - doubt, errors + 1, total - errors)) if errors < total else 1.0


def needed(errors: int, target: float, doubt: float = DOUBT) -> int:
    """How many answers, so many of them wrong, bound the error by `target`.

    >>> needed(0, 0.005), needed(0, 0.001), needed(1, 0.005)
    (598, 2995, 947)
    """
    low, high = errors, errors + 1
    while most(errors, high, doubt) > target:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if most(errors, middle, doubt) <= target else (middle, high)
    return high


def interval(hits: int, total: int, doubt: float = DOUBT) -> tuple[float, float]:
    """Where the share of hits lies, save with probability `doubt`: as often below as above.

    Where nothing was tried nothing is known: (0, 1).

    >>> "{:.3f} {:.3f}".format(*interval(9, 10))
    '0.555 0.997'
    """
    return 1 - most(total - hits, total, doubt / 2), most(hits, total, doubt / 2)


def _choice(store: Store, report: Row, seed: int) -> Drawn | None:
    accepted = list(store.query(_ACCEPTED, [report["id"]]))
    if not accepted:
        return None
    return _drawn(store, report, Random(f"{seed} {report['sha256']}").choice(accepted))


def _drawn(store: Store, report: Row, row: Row) -> Drawn:
    number = to_number(row["value"])
    value = str(row["text_value"]) if number is None else plain_digits(number)
    told = f"{report['sha256']}\0{row['field']}\0{value}"
    places = [(name, row[f"{name}_no"]) for name in ("table", "row", "column")]
    return Drawn(
        id=hashlib.sha256(told.encode()).hexdigest()[:12],
        sha256=report["sha256"],
        report=report["path"],
        agency=report["agency"] or "",
        year=str(report["year"] or ""),
        field=row["field"],
        label=row["label"] or "",
        value=value,
        unit=row["unit"] or "",
        context=_context(store, report["id"], row["start"], row["end"]),
        place=", ".join(f"{name} {number}" for name, number in places if number is not None),
    )


def _context(store: Store, document: int, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    first = max(0, start - AROUND)
    asked = {"document": document, "start": first, "length": end + AROUND - first}
    (row,) = store.query(_AROUND, asked)
    text, begin, length = row["text"], start - first, end - start
    before, quote, after = text[:begin], text[begin : begin + length], text[begin + length :]
    return " ".join(f"{before}【{quote}】{after}".split())
