"""A Word file is read in the order of its body, each cell once."""

from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table

from extractor.document import OBJECT
from extractor.document.read import read_bytes
from extractor.errors import Malformed, TooLarge
from tests.document.word_files import body, cell, paragraph, row, run, saved, table

Show = Callable[[bytes], list[object]]
Mark = Callable[[bytes], tuple[str, list[str]]]
Place = Callable[[bytes], dict[str, tuple[int, int, int, int]]]


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


def test_headers_are_left_out(shown: Show) -> None:
    word = docx.Document()
    word.add_paragraph("甲")
    word.sections[0].header.paragraphs[0].text = "页眉"
    assert shown(saved(word)) == ["甲"]


BOX = f"<w:txbxContent>{paragraph('框')}{table(row(cell('乙'), cell('1')))}</w:txbxContent>"
DRAWN = f"<w:drawing>{BOX}</w:drawing>"
DRAWN_IN_OLD_WAYS = f"<w:pict>{BOX}</w:pict>"


@pytest.mark.parametrize(
    "box",
    [
        DRAWN,
        DRAWN_IN_OLD_WAYS,
        f"<mc:AlternateContent><mc:Choice>{DRAWN}</mc:Choice>"
        f"<mc:Fallback>{DRAWN_IN_OLD_WAYS}</mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Fallback>{DRAWN_IN_OLD_WAYS}</mc:Fallback></mc:AlternateContent>",
    ],
    ids=["drawing", "picture", "both", "fallback"],
)
def test_a_text_box_stands_once_below_the_line_it_is_anchored_in(box: str, shown: Show) -> None:
    line = f"<w:p>{run('共12')}<w:r>{box}</w:r>{run('件')}</w:p>{paragraph('后')}"
    assert shown(body(line)) == ["共12件", "框", [["乙", "1"]], "后"]


def test_a_text_box_in_a_cell_is_lines_of_the_cell(shown: Show) -> None:
    boxed = f"<w:tc><w:p>{run('甲')}<w:r>{DRAWN}</w:r></w:p></w:tc>"
    xml = table(row(boxed, cell("2")), row(cell("丙"), cell("3")))
    assert shown(body(xml)) == [[["甲\n框\n乙 1", "2"], ["丙", "3"]]]


def test_a_cell_merged_to_the_right_is_one_with_what_it_continues(placed: Place) -> None:
    first, more = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    xml = table(
        row(cell("题", first), cell("", more), cell("", '<w:hMerge w:val="continue"/>')),
        row(cell("甲"), cell("乙"), cell("丙")),
    )
    assert placed(body(xml)) == {
        "题": (0, 0, 1, 3),
        "甲": (1, 0, 1, 1),
        "乙": (1, 1, 1, 1),
        "丙": (1, 2, 1, 1),
    }


def test_a_cell_may_be_merged_both_ways(placed: Place) -> None:
    down = '<w:vMerge w:val="restart"/>'
    xml = table(
        row(cell("合", '<w:hMerge w:val="restart"/>' + down), cell("", "<w:hMerge/>"), cell("甲")),
        row(
            cell("", '<w:hMerge w:val="restart"/><w:vMerge/>'), cell("", "<w:hMerge/>"), cell("乙")
        ),
    )
    assert placed(body(xml)) == {"合": (0, 0, 2, 2), "甲": (0, 2, 1, 1), "乙": (1, 2, 1, 1)}


def test_a_merge_below_a_cell_that_is_not_merged_begins_anew(placed: Place) -> None:
    xml = table(
        row(cell("项目"), cell("数量")),
        row(cell("甲"), cell("3", "<w:vMerge/>")),
        row(cell("乙"), cell("", "<w:vMerge/>")),
    )
    assert placed(body(xml)) == {
        "项目": (0, 0, 1, 1),
        "数量": (0, 1, 1, 1),
        "甲": (1, 0, 1, 1),
        "3": (1, 1, 2, 1),
        "乙": (2, 0, 1, 1),
    }


def test_a_continuation_of_nothing_is_a_cell(placed: Place) -> None:
    assert placed(body(table(row(cell("甲", "<w:hMerge/>"), cell("1"))))) == {
        "甲": (0, 0, 1, 1),
        "1": (0, 1, 1, 1),
    }


REVISION = 'w:id="1" w:author="a"'


def test_deleted_cells_and_hidden_rows_are_none(shown: Show) -> None:
    xml = table(
        row(cell("甲"), cell("9", f"<w:cellDel {REVISION}/>"), cell("1")),
        row(cell("乙"), cell("2"), properties="<w:hidden/>"),
        row(cell("丙"), cell("3"), properties='<w:hidden w:val="0"/>'),
    )
    assert shown(body(xml)) == [[["甲", "1"], ["丙", "3"]]]


def test_cells_that_a_revision_merged_are_one(placed: Place) -> None:
    def merged(how: str) -> str:
        return f'<w:cellMerge {REVISION} w:vMerge="{how}"/>'

    xml = table(
        row(cell("甲", merged("rest")), cell("1")), row(cell("", merged("cont")), cell("2"))
    )
    assert placed(body(xml)) == {"甲": (0, 0, 2, 1), "1": (0, 1, 1, 1), "2": (1, 1, 1, 1)}


