"""The same reports in other clothes. Labels decide, and each alteration is told.

Tables are laid out anew from the labels, with the prose between them as it was.
"""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import opencc
import pytest
from labelled_reports import OWN, REAL, each_report

from eval.gold import GoldReport
from eval.score import TABLE_PARTS, Verdict, score
from eval.synthesis.alter import Damage, damage
from eval.synthesis.markup import html_bytes
from eval.synthesis.page import Page, Section
from eval.synthesis.sheet import (
    Printed,
    Sheet,
    Wording,
    disclosure_sheet,
    remedies_sheet,
    requests_sheet,
)
from eval.synthesis.text import cells_text, pipes_text, tabs_text
from eval.synthesis.word import docx_bytes
from extractor.document import Table
from extractor.document.read import read_document
from extractor.forms.file import load_form
from extractor.pipeline import extract
from extractor.reading.tables.labels import best_table, labels_of
from extractor.record.record import Record

Render = Callable[[random.Random, Page], bytes]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

LAYOUTS: dict[str, Render] = {
    "html": html_bytes,
    "docx": lambda _, page: docx_bytes(page),
    "cells": lambda chance, page: cells_text(chance, page).encode(),
    "tabs": lambda chance, page: tabs_text(chance, page).encode(),
    "pipes": lambda chance, page: pipes_text(chance, page).encode(),
    "gb18030": lambda chance, page: cells_text(chance, page).encode("gb18030"),
    "utf16": lambda chance, page: tabs_text(chance, page).encode("utf-16"),
    "full_width": lambda chance, page: tabs_text(chance, page).translate(FULL_WIDTH).encode(),
}


def sheets(report: GoldReport) -> list[Sheet]:
    """The report's three tables in the official layout, with the cells that it prints."""
    labels = report.labels.fields
    early = "disclosure.rules.obtained" in labels
    wording: Wording = "2021" if report.labels.form.endswith("2021") else "2019"

    def printed(field: str) -> str:
        label = labels.get(field)
        if label is None or label.state == "blank":
            return ""
        if label.state == "dash":
            return "-"
        return label.raw or str(label.value)

    disclosure = tuple(
        row
        for row in disclosure_sheet("early" if early else wording, printed)
        if not any(cell.field for cell in row) or any(cell.field in labels for cell in row)
    )
    return [disclosure, requests_sheet(wording, printed), remedies_sheet(printed)]


def page(report: GoldReport, tables: list[Sheet]) -> Page:
    """The report's lines, with each of these tables where the first of its own was."""
    document = read_document(report.path)
    known = labels_of(load_form(report.labels.form))
    rest = {labels.table.part: table for labels, table in zip(known, tables, strict=True)}
    blocks: list[str | Sheet] = []
    for block in document.blocks:
        if not isinstance(block, Table):
            blocks.append(document.quote(block.span))
            continue
        texts = (document.quote(cell.span) for row in block.rows for cell in row)
        labels = best_table(texts, known)
        if labels and labels.table.part in rest:
            blocks.append(rest.pop(labels.table.part))
    title, preface = str(blocks[0]), str(blocks[1])
    return Page((title,), preface, (Section("", tuple(blocks[2:])),))


def read(folder: Path, report: GoldReport, content: bytes) -> tuple[list[Verdict], Record]:
    path = folder / report.name
    path.write_bytes(content)
    document, record = extract(path)
    return list(score(report.name, report.labels, document, record).verdicts), record


def mistakes(verdicts: list[Verdict], report: GoldReport, *parts: str) -> list[Verdict]:
    """What is not right, and was in the report's own layout.

    A cell that the layout adds is printed blank, and rightly so.
    """
    before = {
        (v.part, v.field, v.aspect) for v in own_verdicts(report.name) if v.outcome != "right"
    }
    return [
        v
        for v in verdicts
        if v.part in parts
        and v.outcome != "right"
        and (v.part, v.field, v.aspect) not in before
        and not (v.aspect == "state" and v.field not in report.labels.fields)
    ]


@cache
def own_verdicts(name: str) -> tuple[Verdict, ...]:
    (report,) = (report for report in (*REAL, *OWN) if report.name == name)
    document, record = extract(report.path)
    return score(report.name, report.labels, document, record).verdicts


@each_report
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_reads_the_same(report: GoldReport, layout: str, tmp_path: Path) -> None:
    content = LAYOUTS[layout](random.Random(7), page(report, sheets(report)))
    verdicts, _ = read(tmp_path, report, content)
    plain = layout != "full_width"  # there facts are quoted otherwise, addresses printed so
    parts = (*TABLE_PARTS, "narrative", *(("meta", "facts") if plain else ()))
    assert mistakes(verdicts, report, *parts) == []


@each_report
@pytest.mark.parametrize("separator", [" ", "\n"])
def test_text_without_any_grid_is_read_by_its_words_and_never_wrong(
    report: GoldReport, separator: str, tmp_path: Path
) -> None:
    """As text comes out of a PDF: blanks are lost, and with them the rows that had any."""

    def row(cells: tuple[Printed, ...]) -> str:
        return separator.join(cell.text for cell in cells if cell.text.strip())

    whole = page(report, sheets(report))
    lines = [b if isinstance(b, str) else "\n".join(map(row, b)) for b in whole.blocks()]
    verdicts, _ = read(tmp_path, report, "\n".join(lines).encode())
    outcomes = {v.outcome for v in verdicts if v.part in TABLE_PARTS and v.aspect == "value"}
    assert outcomes <= {"right", "missing", "asked"}
    if all(label.state != "blank" for label in report.labels.fields.values()):
        right = sum(v.outcome == "right" for v in verdicts if v.aspect == "state")
        assert right > 0.9 * sum(f.partition(".")[0] in TABLE_PARTS for f in report.labels.fields)


