"""Html is read as a browser shows it."""

from collections.abc import Callable

import pytest

from extractor.document import OBJECT
from extractor.document.read import read_bytes
from extractor.errors import Malformed, TooLarge

Show = Callable[[str], list[object]]
Mark = Callable[[str], tuple[str, list[str]]]
Place = Callable[[str], dict[str, tuple[int, int, int, int]]]


def test_block_elements_and_line_breaks_end_a_line(shown: Show) -> None:
    html = "<div>甲<p>乙</p>丙<br>丁<ul><li>戊<li>己</ul><h2>庚</h2></div>"
    assert shown(html) == list("甲乙丙丁戊己庚")


def test_inline_elements_are_joined_and_white_space_collapses(shown: Show) -> None:
    assert shown("<p>\n  共 <b>29</b><span>件</span>\n\t等 <i> 事</i> </p>") == ["共 29件 等 事"]


def test_preformatted_lines_stay(shown: Show) -> None:
    assert shown("<pre>甲 1\n乙 2</pre>") == ["甲 1", "乙 2"]


def test_entities_are_characters(shown: Show) -> None:
    assert shown("<p>&ldquo;甲&rdquo;&nbsp;&#20057;&amp;&lt;&#x4e19;</p>") == ["“甲”\u00a0乙&<丙"]


@pytest.mark.parametrize(
    "dropped",
    [
        "<script>乙</script>",
        "<style>乙</style>",
        "<noscript>乙</noscript>",
        "<template><p>乙</p></template>",
        "<nav><a>乙</a></nav>",
        "<footer>乙</footer>",
        "<aside>乙</aside>",
        "<select><option>乙</select>",
        "<textarea>乙</textarea>",
        "<button>乙</button>",
        "<div hidden>乙</div>",
        '<div style="color:red; DISPLAY : none"><p>乙</p></div>',
        "<!-- 乙 -->",
        "<svg><text>乙</text></svg>",
    ],
)
def test_what_is_no_part_of_the_text_is_dropped(dropped: str, shown: Show) -> None:
    html = f"<html><head><title>题</title></head><body><p>甲</p>{dropped}<p>丙</p></body></html>"
    assert shown(html) == ["甲", "丙"]


@pytest.mark.parametrize(
    ("inner", "text", "marks"),
    [
        ("<sup>1</sup>", "8¹2", ["¹"]),
        ("<sup>[3]</sup>", "8⁽³⁾2", ["⁽³⁾"]),
        ("<sup><a href='#n'>注4</a></sup>", "8注⁴2", ["注⁴"]),
        ("<a href='page.html#_ftn7'>[7]</a>", "8⁽⁷⁾2", ["⁽⁷⁾"]),
        ("<span class='MsoFootnoteReference'>5</span>", "8⁵2", ["⁵"]),
        ("<sub>6</sub>", "8₆2", ["₆"]),
        ("<s>9</s>", "82", ["8|2"]),
        ("<strike>9</strike>", "82", ["8|2"]),
        ("<del><b>9</b>0</del>", "82", ["8|2"]),
        ("<ruby>6<rp>(</rp><rt>liu</rt><rp>)</rp></ruby>", "862", ["6|2"]),
        ("<i hidden>9</i>", "82", ["8|2"]),
        ("<i aria-hidden=true>9</i>", "892", []),
        ("<!-- 9 -->", "82", []),
        ("<wbr>", "82", []),
        ("&shy;", "82", []),
        ("&#8203;", "82", []),
        ("<img src=9.png>", f"8{OBJECT}2", [OBJECT]),
        ("<img src=9.png width=1 height=1>", "82", []),
        ("<img src=9.png style='display:none'>", "82", []),
        ("<svg><text>9</text></svg>", f"8{OBJECT}2", [OBJECT]),
        ("<canvas>9</canvas>", f"8{OBJECT}2", [OBJECT]),
        ("<object>9</object>", f"8{OBJECT}2", [OBJECT]),
        ("<input value=9>", f"8{OBJECT}2", [OBJECT]),
        ("<input type=hidden value=9>", "82", []),
        ("<math><mrow><mn>6</mn></mrow></math>", "862", ["6"]),
        ("<math><mfrac><mn>6</mn><mn>5</mn></mfrac></math>", f"8{OBJECT}2", [OBJECT]),
        ("<math><msup><mn>6</mn><mn>2</mn></msup></math>", f"8{OBJECT}2", [OBJECT]),
        ("<font face='Wingdings'>9</font>", f"8{OBJECT}2", [OBJECT]),
        ("&#xE6A1;", f"8{OBJECT}2", [OBJECT]),
    ],
)
def test_what_stands_inside_a_figure(inner: str, text: str, marks: list[str], marked: Mark) -> None:
    assert marked(f"<p>公开8{inner}2条</p>") == (f"公开{text}条", marks)
    assert marked(f"<table><tr><td>甲<td>8{inner}2</table>") == (f"甲\t{text}", marks)


def test_a_break_inside_a_figure_stays_one(shown: Show) -> None:
    assert shown("<table><tr><td>甲<td>8<br>1<tr><td>乙<td><p>9</p><p>2</p></table>") == [
        [["甲", "8\n1"], ["乙", "9\n2"]]
    ]


def test_pictures_stay_where_they_may_be_figures(shown: Show) -> None:
    assert shown("<p><img></p><p><img>一、总体情况</p><p>收到申请<img>件。<img></p>") == [
        "一、总体情况",
        f"收到申请{OBJECT}件。",
    ]
    assert shown("<table><tr><td>甲<td><img><tr><td><img>乙<td>1</table>") == [
        [["甲", OBJECT], ["乙", "1"]]
    ]


