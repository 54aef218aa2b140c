"""Bytes become text in whatever encoding they were saved, or an error says why not."""

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document.decode import decode
from extractor.errors import Malformed, UnsupportedFormat

SIMPLIFIED = "一、总体情况\n本年新收到的申请是29件，比上年少37件。\n"
TRADITIONAL = (
    "一、總體情況\n本年新收到的申請是29件，比上年的66件少。這個數字為歷年之最，對於來年不作估計。\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLIFIED, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")]
    + [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "gb18030")]
    + [(TRADITIONAL, name) for name in ("utf-8", "cp950", "big5hkscs", "utf-16-be")],
)
def test_each_encoding_is_recognized(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_big_endian_mark_is_honoured_and_dropped() -> None:
    assert decode(codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be")) == SIMPLIFIED


@given(st.lists(st.sampled_from([*SIMPLIFIED.split("\n"), "规章\t0", "12.5万元"]), min_size=1))
def test_decoding_undoes_encoding(lines: list[str]) -> None:
    text = "\n".join([SIMPLIFIED, *lines])
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"):
        assert decode(text.encode(encoding)) == text


def test_every_kind_of_line_end_becomes_a_newline() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "GB18030", "big5", "utf-8", "nonsense"])
def test_what_a_page_declares_may_be_true_or_not(declared: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">{SIMPLIFIED}'
    assert decode(page.encode("gb18030")) == page
    assert decode(page.encode("utf-8")) == page


def test_a_declaration_decides_what_too_little_text_leaves_open() -> None:
    page = '<meta charset="big5"><td>規章'
    assert decode(page.encode("cp950")) == page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("at", ["比", "29", "\n"])
def test_a_bad_byte_is_one_bad_character(encoding: str, at: str) -> None:
    text = SIMPLIFIED * 3
    before, after = text.split(at, 1)
    bad = before.encode(encoding) + b"\xff" + (at + after).encode(encoding.removesuffix("-sig"))
    assert decode(bad) == f"{before}\ufffd{at}{after}"


def test_utf8_that_is_cut_off_ends_in_a_bad_character() -> None:
    assert decode((SIMPLIFIED * 20).encode()[:-2]) == (SIMPLIFIED * 20)[:-2] + "\ufffd"


@given(st.integers(0, len((SIMPLIFIED * 5).encode()) - 1), st.integers(0x80, 0xFF))
def test_one_changed_byte_leaves_all_other_characters_alone(at: int, byte: int) -> None:
    data = bytearray((SIMPLIFIED * 5).encode())
    data[at] = byte
    before, after = data[:at].decode(errors="ignore"), data[at + 3 :].decode(errors="ignore")
    text = decode(bytes(data))
    assert text.startswith(before) and text.endswith(after[3:])


def test_utf8_that_is_damaged_is_not_read_as_something_else() -> None:
    with pytest.raises(UnsupportedFormat, match="damaged"):
        decode(bytes(b for b in SIMPLIFIED.encode() * 20 if b != 0xE6))
    with pytest.raises(Malformed, match="UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8")


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 99, random.Random(1).randbytes(5000), b"\x01\x02\x03abc", b"no text\x00" * 99],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        decode(data)


def test_nothing_but_white_space_is_refused() -> None:
    with pytest.raises(Malformed, match="white space"):
        decode(b" \t\r\n\xe3\x80\x80")
