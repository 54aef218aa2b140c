"""A labelled report -> the same report in another layout: its tables anew, its prose as it was.

Its labels stay true of it, so that every layout can be held against them.
"""

from collections.abc import Callable
from random import Random

from eval.gold import GoldReport
from eval.synthesis.markup import html_bytes
from eval.synthesis.official import Wording, disclosure_sheet, remedies_sheet, requests_sheet
from eval.synthesis.page import Page, Section
from eval.synthesis.sheet import Sheet
from eval.synthesis.text import cells_text, pipes_text, tabs_text
from eval.synthesis.word import docx_bytes
from extractor.document import Table
from extractor.document.read import read_document
from extractor.forms.file import load_form
from extractor.reading.tables.labels import best_table, labels_of

PRINTERS: dict[str, Callable[[Random, Page], bytes]] = {
    "cells": lambda chance, page: cells_text(chance, page).encode(),
    "tabs": lambda chance, page: tabs_text(chance, page).encode(),
    "pipes": lambda chance, page: pipes_text(chance, page).encode(),
    "html": html_bytes,
    "docx": lambda _, page: docx_bytes(page),
}


def sheets(report: GoldReport, change: Callable[[str], str] = lambda text: text) -> list[Sheet]:
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
        return change(label.raw or str(label.value))

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
