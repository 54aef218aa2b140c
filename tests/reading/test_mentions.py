"""Every figure gets a number of its own."""

import re
from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.reading.prose.mentions import read_mentions

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
