"""Whatever the file, the answer is a sound Document or a DocumentError."""

import hashlib
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document, Span, Table
from extractor.document.read import read_bytes, read_document
from extractor.errors import DocumentError, Malformed, TooLarge, UnsupportedFormat

REPORTS = Path(__file__).parents[2] / ".." / "shared" / "reports"


def leaves(document: Document) -> list[Span]:
    """The spans of all paragraphs and cells, in reading order."""
    spans = []
    for block in document.blocks:
        if isinstance(block, Table):
            spans += [cell.span for row in block.rows for cell in row]
        else:
            spans.append(block.span)
    return spans


def check(document: Document) -> None:
    """What always holds of a document's spans, cells and marks."""
    spans = leaves(document)
    assert document.text.encode()
    assert all(0 <= mark.start <= mark.end <= len(document.text) for mark in document.marked)
    assert all("\n" not in document.quote(mark) for mark in document.marked)
    assert spans
    assert all(0 <= span.start <= span.end <= len(document.text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for span in spans:
        quote = document.quote(span)
        assert quote == quote.strip()
    for paragraph in document.paragraphs:
        assert document.quote(paragraph.span)
    for table in document.tables:
        cells = [cell for row in table.rows for cell in row]
        assert len({(cell.row, cell.column) for cell in cells}) == len(cells)
        assert all(cell.row == row for row, cells in enumerate(table.rows) for cell in cells)
        assert all(cell.rowspan >= 1 and cell.colspan >= 1 for cell in cells)
        assert all(cell.row + cell.rowspan <= len(table.rows) for cell in cells)
        assert (table.span.start, table.span.end) == (cells[0].span.start, cells[-1].span.end)


def read_or_refuse(data: bytes) -> None:
    try:
        document = read_bytes(data, "file")
    except DocumentError as error:
        assert error.reason and error.remedy
    else:
        check(document)


TEXT_PIECES = st.sampled_from(
    ["\t", "\n", "\n\n", "\n\n\n", "\r\n", "|", "---", "  ", "\u3000", "\u00a0", "一、", "（三）",
     "甲", "规章", "0", "12", "-", "本年没有变化。", "，", "\ufeff", "\x1c", "\u2028", "\x85"]
)  # fmt: skip
HTML_PIECES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "<td rowspan=2>", "<td colspan=3>", "</td>",
     "<th rowspan=0>", "<thead>", "<tbody>", "<caption>", "<p>", "</p>", "<br>", "<div>", "</div>",
     "<b>", "</b>", "<pre>", "<svg>", "<td hidden>", "<select>", "<nav>", "<form>", "甲", "12",
     "&nbsp;", " ", "\n", "<!--", "-->", "&#0;", "<template>", "<frameset>", "本年没有变化。" * 40,
     "<s>", "</s>", "<sup>", "</sup>", "<img>", "<math>", "<i style='font-size:0'>", "</i>",
     "<b style='visibility:visible;font-size:9px'>", "<style>.a,p>b{display:none}</style>",
     "<a class=a>", "&shy;"]
)  # fmt: skip
WORD_PIECES = st.recursive(
    st.sampled_from(
        ["<w:p><w:r><w:t>甲</w:t></w:r></w:p>", "<w:t>12</w:t>", "<w:br/>", "<w:tab/>", "<w:tc/>",
         '<w:tcPr><w:vMerge/><w:gridSpan w:val="2"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>",
         '<w:trPr><w:gridBefore w:val="3"/></w:trPr>', '<w:tcPr><w:gridSpan w:val="-1"/></w:tcPr>',
         '<w:tcPr><w:gridSpan/><w:vMerge w:val="restart"/></w:tcPr>', "<!-- a -->", "<?a b?>",
         "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
         "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:tcPr><w:hMerge/></w:tcPr>", "<w:drawing/>",
         '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>', "<w:sym/>"]
    ),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["w:tbl", "w:tr", "w:tc", "w:p", "w:sdt", "w:ins", "w:del", "w:r",
                         "w:txbxContent", "w:pict", "w:ruby", "w:fldSimple"]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=30,
)  # fmt: skip


