"""What is printed on a page only for the page's sake is told from the text."""

import pytest

from extractor.document.plain.pages import furniture, split_pages
from extractor.document.textlines import split_lines


def _found(text: str) -> list[str]:
    lines = split_lines(text)
    return [lines[i].text.strip() for i in sorted(furniture(lines, split_pages(lines)))]


def test_a_form_feed_begins_a_page() -> None:
    assert split_pages(split_lines("甲\n乙\n\f丙\n丁")) == [range(2), range(2, 4)]


@pytest.mark.parametrize("number", ["- 3 -", "—3—", "第 3 页", "第3页，共8页"])
def test_a_page_number_is_known_by_its_form(number: str) -> None:
    assert _found(f"借出\n{number}\n归还") == [number]


def test_a_bare_number_must_count_the_pages() -> None:
    assert _found("甲\n1\n\f乙\n2\n\f丙\n3\n") == ["1", "2", "3"]
    assert _found("甲\n7\n\f乙\n7\n\f丙\n9\n") == []


def test_a_running_head_begins_three_pages() -> None:
    head = "青禾县图书馆"
    assert _found(f"{head}\n甲\n\f{head}\n乙\n\f{head}\n丙") == [head] * 3
    assert _found(f"{head}\n甲\n\f{head}\n乙\n\f丁\n丙") == []


def test_a_header_that_is_repeated_is_none() -> None:
    head = "馆藏    借出    归还"
    assert _found(f"{head}\n甲\n\f{head}\n乙\n\f{head}\n丙") == []
