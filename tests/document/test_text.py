"""Plain text keeps its characters; its lines are paragraphs unless they lie as a table does."""

import pytest

from extractor.document import Paragraph, Table
from extractor.document.plain import read_text
from extractor.document.read import read_bytes
from extractor.errors import TooLarge


def test_the_text_is_verbatim_and_lines_are_paragraphs() -> None:
    document = read_bytes("\u3000\u3000甲  \n\n    乙\u00a0\n".encode(), "a.txt")
    assert document.text == "\u3000\u3000甲  \n\n    乙\u00a0\n"
    assert [document.quote(p.span) for p in document.paragraphs] == ["甲", "乙"]
    assert document.media_type == "text/plain"


def test_blocks_come_in_reading_order() -> None:
    blocks = read_text("前\n\n\t甲\n\t1\n\n\t乙\n\t2\n\n\n后\n甲\t1\n乙\t2\n").blocks
    assert [type(block) for block in blocks] == [Paragraph, Table, Paragraph, Table]


def test_a_table_spans_its_cells() -> None:
    text = "前\n甲\t1\n乙\t2\n后"
    (table,) = (block for block in read_text(text).blocks if isinstance(block, Table))
    assert text[table.span.start : table.span.end] == "甲\t1\n乙\t2"


def test_limits_name_the_line_or_the_table() -> None:
    with pytest.raises(TooLarge, match=r"line 2: 100,001 characters"):
        read_text("\t甲\n" + "9" * 100_001)
    with pytest.raises(TooLarge, match=r"table 1 at line 2: 6,000 rows"):
        read_text("前\n" + "甲\t1\n" * 6_000)
    with pytest.raises(TooLarge, match=r"columns in one table"):
        read_text("\t0" * 1_001 + "\n" + "\t0" * 1_001)
    with pytest.raises(TooLarge, match=r"cells in the document"):
        read_text(("\t0" * 900 + "\n后\n") * 112)
    with pytest.raises(TooLarge, match=r"characters of text"):
        read_text("一二三四五六七八九\n" * 200_001)
