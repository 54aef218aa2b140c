"""What markup does to characters is told where it was done, and nothing else moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import OBJECT, Span
from extractor.document.colours import CLEAR, WHITE
from extractor.document.signs import (
    CLOSE,
    DIM,
    GAP,
    LIT,
    OPEN,
    PLAIN,
    Look,
    foreign,
    line,
    shown,
    unsigned,
)

HIDDEN = Look(out=True)


@pytest.mark.parametrize(
    ("text", "look", "sign"),
    [
        ("29", PLAIN, "29"),
        ("29", HIDDEN, GAP),
        ("29", Look(invisible=True), GAP),
        ("29", Look(tiny=True), GAP),
        (" \n", HIDDEN, ""),
        (" ", Look(shift=1), " "),
        ("1", Look(shift=1), f"{OPEN}¹{CLOSE}"),
        (" 1\n", Look(shift=1), f" {OPEN}¹{CLOSE}\n"),
        ("[12]", Look(shift=1), f"{OPEN}⁽¹²⁾{CLOSE}"),
        ("〔３〕", Look(shift=1), f"{OPEN}⁽³⁾{CLOSE}"),
        ("注①*", Look(shift=1), f"{OPEN}注①*{CLOSE}"),
        ("2", Look(shift=-1), f"{OPEN}₂{CLOSE}"),
        ("644", Look(set_apart=True), f"{OPEN}644{CLOSE}"),
        ("29", Look(ink=CLEAR), GAP),
        ("29", Look(ink=WHITE), f"{DIM}29{LIT}"),
        ("29", Look(ink=WHITE, ground="003366"), "29"),
        ("29", Look(ink="003366", ground="003366"), f"{DIM}29{LIT}"),
        ("1", Look(ink=WHITE, shift=1), f"{DIM}{OPEN}¹{CLOSE}{LIT}"),
        (" ", Look(ink=WHITE), " "),
        ("12 l", Look(symbols=True), f"{OBJECT} {OBJECT}"),
        ("规章", Look(symbols=True), "规章"),
    ],
)
def test_text_becomes_what_is_seen_of_it(text: str, look: Look, sign: str) -> None:
    assert shown(text, look) == sign


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (["共 ", " 29", "件\n"], "共 29件"),
        (["8", GAP, "1"], f"8{GAP}1"),
        (["8", GAP, GAP, "1"], f"8{GAP}1"),
        (["共 ", GAP, " 件"], "共 件"),
        (["共", GAP, " 件"], f"共{GAP} 件"),
        (["共 ", GAP, "件"], f"共 {GAP}件"),
        ([GAP, " 共"], "共"),
        ([GAP, "共"], f"{GAP}共"),
        (["共 ", GAP, " "], "共"),
        ([" ", GAP, " ", GAP], ""),
        (["8\u200b1\u00ad0"], "810"),
        (["甲\u00a0\u200b"], "甲"),
        (["甲 \u200b 乙"], "甲 乙"),
    ],
)
def test_a_gap_counts_where_it_touches_a_character(parts: list[str], kept: str) -> None:
    assert line(parts) == kept


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ([f"{DIM}1{LIT}", "507"], f"{GAP}507"),
        (["50", f"{DIM}7{LIT}"], f"50{GAP}"),
        ([f"{DIM}0{LIT}", "5", f"{DIM}0{LIT}"], f"{GAP}5{GAP}"),
        ([f"{DIM}合计{LIT}"], f"{OPEN}合计{CLOSE}"),
        ([f"{DIM}50{LIT}", " ", f"{DIM}7{OPEN}¹{CLOSE}{LIT}"], f"{OPEN}50{CLOSE} {OPEN}7¹{CLOSE}"),
        ([f"{DIM}507{LIT}", GAP], f"{OPEN}507{CLOSE}{GAP}"),
        ([OBJECT, f"{DIM}合计{LIT}"], f"{OPEN}合计{CLOSE}"),
    ],
)
def test_what_is_as_light_as_paper_is_left_out_beside_what_is_not(
    parts: list[str], kept: str
) -> None:
    assert line(parts) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"申请{OBJECT}件", f"申请{OBJECT}件"),
        (f"{OBJECT} 一、总体情况", "一、总体情况"),
        (f"{OBJECT}1、总体情况 {OBJECT}", "1、总体情况"),
        (f"{OBJECT}12", f"{OBJECT}12"),
        (f"12{OBJECT}", f"12{OBJECT}"),
        (f"12 {OBJECT}", "12"),
        (f"{OBJECT}\u00a0甲\u3000{OBJECT}", "甲"),
        (f" {OBJECT} {OBJECT}", OBJECT),
        (f"{GAP}{OBJECT}{GAP}", OBJECT),
        ("12\ue6a1件", f"12{OBJECT}件"),
    ],
)
def test_a_picture_at_the_edge_of_a_line_is_an_icon(text: str, kept: str) -> None:
    assert line([text]) == kept


def test_signs_become_spans() -> None:
    text, spans = unsigned(f"共{GAP}8{OPEN}¹{CLOSE}件", 10)
    assert text == "共8¹件"
    assert spans == [Span(11, 11), Span(12, 13)]


def test_what_could_not_be_read_is_found_in_the_text() -> None:
    assert foreign(f"1{OBJECT}件，2\ufffd\ufffd3") == [Span(1, 2), Span(5, 7)]


@given(st.lists(st.tuples(st.text("共件8¹ \u3000", max_size=4), st.booleans()), max_size=8))
def test_signs_never_change_the_characters(parts: list[tuple[str, bool]]) -> None:
    signed = [text + GAP * gap for text, gap in parts]
    text, spans = unsigned(line(signed), 0)
    assert text.split() == line([text for text, _ in parts]).split()
    assert all(0 <= span.start == span.end <= len(text) for span in spans)
    assert all(
        text[span.start - 1 : span.start].strip() or text[span.end : span.end + 1].strip()
        for span in spans
    )
