"""A Word file is read in the order of its body, each cell once."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table

from extractor.ingest import read_bytes
from extractor.model.errors import Malformed, TooLarge

Show = Callable[[bytes], list[object]]
Place = Callable[[bytes], dict[str, tuple[int, int, int, int]]]


def saved(word: WordDocument) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def body(xml: str) -> bytes:
    """A document whose body begins with this WordprocessingML."""
    word = docx.Document()
    for element in reversed(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")):
        word.element.body.insert(0, element)
    return saved(word)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def filled(word: WordDocument, rows: list[list[str]]) -> Table:
    grid = word.add_table(len(rows), len(rows[0]))
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            grid.cell(number, column).text = text
    return grid


def test_paragraphs_and_tables_come_in_order(shown: Show) -> None:
    word = docx.Document()
    word.add_paragraph("前")
    filled(word, [["项目", "数量"], ["规章", "0"]])
    word.add_paragraph("")
    word.add_paragraph("后")
    assert shown(saved(word)) == ["前", [["项目", "数量"], ["规章", "0"]], "后"]


def test_the_text_is_laid_out_as_that_of_a_page() -> None:
    word = docx.Document()
    word.add_paragraph("前")
    filled(word, [["甲", "乙"], ["1", ""]])
    document = read_bytes(saved(word), "a.docx")
    assert document.text == "前\n甲\t乙\n1\t\n\n"
    assert document.media_type.endswith("wordprocessingml.document")


def test_merged_cells_stand_once_at_their_top_left_corner(placed: Place) -> None:
    word = docx.Document()
    grid = filled(word, [["项目", "办件", ""], ["", "新收", "结转"], ["规章", "1", "2"]])
    grid.cell(0, 0).merge(grid.cell(1, 0)).text = "项目"
    grid.cell(0, 1).merge(grid.cell(0, 2)).text = "办件"
    assert placed(saved(word)) == {
        "项目": (0, 0, 2, 1),
        "办件": (0, 1, 1, 2),
        "新收": (1, 1, 1, 1),
        "结转": (1, 2, 1, 1),
        "规章": (2, 0, 1, 1),
        "1": (2, 1, 1, 1),
        "2": (2, 2, 1, 1),
    }


def test_a_block_of_merged_cells_spans_both_ways(placed: Place) -> None:
    word = docx.Document()
    grid = filled(word, [["", "", "甲"], ["", "", "乙"], ["丙", "丁", "戊"]])
    grid.cell(0, 0).merge(grid.cell(1, 1)).text = "合"
    assert placed(saved(word)) == {
        "合": (0, 0, 2, 2),
        "甲": (0, 2, 1, 1),
        "乙": (1, 2, 1, 1),
        "丙": (2, 0, 1, 1),
        "丁": (2, 1, 1, 1),
        "戊": (2, 2, 1, 1),
    }


def test_a_row_may_begin_further_right(placed: Place) -> None:
    xml = table(
        row(cell("甲"), cell("乙")), row(cell("丙"), properties='<w:gridBefore w:val="1"/>')
    )
    assert placed(body(xml)) == {"甲": (0, 0, 1, 1), "乙": (0, 1, 1, 1), "丙": (1, 1, 1, 1)}


def test_a_merge_that_begins_nowhere_is_a_cell(placed: Place) -> None:
    xml = table(
        row(cell("甲", "<w:vMerge/>"), cell("乙")), row(cell("丙", "<w:vMerge/>"), cell("丁"))
    )
    assert placed(body(xml)) == {"甲": (0, 0, 2, 1), "乙": (0, 1, 1, 1), "丁": (1, 1, 1, 1)}


def test_lines_in_a_cell_are_lines_of_its_text(shown: Show) -> None:
    word = docx.Document()
    grid = filled(word, [["新公开\n数量", "（三）"]])
    grid.cell(0, 1).add_paragraph("")
    grid.cell(0, 1).add_paragraph("不予公开")
    assert shown(saved(word)) == [[["新公开\n数量", "（三）\n不予公开"]]]


def test_breaks_tabs_and_hyphens_are_characters(shown: Show) -> None:
    word = docx.Document()
    line = word.add_paragraph().add_run("甲")
    line.add_break(WD_BREAK.LINE)
    line.add_text("乙\t丙")
    line._r.append(parse_xml(f"<w:noBreakHyphen {nsdecls('w')}/>"))
    line.add_text("丁")
    assert shown(saved(word)) == ["甲", "乙 丙-丁"]


def test_runs_and_links_are_joined(shown: Show) -> None:
    link = f"<w:hyperlink w:anchor='a'>{run('网站')}</w:hyperlink>"
    assert shown(body(f"<w:p>{run('见')}{link}{run('。')}</w:p>")) == ["见网站。"]


def test_deletions_are_left_out_and_insertions_kept(shown: Show) -> None:
    revision = 'w:id="1" w:author="a"'
    deleted = f"<w:del {revision}><w:r><w:delText>28</w:delText></w:r></w:del>"
    inserted = f"<w:ins {revision}>{run('29')}</w:ins>"
    gone = row(cell("丙"), cell("2"), properties=f"<w:del {revision}/>")
    line = f"<w:p>{run('共')}{deleted}{inserted}{run('件')}</w:p>"
    kept = row(cell("甲"), cell("1"))
    assert shown(body(line + table(kept, gone))) == ["共29件", [["甲", "1"]]]


def test_content_controls_are_transparent(shown: Show) -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    xml = control(paragraph("甲")) + control(
        table(control(row(cell("乙"), control(cell("1")))), row(cell("丙"), cell("2")))
    )
    assert shown(body(xml)) == ["甲", [["乙", "1"], ["丙", "2"]]]


def test_headers_and_text_boxes_are_left_out(shown: Show) -> None:
    word = docx.Document()
    word.add_paragraph("甲")
    word.sections[0].header.paragraphs[0].text = "页眉"
    box = f"<w:pict {nsdecls('w')}><w:txbxContent>{paragraph('乙')}</w:txbxContent></w:pict>"
    word.paragraphs[0].runs[0]._r.append(parse_xml(box))
    assert shown(saved(word)) == ["甲"]


def test_a_table_that_lays_out_the_page_is_unwrapped(shown: Show) -> None:
    word = docx.Document()
    page = word.add_table(1, 1).cell(0, 0)
    page.text = "前"
    inner = page.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "甲", "1"
    assert shown(saved(word)) == ["前", [["甲", "1"]]]


def test_a_file_without_text_says_so() -> None:
    with pytest.raises(Malformed, match="no text"):
        read_bytes(saved(docx.Document()), "a.docx")


def test_limits_name_the_table_and_the_row() -> None:
    long = table(row(cell("甲"), cell("1")), row(cell("乙"), cell("9" * 10**6)))
    with pytest.raises(TooLarge, match="table 1, row 2, cell 2: 1,000,000 characters"):
        read_bytes(body(long), "a.docx")
    with pytest.raises(TooLarge, match="table 1: 5,001 rows"):
        read_bytes(body(table(row(cell("1")) * 5_001)), "a.docx")
