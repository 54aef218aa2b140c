"""Html that would cost the parser too much is refused before it is parsed."""

import pytest

from extractor.document.html import check_nesting
from extractor.errors import TooLarge


@pytest.mark.parametrize(
    "html",
    [
        "<p>甲" * 20_000,
        "<div><span>甲</span></div>" * 20_000,
        "<td><font>甲" * 100,
        f'<img src="data:image/png;base64,{"A" * 10**6}">',
        f'<img alt="{"一 二 " * 5_000}">',
        "<script>" + "'<div>'+" * 20_000 + "</script>",
        "<!--" + "<div>" * 20_000 + "-->",
        "a < b " * 20_000,
    ],
    ids=["unclosed p", "pairs", "unclosed font", "image", "words", "script", "comment", "less"],
)
def test_ordinary_pages_pass(html: str) -> None:
    check_nesting(html)


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<div>" * 10_000, "levels"),
        ("<div a='</div>'>" * 10_000, "levels"),
        ("<div><script></div></script>" * 10_000, "levels"),
        ("".join(f"<b id={i}><p>" for i in range(2_000)), "elements that unclosed tags repeat"),
        ("<p>" * 500_001, "html tags"),
        ("<p " + " ".join(f"a{i}" for i in range(2_000)) + ">", "attributes"),
    ],
    ids=["deep", "quoted ends", "script ends", "repeated", "many", "attributes"],
)
def test_costly_ones_are_refused(html: str, what: str) -> None:
    with pytest.raises(TooLarge, match=what):
        check_nesting(html)
