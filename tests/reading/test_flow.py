"""Sentences over lines that were broken at the width of a page."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.reading import Reader
from extractor.reading.prose.mentions import flows
from extractor.values.amount import Amount

Write = Callable[[str], Document]

TEXT = (
    "2023年，我镇聚焦群众关心的事项，全年共主动公开政府信息1436条，其中通过县政府门户网站公开"
    "512条，通过微信公众号公开286条。全年共收到政府信息公开申请127件，比上年增长12.5%，上年结转"
    "11件，办结121件，其中予以公开86件，部分公开12件，不予公开17件，结转下年度继续办理14件。"
    "因政府信息公开引起的行政复议15件，未发生因政府信息公开引起的行政诉讼案件。"
)


def read(lines: str) -> set[tuple[str, object]]:
    document = read_bytes(f"一、总体情况\n{lines}\n".encode(), "test.txt")
    readings = Reader(document, load_form("disclosure_2021")).read().readings
    return {
        (r.field, r.content.value)
        for r in readings
        if r.source == "rules" and isinstance(r.content, Amount)
    }


def broken(text: str, width: int) -> Iterator[str]:
    """Lines of a page as wide as so many characters; digits are half as wide."""
    line, room = "", float(width)
    for character in text:
        line += character
        room -= 0.5 if character.isascii() else 1
        if room < 0.5:
            yield line
            line, room = "", float(width)
    yield line


@given(st.integers(24, 56), st.sampled_from(["", "    ", "　　"]))
def test_a_line_may_end_anywhere(width: int, indent: str) -> None:
    whole, told = read(TEXT), read(indent + "\n".join(broken(TEXT, width)))
    assert {field for field, _ in told} == {field for field, _ in whole}
    assert {(field, value) for field, value in told if value is not None} <= whole


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请\n其中网上申请五件。",  # too short to fill a page
        "我镇认真贯彻落实上级关于政务公开工作的各项决策部署。\n全年收到申请五件。",
        "我镇认真贯彻落实上级关于政务公开工作的各项决策部署\n（二）依申请公开。",
        "我镇认真贯彻落实上级关于政务公开工作的各项决策部署\n\n全年收到申请五件。",
        "我镇认真贯彻落实上级关于政务公开工作的决策部署\n" + "全年收到申请五件" * 9,
    ],
)
def test_what_may_be_two_paragraphs_stays_two(document: Write, text: str) -> None:
    assert len(list(flows(document(text)))) == 2
