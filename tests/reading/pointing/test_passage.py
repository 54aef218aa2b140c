"""Running text as a model sees it."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.reading import Reader
from extractor.reading.outline import read_outline
from extractor.reading.pointing.passage import LONGEST, Passage, read_passages
from extractor.reading.pointing.prompt import shown
from extractor.reading.prose.mentions import read_mentions

Write = Callable[[str], Document]

REPORT = """某县教育局2023年政府信息公开工作年度报告
一、总体情况
2023年，我局主动公开政府信息320条，收到申请１２件。未发生行政诉讼。
二、主动公开政府信息情况
规章 3
五、存在的主要问题及改进情况
一是人手少；二是更新慢。
六、其他需要报告的事项
无。
"""


def passages(document: Document, form: Form) -> tuple[Passage, ...]:
    sections = read_outline(document, form).sections
    return read_passages(document, form, sections, read_mentions(document))


def test_the_prose_with_its_figures_and_sentences_marked(document: Write, form: Form) -> None:
    (passage,) = passages(document(REPORT), form)
    assert passage.text.splitlines() == [
        "# 总体情况",
        "2023年，我局主动公开政府信息⟦1⟧320条，收到申请⟦2⟧１２件。§1 未发生行政诉讼。",
        "# 存在的主要问题及改进情况",
        "§2 一是人手少；§3 二是更新慢。",
        "# 其他需要报告的事项",
        "§4 无。",
    ]
    assert [mention.amount.value for mention in passage.mentions] == [320, 12]


def test_dates_and_numbers_of_paragraphs_have_no_mark(document: Write, form: Form) -> None:
    (passage,) = passages(document("一、总体情况\n1.公开情况。2023年12月31日止公开6条。"), form)
    assert passage.text.splitlines()[1] == "1.公开情况。2023年12月31日止公开⟦1⟧6条。"


def test_a_report_cannot_forge_a_mark(document: Write, form: Form) -> None:
    (passage,) = passages(document("一、总体情况\n收到申请⟦9⟧7件，§5 未答复3件。"), form)
    assert passage.text == "# 总体情况\n§1 收到申请[9]⟦1⟧7件，S⟦2⟧5 未答复⟦3⟧3件。"


def test_long_prose_is_cut_between_lines_and_numbered_anew(document: Write, form: Form) -> None:
    line = "全年公开信息5条，收到申请3件。"
    text = "一、总体情况\n" + "\n".join([line] * (2 * LONGEST // len(line)))
    first, second, *_ = passages(document(text), form)
    assert first.text.startswith("# 总体情况\n全年公开信息⟦1⟧5条")
    assert second.text.startswith("# 总体情况\n全年公开信息⟦1⟧5条")
    assert len(first.text) < 2 * LONGEST


@given(st.lists(st.sampled_from(["收到3件", "⟦", "⟧", "§", "⟦2⟧", "未", "，", "。", "7", "§1 "])))
def test_marks_count_from_one_and_stand_before_their_figure(words: list[str]) -> None:
    form = load_form("disclosure_2021")
    document = read_bytes(f"一、总体情况\n我局{''.join(words)}".encode(), "test.txt")
    for passage in passages(document, form):
        for number, mention in enumerate(passage.mentions, 1):
            assert passage.text.count(f"⟦{number}⟧") == 1
            after = passage.text.split(f"⟦{number}⟧")[1]
            assert after.startswith(shown(document.quote(mention.span)))
        assert passage.text.count("⟦") == passage.text.count("⟧") == len(passage.mentions)
        assert passage.text.count("§") == len(passage.sentences)


def test_a_report_without_figures_or_sentences_asks_nothing(
    reader: Callable[[str], Reader],
) -> None:
    assert reader("一、总体情况\n我局认真落实。").questions() == ()
