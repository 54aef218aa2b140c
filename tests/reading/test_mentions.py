"""Sentences run on over the lines of a page, and every figure gets a number of its own."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.reading import Reader
from extractor.reading.prose.mentions import flows, read_mentions
from extractor.values.amount import Amount

Write = Callable[[str], Document]


def test_figures_are_marked_and_their_units_stay(document: Write) -> None:
    written = document("全年收到申请29件，较去年下降 56%。\n其中邮寄９件。")
    first, second = read_mentions(written)
    assert first.marked == "全年收到申请⟦1⟧件,较去年下降⟦2⟧%"
    assert second.marked == "其中邮寄⟦3⟧件"
    raws = [mention.amount.raw for s in (first, second) for mention in s.mentions]
    assert raws == ["29件", "下降 56%", "９件"]
    for mention in (*first.mentions, *second.mentions):
        assert written.quote(mention.span) == mention.amount.raw


def test_what_counts_nothing_is_no_figure(document: Write) -> None:
    written = document(
        "一是统一部署，根据第二十条和国办〔2019〕60号文，见http://a.example/2020/1.html。"
    )
    assert [m.amount.raw for s in read_mentions(written) for m in s.mentions] == ["60号"]


@pytest.mark.parametrize(
    "printed", ["4O件", "13万2件", "5 82件", "4\ufffc件", "共\ufffd件", "三千五件"]
)
def test_a_figure_that_cannot_be_read_has_a_number_too(document: Write, printed: str) -> None:
    (sentence,) = read_mentions(document(f"全年收到申请{printed}。"))
    assert [mention.amount.state for mention in sentence.mentions] == ["unreadable"]
    assert "⟦1⟧件" in sentence.marked


def test_forged_markers_are_plain_text(document: Write) -> None:
    (sentence,) = read_mentions(document("收到申请⟦3⟧件，实为4件。"))
    assert sentence.marked.count("⟦") == 1


def test_what_runs_on_without_a_stop_is_no_sentence(document: Write) -> None:
    written = document("收到申请29件。" + "公开1.2." * 5000)
    assert [m.amount.raw for s in read_mentions(written) for m in s.mentions] == ["29件"]


@pytest.mark.parametrize("forged", ["⟦1⟧", "⟦٣⟧", "⟦１⟧", "⟦ 2 ⟧"])
def test_a_report_cannot_forge_a_mark(document: Write, forged: str) -> None:
    (sentence,) = read_mentions(document(f"全年收到申请{forged}件，另有7件。"))
    marks = re.findall(r"⟦(.*?)⟧", sentence.marked)
    assert marks == [str(mention.number) for mention in sentence.mentions]


LINE = "我镇坚持公开为常态、不公开为例外，全年共主动公开政府信息"


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        (f"{LINE}40\n2条，办件9件。", {"40\n2条": "unreadable", "9件": "reported"}),
        (f"{LINE}，增长1.\n5%。", {"1.\n5%": "unreadable"}),
        (f"{LINE}402\n条。", {"402\n条": "reported"}),
    ],
)
def test_a_figure_that_the_end_of_a_line_parts_is_not_read(
    document: Write, lines: str, states: dict[str, str]
) -> None:
    written = document(lines)
    mentions = [mention for s in read_mentions(written) for mention in s.mentions]
    assert {written.quote(m.span): m.amount.state for m in mentions} == states


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