@each_report
def test_traditional_characters_read_the_same(report: GoldReport, tmp_path: Path) -> None:
    text = tabs_text(random.Random(7), page(report, sheets(report)))
    traditional = opencc.OpenCC("s2t").convert(text)
    assert traditional != text
    verdicts, _ = read(tmp_path, report, traditional.encode())
    texts = {f for f, label in report.labels.fields.items() if isinstance(label.value, str)}
    found = mistakes(verdicts, report, *TABLE_PARTS, "meta", "narrative")
    assert [v for v in found if v.field not in texts] == []


@each_report
@pytest.mark.parametrize("seed", range(3))
def test_rows_in_another_order_read_the_same(report: GoldReport, seed: int, tmp_path: Path) -> None:
    disclosure, requests, remedies = sheets(report)
    reordered, _ = damage(random.Random(seed), requests, "rows_reordered")
    content = docx_bytes(page(report, [disclosure, reordered, remedies]))
    verdicts, _ = read(tmp_path, report, content)
    assert mistakes(verdicts, report, *TABLE_PARTS) == []


@each_report
def test_exchanged_applicants_are_read_by_their_labels(report: GoldReport, tmp_path: Path) -> None:
    """Every sum still holds, so only the labels can tell."""
    disclosure, requests, remedies = sheets(report)

    def exchanged(row: tuple[Printed, ...]) -> tuple[Printed, ...]:
        at = {cell.field or cell.text: i for i, cell in enumerate(row)}
        one = next(
            (i for name, i in at.items() if name in ("商业企业",) or name.endswith(".business")),
            None,
        )
        other = next(
            (i for name, i in at.items() if name == "其他" or name.endswith(".other_organization")),
            None,
        )
        if one is None or other is None:
            return row
        cells = list(row)
        cells[one], cells[other] = cells[other], cells[one]
        return tuple(cells)

    swapped = tuple(exchanged(row) for row in requests)
    assert swapped != requests
    content = html_bytes(random.Random(7), page(report, [disclosure, swapped, remedies]))
    verdicts, _ = read(tmp_path, report, content)
    assert mistakes(verdicts, report, *TABLE_PARTS) == []


@each_report
@pytest.mark.parametrize("kind", ["row_dropped", "column_dropped"])
@pytest.mark.parametrize("layout", ["html", "docx", "tabs", "cells"])
def test_what_is_not_printed_is_told_and_not_guessed(
    report: GoldReport, kind: Damage, layout: str, tmp_path: Path
) -> None:
    disclosure, requests, remedies = sheets(report)
    damaged, planted = damage(random.Random(11), requests, kind)
    content = LAYOUTS[layout](random.Random(7), page(report, [disclosure, damaged, remedies]))
    verdicts, record = read(tmp_path, report, content)
    told = {
        f
        for i in record.irregularities
        for f in i.fields
        if i.code == f"missing_{kind.split('_')[0]}"
    }
    assert set(planted.fields) <= told
    for name in planted.fields:
        field = record.fields[name]
        assert field.state == "missing"
        assert field.value is None or field.source == "imputed"
    wrong = [v for v in mistakes(verdicts, report, *TABLE_PARTS) if v.aspect in ("value", "state")]
    assert {v.field for v in wrong} <= set(planted.fields)


@each_report
def test_a_row_that_slipped_is_told_and_not_guessed(report: GoldReport, tmp_path: Path) -> None:
    disclosure, requests, remedies = sheets(report)
    damaged, planted = damage(random.Random(5), requests, "row_slipped")
    content = LAYOUTS["cells"](random.Random(7), page(report, [disclosure, damaged, remedies]))
    _, record = read(tmp_path, report, content)
    assert {i.code for i in record.irregularities} >= {"short_row"}
    for name in planted.fields:
        assert (record.fields[name].state, record.fields[name].decision) == ("unreadable", "review")


@each_report
def test_an_altered_total_is_a_finding_and_stands_as_printed(
    report: GoldReport, tmp_path: Path
) -> None:
    altered = "requests.results_total.total"

    def plus_five(row: tuple[Printed, ...]) -> tuple[Printed, ...]:
        return tuple(
            Printed("23" if not cell.text.isdigit() else str(int(cell.text) + 5), field=cell.field)
            if cell.field == altered
            else cell
            for cell in row
        )

    disclosure, requests, remedies = sheets(report)
    tables = [disclosure, tuple(map(plus_five, requests)), remedies]
    verdicts, record = read(tmp_path, report, docx_bytes(page(report, tables)))
    (finding,) = (f for f in record.findings if altered in f.fields)
    assert finding.code == "misreported_total"
    field = record.fields[altered]
    assert field.value == finding.printed
    assert field.raw == str(field.value)
    others = [
        v
        for v in mistakes(verdicts, report, *TABLE_PARTS)
        if v.field != altered and v.aspect in ("value", "state")
    ]
    assert others == []