def test_a_page_laid_out_around_pictures_is_unwrapped(shown: Show) -> None:
    assert shown("<table><tr><td><img><td><p>前</p><table><tr><td>甲<td>1</table></table>") == [
        "前",
        [["甲", "1"]],
    ]


def test_a_bad_byte_is_marked() -> None:
    page = "<p>本年新收到的申请是29件，其中网上申请12件，不予公开的为0件，与上年相比少了许多。</p>"
    data = page.replace("29", "2~9").encode().replace(b"~", b"\xff")
    document = read_bytes(data + page.encode(), "a.html")
    assert [document.quote(span) for span in document.marked] == ["\ufffd"]


def test_headers_and_forms_hold_articles_on_some_sites(shown: Show) -> None:
    assert shown('<form><header>甲</header><p style="border:none">乙</p></form>') == ["甲", "乙"]


def test_a_table_is_cells_between_tabs_and_an_empty_line_after() -> None:
    html = "<p>前<table><tr><th>甲<th>乙<tr><td>1<td>&nbsp;</table>后"
    document = read_bytes(html.encode(), "a.html")
    assert document.text == "前\n甲\t乙\n1\t\n\n后\n"
    assert document.media_type == "text/html"
    (table,) = document.tables
    assert table.aligned and document.quote(table.span) == "甲\t乙\n1\t"


def test_spanning_cells_stand_once_at_their_top_left_corner(placed: Place) -> None:
    html = """<table><thead><tr><th rowspan="2">项目<th colspan="2">办件</tr>
      <tr><th>新收<th>结转</tr></thead><tbody><tr><td>规章<td>1<td>2</table>"""
    assert placed(html) == {
        "项目": (0, 0, 2, 1),
        "办件": (0, 1, 1, 2),
        "新收": (1, 1, 1, 1),
        "结转": (1, 2, 1, 1),
        "规章": (2, 0, 1, 1),
        "1": (2, 1, 1, 1),
        "2": (2, 2, 1, 1),
    }


def test_absurd_spans_are_clamped(placed: Place) -> None:
    html = '<table><tr><td rowspan="0">甲<td colspan="0">乙<td rowspan="-1" colspan="x">丙'
    html += '<tr><td rowspan="999999999">丁<td colspan="999999">戊</table>'
    assert placed(html) == {
        "甲": (0, 0, 2, 1),
        "乙": (0, 1, 1, 1),
        "丙": (0, 2, 1, 1),
        "丁": (1, 1, 1, 1),
        "戊": (1, 2, 1, 100),
    }


def test_lines_in_a_cell_are_lines_of_its_text(shown: Show) -> None:
    html = "<table><tr><td>新公开<br>数量<td><p>（三）</p><p>&nbsp;</p><p>不予公开</p></table>"
    assert shown(html) == [[["新公开\n数量", "（三）\n不予公开"]]]


def test_a_caption_stands_before_its_table(shown: Show) -> None:
    html = "<table><caption>表一</caption><tr><td>甲<td>乙</table>"
    assert shown(html) == ["表一", [["甲", "乙"]]]


def test_a_table_that_lays_out_the_page_is_unwrapped(shown: Show) -> None:
    data = "<table><tr><td>规章<td>1<tr><td>文件<td>2</table>"
    page = f"<table><tr><td><a>首页</a><td><p>标题</p><p>前言</p>{data}<p>后记</p></table>"
    assert shown(page) == ["首页", "标题", "前言", [["规章", "1"], ["文件", "2"]], "后记"]
    assert shown(f"<table><tr><td>{page}</table>") == shown(page)


def test_a_table_of_one_cell_is_a_paragraph(shown: Show) -> None:
    assert shown("<table><tr><td>甲<br>乙</table>") == ["甲", "乙"]


def test_a_broken_table_is_mended_as_browsers_do(shown: Show) -> None:
    assert shown("<table><td>甲<td>1<tr><td>乙</td></tr>注<td>2</div>") == [
        "注",
        [["甲", "1"], ["乙"], ["2"]],
    ]


def test_a_page_in_gb2312_is_decoded() -> None:
    html = '<meta charset="gb2312"><p>本年新收到的申请，是29件。'
    assert "29件" in read_bytes(html.encode("gb18030"), "a.html").text


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(Malformed, match="no text"):
        read_bytes(b"<html><body><img src=a.png><script>x()</script></body></html>", "a.html")


@pytest.mark.parametrize(("depth", "tag"), [(300, "div"), (4_900, "span"), (100_000, "div")])
def test_deep_nesting_is_refused(depth: int, tag: str) -> None:
    with pytest.raises(TooLarge, match="levels of nested html elements, the limit is 256"):
        read_bytes(f"<html>{f'<{tag}>' * depth}甲".encode(), "a.html")


def test_a_cell_of_a_million_digits_is_refused() -> None:
    html = f"<table><tr><td>甲<td>{'9' * 10**6}<tr><td>乙<td>1</table>"
    with pytest.raises(TooLarge, match="characters in one line or cell, the limit is 100,000"):
        read_bytes(html.encode(), "a.html")


def test_a_table_of_a_hundred_thousand_rows_is_refused() -> None:
    with pytest.raises(TooLarge, match="table 1: 5,001 rows"):
        read_bytes(b"<table>" + b"<tr><td>1<td>2" * 100_000, "a.html")
