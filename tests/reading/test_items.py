"""Listed problems, improvements and other matters."""

from collections.abc import Callable

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.outline import read_items, read_outline

Write = Callable[[str], Document]


def items(document: Document, form: Form) -> list[tuple[str, str]]:
    found = list(read_items(document, form, read_outline(document, form)))
    assert all(document.quote(item.evidence.span) == item.evidence.quote for item in found)
    return [(item.kind, item.evidence.quote) for item in found]


def test_bullets_are_items_and_the_words_before_them_are_not(document: Write, form: Form) -> None:
    text = (
        "五、存在的主要问题及改进情况\n还有不足：一是公开不及时；二是解读形式单一。\n"
        "下一步，我局将改进。一是加强培训。二是丰富解读形式。\n六、其他需要报告的事项\n无。"
    )
    assert items(document(text), form) == [
        ("problem", "一是公开不及时；"),
        ("problem", "二是解读形式单一。"),
        ("improvement", "一是加强培训。"),
        ("improvement", "二是丰富解读形式。"),
    ]


def test_a_paragraph_without_bullets_is_one_item(document: Write, form: Form) -> None:
    text = (
        "五、存在的主要问题及改进情况\n主动公开的内容还不够全面，时效有待提高。\n"
        "六、其他需要报告的事项\n本年度未收取信息处理费。"
    )
    assert items(document(text), form) == [
        ("problem", "主动公开的内容还不够全面，时效有待提高。"),
        ("other_matter", "本年度未收取信息处理费。"),
    ]