def test_a_paragraph_whose_mark_is_deleted_goes_on_with_the_next(marked: Mark) -> None:
    mark = f"<w:pPr><w:rPr><w:del {REVISION}/></w:rPr></w:pPr>"
    xml = f"<w:p>{mark}{run('公开1')}</w:p>{paragraph('644条')}{paragraph('后')}"
    assert marked(body(xml)) == ("公开1644条\n后", ["1|6"])


def test_moved_text_stands_where_it_was_moved_to(shown: Show) -> None:
    moved = f"<w:moveFrom {REVISION}>{run('28')}</w:moveFrom>"
    here = f"<w:moveTo {REVISION}>{run('28')}</w:moveTo>"
    assert shown(body(f"<w:p>{run('共')}{moved}{run('计')}{here}{run('件')}</w:p>")) == ["共计28件"]


@pytest.mark.parametrize(
    ("inner", "text", "marks"),
    [
        (f"<w:del {REVISION}><w:r><w:delText>9</w:delText></w:r></w:del>", "82", ["8|2"]),
        ("<w:r><w:footnoteReference w:id='2'/></w:r>", "82", ["8|2"]),
        ("<w:r><w:endnoteReference w:id='2'/></w:r>", "82", ["8|2"]),
        ("<w:r><w:commentReference w:id='2'/></w:r>", "82", []),
        ("<w:r><w:softHyphen/></w:r>", "82", []),
        ("<w:r><w:drawing/></w:r>", f"8{OBJECT}2", [OBJECT]),
        ("<w:r><w:pict/></w:r>", f"8{OBJECT}2", [OBJECT]),
        ("<w:r><w:object/></w:r>", f"8{OBJECT}2", [OBJECT]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>', f"8{OBJECT}2", [OBJECT]),
        ('<w:r><w:sym w:font="Wingdings" w:char="0032"/></w:r>', f"8{OBJECT}2", [OBJECT]),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "8①2", []),
        ('<w:r><w:sym w:font="宋体" w:char="zz"/></w:r>', f"8{OBJECT}2", [OBJECT]),
        ("<m:oMath><m:r><m:t>6</m:t></m:r></m:oMath>", "862", ["6"]),
        ("<m:oMath><m:f><m:num/><m:den/></m:f></m:oMath>", f"8{OBJECT}2", [OBJECT]),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>6</m:t></m:r></m:e></m:sSup></m:oMath>",
            f"8{OBJECT}2",
            [OBJECT],
        ),
        (
            "<w:ruby><w:rt><w:r><w:t>9</w:t></w:r></w:rt><w:rubyBase>"
            "<w:r><w:t>6</w:t></w:r></w:rubyBase></w:ruby>",
            "862",
            ["8|6"],
        ),
    ],
)
def test_what_stands_inside_a_figure(inner: str, text: str, marks: list[str], marked: Mark) -> None:
    line = f"<w:p>{run('8')}{inner}{run('2')}</w:p>"
    assert marked(body(line)) == (text, marks)
    in_cell = body(table(row(cell("甲"), f"<w:tc>{line}</w:tc>")))
    assert marked(in_cell) == (f"甲\t{text}", marks)


def test_a_floating_picture_stands_beside_the_line(shown: Show) -> None:
    floating = "<w:r><w:drawing><wp:anchor/></w:drawing></w:r>"
    line = f"<w:p>{run('2021')}{floating}{run('年')}</w:p>"
    assert shown(body(line)) == ["2021年"]
    assert shown(body(table(row(cell("甲"), f"<w:tc>{line}</w:tc>")))) == [
        [["甲", f"2021年\n{OBJECT}"]]
    ]


def field(code: str, result: str | None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>{shown}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (field("=SUM(ABOVE)", run("36")), "236"),
        (field("=SUM(ABOVE)", None), f"2{OBJECT}"),
        (field("=SUM(ABOVE)", ""), f"2{OBJECT}"),
        (field(r"eq \o\ac(○,3)", None), f"2{OBJECT}"),
        (field("XE 索引", None), "2"),
        (field("IF " + field("PAGE", run("9")) + " = 1", run("36")), "236"),
        (field("HYPERLINK a", run("3") + field("=6", run("6"))), "236"),
        ('<w:fldSimple w:instr="=36"/>', f"2{OBJECT}"),
        (f'<w:fldSimple w:instr="=36">{run("36")}</w:fldSimple>', "236"),
    ],
)
def test_a_field_is_its_result(inner: str, text: str, shown: Show) -> None:
    line = f"<w:p>{run('2')}{inner}</w:p>{paragraph('后')}"
    assert shown(body(line)) == [text, "后"]


def test_a_field_that_never_ends_hides_no_more_than_its_paragraph(shown: Show) -> None:
    open_field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert shown(body(f"<w:p>{run('2')}{open_field}</w:p>{paragraph('后')}")) == [
        f"2{OBJECT}",
        "后",
    ]


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
