"""Counted things outside the closed list."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.prose.open_facts import read_open_facts
from extractor.reading.prose.patterns import read_patterns
from extractor.reading.prose.relations import read_prose
from extractor.record.record import Fact

Write = Callable[[str], Document]


def read(document: Document, form: Form) -> list[Fact]:
    prose = read_prose(document, form)
    return read_open_facts(prose, read_patterns(prose)[1])[0]


@pytest.mark.parametrize(
    ("sentence", "label", "value", "unit"),
    [
        ("全年发布政策解读38篇。", "政策解读", 38, "篇"),
        ("还公布了26个重大项目的批复。", "重大项目的批复", 26, "个"),
        ("一年来，举办新闻发布会4场。", "新闻发布会", 4, "场"),
        ("编制政府信息公开指南1份。", "政府信息公开指南", 1, "份"),
        ("清理栏目，共设置13个栏目进行管理。", "栏目", 13, "个"),
        ("回应群众关切共计 169 条。", "回应群众关切", 169, "条"),
    ],
)
def test_labels_are_short(
    document: Write, form: Form, sentence: str, label: str, value: int, unit: str
) -> None:
    written = document(sentence)
    (fact,) = read(written, form)
    assert (fact.label, fact.amount.value, fact.amount.unit) == (label, value, unit)
    assert written.quote(fact.evidence.span) == fact.evidence.quote
    assert fact.label in fact.evidence.quote.replace(" ", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "网页每周更新三次，每月两次抽查。",
        "在20个工作日内公开。",
        "搭建一个平台。",
        "较上年增加3件。",
        "与上年的12件相比有所减少。",
        "深化最多跑一次改革。",
    ],
)
def test_what_counts_nothing_of_the_report_is_no_fact(
    document: Write, form: Form, sentence: str
) -> None:
    assert read(document(sentence), form) == []


def test_a_share_belongs_to_the_figure_before_it(document: Write, form: Form) -> None:
    (fact,) = read(document("财政信息2条，占1.5%。"), form)
    assert fact.share is not None
    assert (str(fact.share.value), fact.evidence.quote) == ("1.5", "财政信息2条，占1.5%")
