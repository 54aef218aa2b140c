"""What css writes beside a figure makes it one that is asked about."""

from collections.abc import Callable

import pytest

from extractor.document import OBJECT
from extractor.document.html.cascade import generated

Show = Callable[[str], list[object]]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('"4"', OBJECT),
        ('"46"', OBJECT),
        ('"共"', OBJECT),
        ('"%"', OBJECT),
        ('"4" "6"', OBJECT),
        ('"4. "', f"{OBJECT} "),
        ('"（见表 4）"', f" {OBJECT} {OBJECT} "),
        ("counter(row)", OBJECT),
        ('counter(row) "、"', f"{OBJECT} "),
        ("attr(data-n)", OBJECT),
    ],
)
def test_words_and_figures_are_there_but_not_read(content: str, text: str) -> None:
    assert generated(content) == text


@pytest.mark.parametrize(
    "content",
    ["none", "normal", '""', '" "', '"•"', '"→"', '"·"', '"："', '"\ue6a1"', "open-quote",
     "url(a4.png)"],
)  # fmt: skip
def test_bullets_arrows_and_icons_are_nothing(content: str) -> None:
    assert generated(content) == ""


@pytest.mark.parametrize(
    ("css", "cell"),
    [
        ('.x::before{content:"4"}', f"{OBJECT}82"),
        ('.x:before{content:"4"}', f"{OBJECT}82"),
        (".x::after{content:'4'}", f"82{OBJECT}"),
        ('.x::after{content:" 万"}', f"82{OBJECT}"),
        ('td ::after{content:"\\34"}', f"82{OBJECT}"),
        ('.x::after{content:"4"} td .x::after{content:""}', "82"),
        ('.x::after{content:"4";display:none}', "82"),
        ('.x::after{content:"4";visibility:hidden}', "82"),
        ('.x::after{content:"4";font-size:0}', "82"),
        ('.x::after{content:"4";color:transparent}', "82"),
        ('.x{content:"4"}', "82"),
        ('.x::after{content:"\\e6a1"}', "82"),
        ('@media print{.x::after{content:"4"}}', "82"),
        ('table::after, tr::before{content:"4"}', "82"),
        ('td::before{content:"数量："}', "82"),
        ('.x{display:none} .x::after{content:"4"}', ""),
    ],
)
def test_it_stands_where_a_browser_shows_it(css: str, cell: str, shown: Show) -> None:
    page = f"<style>{css}</style><table><tr><td>甲<td><i class=x>82</i></table>"
    assert shown(page) == [[["甲", cell]]]


def test_an_empty_element_may_have_some(shown: Show) -> None:
    assert shown('<style>.n:after{content:"6"}</style><p>共8<i class=n></i>2件') == [
        f"共8{OBJECT}2件"
    ]
