"""Years by their relation to the year reported on."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.reading.prose.mentions import read_mentions
from extractor.reading.prose.plain import with_dates_named

Write = Callable[[str], Document]


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("2021年收到5件", "本年收到⟦2⟧件"),
        ("2020年收到5件", "上年收到⟦2⟧件"),
        ("二Ｏ二一年收到5件", "本年收到⟦2⟧件"),
        ("21年收到5件", "本年收到⟦2⟧件"),
        ("较20年增加5件", "较上年增加⟦2⟧件"),
        ("历时21年完成5件", "历时⟦1⟧年完成⟦2⟧件"),
        ("21年来共收到5件", "⟦1⟧年来共收到⟦2⟧件"),
        ("35年收到5件", "⟦1⟧年收到⟦2⟧件"),
        ("2019—2021年收到5件", "⟦1⟧年收到⟦2⟧件"),
    ],
)
def test_a_year_is_called_by_name(document: Write, sentence: str, plain: str) -> None:
    (read,) = read_mentions(document(sentence))
    assert with_dates_named(read, read.marked, 2021, near_only=True) == plain