@given(st.lists(TEXT_PIECES, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text.encode())


@given(st.lists(HTML_PIECES, max_size=60).map("".join))
def test_any_html_is_read_or_refused(html: str) -> None:
    read_or_refuse(f"<html>{html}".encode())


@given(st.lists(WORD_PIECES, max_size=6).map("".join))
def test_any_word_body_is_read_or_refused(xml: str) -> None:
    read_or_refuse(word_file(xml))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(st.sampled_from([b"PK\x03\x04", b"%PDF-", b"<html>", b"\xff\xfe", b"\xfe\xff"]), st.binary())
def test_any_bytes_after_known_ones_are_read_or_refused(magic: bytes, data: bytes) -> None:
    read_or_refuse(magic + data)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_docx_is_read_or_refused(damages: list[tuple[int, int]]) -> None:
    data = bytearray(word_file("<w:p><w:r><w:t>甲</w:t></w:r></w:p>"))
    for place, value in damages:
        data[place % len(data)] = value
    read_or_refuse(bytes(data))


def word_file(body: str) -> bytes:
    """The smallest docx with this body."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        main = f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", main)
    return buffer.getvalue()


def test_a_document_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "misnamed.docx"
    path.write_bytes("甲\r\n乙".encode("gb18030"))
    document = read_document(path)
    assert document.text == "甲\n乙"
    assert (document.path, document.media_type) == (str(path), "text/plain")
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_no_character_is_marked_in_a_plain_text_too() -> None:
    text = "本年新收到的申请是29件，其中网上申请12件，不予公开的为0件，与上年相比少了许多。" * 2
    before, after = text.encode().split(b"9", 1)
    document = read_bytes(before + b"\xff9" + after, "a.txt")
    assert [document.quote(mark) for mark in document.marked] == ["\ufffd"]
    assert read_bytes(text.encode(), "a.txt").marked == ()


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file") as caught:
        read_document(tmp_path / "none.txt")
    assert caught.value.remedy == "check the path"
    with pytest.raises(UnsupportedFormat, match="no regular file"):
        read_document(tmp_path)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    with pytest.raises(Malformed, match="empty"):
        read_document(path)


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(TooLarge, match="104,857,600 bytes in the file, the limit is 33,554,432"):
        read_document(path)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="needs the shared reports")
@pytest.mark.parametrize(
    ("name", "rows", "aligned", "received"),
    [
        ("jiaojiang-service-2020", (24, 26, 4), False, ["", "", "", "", "", "", "0"]),
        ("xiuzhou-fire-2020", (15, 26, 4), False, ["0"] * 7),
        ("xiuzhou-reform-2020", (19, 26, 4), False, ["4", "0", "0", "0", "0", "0", "4"]),
        ("yuchuan-zone-2020", (18, 27, 4), True, ["0"] * 7),
        ("yuhang-reform-2020", (18, 26, 4), False, ["25", "4", "-", "-", "-", "-", "29"]),
    ],
)
def test_real_reports_have_three_tables(
    name: str, rows: tuple[int, ...], aligned: bool, received: list[str]
) -> None:
    document = read_document(REPORTS / f"{name}.txt")
    check(document)
    assert tuple(len(table.rows) for table in document.tables) == rows
    assert {table.aligned for table in document.tables} == {aligned}
    label, *figures = (document.quote(cell.span) for cell in document.tables[1].rows[3])
    assert label.startswith("一、")
    assert figures == received
    headings = [document.quote(paragraph.span)[0] for paragraph in document.paragraphs]
    assert {"五", "六"} <= set(headings) or {"5", "六"} <= set(headings)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="needs the shared reports")
def test_a_label_broken_by_an_empty_line_stays_one_cell() -> None:
    document = read_document(REPORTS / "yuhang-reform-2020.txt")
    labels = [document.quote(row[1].span) for row in document.tables[1].rows if len(row) == 10]
    assert [label for label in labels if "\n" in label] == [
        "（三）\n\n不予公开",
        "（四）\n\n无法提供",
        "（五）\n\n不予处理",
    ]
