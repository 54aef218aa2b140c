"""Reading takes time in proportion to the text, whatever the text repeats.

What goes through a line of 99,000 characters from each of them anew takes ten times the processor
time that is given here, and what divides words in every possible way takes for ever.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from extractor.batch import run
from extractor.forms.file import all_forms
from extractor.forms.form import Form
from extractor.limits import Limits
from extractor.reading.prose.mentions import LONGEST_SENTENCE
from extractor.store import Store

FORM = "disclosure_2019"
HEAD = "柳湾镇2020年政府信息公开工作年度报告\n一、总体情况\n"
LINE = 99_000
REPEATED = (
    " ",
    "\t",
    "1 2  ",
    "地址 ",
    *"# * | ( : 1 甲 a 、 1. 1, 一 一、 (一) 第一部分 [bookmark: 发[2020] 2020年 http://".split(),
    *"www. a@b. 号路 电话1 甲、乙各3件、 收到申请3件, 其中甲3件、 诉讼案件数量 微博微信".split(),
    *"已 通过网站 去年收到公开申请 比上年增加3件,".split(),
)


def test_whatever_is_repeated_is_read_in_time(tmp_path: Path) -> None:
    for number, repeated in enumerate(REPEATED):
        line = (repeated * LINE)[:LINE]
        sentence = (repeated * LONGEST_SENTENCE)[: LONGEST_SENTENCE - 1]
        text = f"{HEAD}甲{line}乙\n{line}\n{f'{sentence}。' * (LINE // LONGEST_SENTENCE)}\n"
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    told = []
    with Store(None) as store:
        run(
            [tmp_path],
            store,
            FORM,
            on_progress=lambda outcome, _: told.append((outcome.path.name, outcome.reason)),
            limits=Limits(seconds=30),
        )
    too_long = [REPEATED[int(name[:2])] for name, reason in told if "processor time" in reason]
    assert too_long == []


def patterns(data: object) -> set[str]:
    """Every text in a form, patterns among them."""
    if isinstance(data, str):
        return {data}
    if isinstance(data, re.Pattern):
        return {data.pattern}
    if isinstance(data, tuple | list):
        return set().union(*map(patterns, data))
    if isinstance(data, dict):
        return patterns(list(data.values()))
    names = getattr(data, "__dataclass_fields__", ())
    return patterns([getattr(data, name) for name in names])


def repeated_words(pattern: str) -> list[set[str]]:
    """The alternatives of each group of plain words that may be repeated.

    >>> [sorted(words) for words in repeated_words("共(?:约|达到?|[为是])*")]
    [['为', '是', '约', '达', '达到']]
    """
    groups = re.findall(r"\(\?:([^()?*+\\.{}]+(?:\?[^()?*+\\.{}]*)*)\)[*+]", pattern)
    return [set().union(*map(_spelled, group.split("|"))) for group in groups]


def _spelled(word: str) -> set[str]:
    """What a word with optional characters and classes of them may be."""
    parts = [
        ([*chars] if chars else [char]) + [""] * bool(may_lack)
        for chars, char, may_lack in re.findall(r"(?:\[([^]]+)\]|(.))(\??)", word)
    ]
    return set(map("".join, product(*parts)))


def is_a_code(words: set[str]) -> bool:
    """Whether no text can be put together from the words in two ways (Sardinas and Patterson)."""
    seen: set[str] = set()
    left = _left_over(words, words) - {""}
    while left and "" not in left:
        seen |= left
        left = (_left_over(words, left) | _left_over(left, words)) - seen
    return not left


def _left_over(heads: set[str], words: set[str]) -> set[str]:
    return {word[len(head) :] for head in heads for word in words if word.startswith(head)}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("数 量", True),
        ("数 量 数量", False),
        ("总数 总 数", False),
        ("达 达到", True),
        ("达 达到 到", False),
        ("甲乙 乙丙 甲 乙丙甲", False),
    ],
)
def test_two_ways_to_put_words_together_are_found(words: str, code: bool) -> None:
    assert is_a_code(set(words.split())) == code


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.id)
def test_no_words_that_repeat_can_be_read_in_two_ways(form: Form) -> None:
    groups = [words for pattern in patterns(form) for words in repeated_words(pattern)]
    assert len(groups) > 20
    assert [sorted(words) for words in groups if not is_a_code(words)] == []
