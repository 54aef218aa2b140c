"""Counted things outside the closed list, and what adds up."""

from collections.abc import Callable

import pytest

from extractor.model.document import Document
from extractor.model.form import Form
from extractor.model.record import Enumeration, Fact
from extractor.reading.mentions import read_mentions
from extractor.reading.open_facts import read_open_facts
from extractor.reading.rules import read_rules

Write = Callable[[str], Document]


def read(document: Document, form: Form) -> tuple[list[Fact], list[Enumeration]]:
    sentences = read_mentions(document)
    given = read_rules(document, form, sentences)[1]
    return read_open_facts(document, form, sentences, given)


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
    (fact,) = read(written, form)[0]
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
        "深化最多跑一次改革。",
    ],
)
def test_what_counts_nothing_of_the_report_is_no_fact(
    document: Write, form: Form, sentence: str
) -> None:
    assert read(document(sentence), form)[0] == []


def test_a_share_belongs_to_the_figure_before_it(document: Write, form: Form) -> None:
    (fact,) = read(document("财政信息2条，占1.5%。"), form)[0]
    assert fact.share is not None
    assert (str(fact.share.value), fact.evidence.quote) == ("1.5", "财政信息2条，占1.5%")


def test_a_list_after_a_total_is_an_enumeration(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条。其中机构信息60条；财政信息30条；其他信息10条。"
    facts, (enumeration,) = read(document(text), form)
    assert [fact.label for fact in facts] == ["机构信息", "财政信息", "其他信息"]
    assert enumeration.total == "narrative.proactive.total"
    assert enumeration.parts == (0, 1, 2)
    assert enumeration.complete


def test_a_list_ends_with_its_sentence(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条，包括机构信息60条、财政信息40条；发布通知公告11条。"
    _, (enumeration,) = read(document(text), form)
    assert enumeration.parts == (0, 1)
