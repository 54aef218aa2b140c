"""A document as it is drawn: whole, in order, and cut where marks and figures begin."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document.read import read_bytes, read_document
from extractor.forms.file import form_ids, load_form
from extractor.pipeline import extract
from extractor.record.record import Evidence
from extractor.web.language import words
from extractor.web.pages.drawing import MOST_PIECES, Drawn, DrawnBox, Marks, Piece, draw
from extractor.web.pages.rendering import visible
from extractor.web.pages.sheets import Names, sheets_of
from extractor.web.pages.source import page_of, page_of_text

GOLD = Path(__file__).parents[2] / "gold" / "dev"
LINE = "本年收到申请12件，答复12件。"


def pieces(text: str, *marks: tuple[int, int, str]) -> list[Piece]:
    """The pieces of the lines of a plain text with these marks."""
    document = read_bytes(text.encode(), "report.txt")
    evidence = {name: Evidence(start, end, text[start:end]) for start, end, name in marks}
    return [piece for line in draw(page_of(document), Marks(evidence)) for piece in drawn(line)]


def bare(text: str) -> str:
    """A text without what only lays it out."""
    return "".join(re.sub(r"[|-]", "", text).split())


def drawn(block: Drawn | tuple[tuple[DrawnBox, ...], ...]) -> list[Piece]:
    if isinstance(block, Drawn):
        return list(block.pieces)
    return [piece for row in block for box in row for piece in box.pieces]


def test_a_line_is_cut_where_figures_and_marks_begin_and_end() -> None:
    assert pieces(LINE, (2, 9, "all"), (6, 9, "figure")) == [
        Piece("本年", None, ()),
        Piece("收到申请", None, ("all",)),
        Piece("12件", (6, 9), ("all", "figure")),
        Piece("，答复", None, ()),
        Piece("12件", (12, 15), ()),
        Piece("。", None, ()),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINE)), st.integers(0, len(LINE))).map(sorted), max_size=6
    )
)
def test_nothing_is_lost_however_marks_overlap(places: list[list[int]]) -> None:
    marks = [(start, end, str(n)) for n, (start, end) in enumerate(places)]
    found = pieces(LINE, *marks)
    assert "".join(piece.text for piece in found) == LINE
    for start, end, name in marks:
        marked = "".join(piece.text for piece in found if name in piece.fields)
        assert marked == LINE[start:end]


@pytest.mark.parametrize(
    "name",
    ["cangyu-zone-2024.txt", "chengxi-county-office-2021.html", "jianglan-university-2023.docx"],
)
def test_all_of_a_report_is_drawn_and_every_field_marked(name: str) -> None:
    document, record = extract(GOLD / name)
    evidence = {name: f.evidence for name, f in record.fields.items() if f.evidence}
    found = [p for block in draw(page_of(document), Marks(evidence)) for p in drawn(block)]
    printed = "".join(piece.text for piece in found)
    assert bare(printed) == bare(document.text)
    assert {field for piece in found for field in piece.fields} == evidence.keys()


def test_an_empty_cell_is_marked_and_can_be_pointed_at() -> None:
    document = read_bytes(b"<table><tr><td>a</td><td></td></tr></table><p>b</p>", "report.html")
    at = document.tables[0].rows[0][1].span.start
    (table, *_) = draw(page_of(document), Marks({"empty": Evidence(at, at, "")}))
    assert drawn(table)[1] == Piece("", (at, at), ("empty",))


def test_cells_keep_their_extent() -> None:
    document = read_document(GOLD / "chengxi-county-office-2021.html")
    tables = [block for block in draw(page_of(document), Marks({})) if not isinstance(block, Drawn)]
    spans = {(box.rowspan, box.colspan) for rows in tables for row in rows for box in row}
    assert any(rowspan > 1 for rowspan, _ in spans)
    assert any(colspan > 1 for _, colspan in spans)


def test_of_a_very_long_document_lines_without_a_mark_are_left_out_and_told() -> None:
    lines = "\n".join(["共3件，另4件。"] * MOST_PIECES)
    marked = len(lines) - 7
    found = list(draw(page_of_text(lines), Marks({"last": Evidence(marked, marked + 1, "3")})))
    assert len(found) == MOST_PIECES
    document = read_bytes(lines.encode(), "report.txt")
    last = list(draw(page_of(document), Marks({"last": Evidence(marked, marked + 1, "3")})))[-1]
    assert isinstance(last, Drawn)
    assert last.left_out > MOST_PIECES / 2
    assert "last" in {field for piece in last.pieces for field in piece.fields}


@given(st.text())
def test_what_is_not_seen_is_made_visible(text: str) -> None:
    shown = visible(text)
    turning = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    assert not [c for c in shown if unicodedata.bidirectional(c) in turning]
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]


@pytest.mark.parametrize("form_id", form_ids())
def test_every_cell_of_a_form_stands_once_in_its_sheets(form_id: str) -> None:
    form = load_form(form_id)
    sheets = sheets_of(form, lambda _: True)
    cells = [cell for sheet in sheets for line in sheet.lines for cell in line.cells]
    assert sorted(cells) == sorted(form.cells)
    for sheet in sheets:
        assert {len(line.cells) for line in sheet.lines} == {len(sheet.columns)}
        assert sum(line.group.extent for line in sheet.lines if line.group) == sum(
            1 for line in sheet.lines if line.group
        )
        if sheet.groups:
            below = [sheet.columns_at(n) for n in range(len(sheet.groups))]
            assert sum(below, ()) == sheet.columns


def test_a_table_of_one_row_is_told_group_by_group() -> None:
    *_, remedies = sheets_of(load_form("disclosure_2021"), lambda _: True)
    assert [line.label for line in remedies.lines] == ["行政复议", "未经复议直接起诉", "复议后起诉"]
    assert remedies.columns == ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def test_names_side_by_side_leave_out_what_they_share() -> None:
    names = Names(load_form("disclosure_2021"), (), words("zh"))
    row = "requests.unavailable.not_held"
    assert names.apart([f"{row}.total", f"{row}.business"]) == {
        f"{row}.total": "总计",
        f"{row}.business": "商业企业",
    }
    column = names.apart(["requests.granted.total", "requests.refused.state_secret.total"])
    assert list(column.values()) == ["予以公开", "属于国家秘密"]
    assert names.whole("meta.agency") == "发布机关"
    assert names.whole("no.such") == "no.such"
