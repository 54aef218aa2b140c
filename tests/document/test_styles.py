"""What styles keep from being seen is not read; what they show again is."""

from collections.abc import Callable

import pytest

from extractor.document import OBJECT
from extractor.document.read import read_bytes
from extractor.errors import TooLarge

Show = Callable[[str], list[object]]
Mark = Callable[[str], tuple[str, list[str]]]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : None !important",
        "visibility:hidden",
        "visibility: collapse",
        "content-visibility:hidden",
        "mso-hide:all",
        "mso-hide:screen",
        "opacity:0",
        "opacity: .0",
        "opacity:0%",
        "opacity:0.01",
        "filter:opacity(0)",
        "filter: alpha(opacity=0)",
        "color:transparent",
        "color:rgba(0, 0, 0, 0)",
        "color:#3330",
        "-webkit-text-fill-color:transparent",
        "color:#fff",
        "color:White !important",
        "color:rgb(254,254,254)",
        "color:#246; background:#224466 url(a.png)",
        "font-size:0",
        "font-size:0.1em",
        "font-size:1px",
        "font:0/0 a",
        "font: bold 0px serif",
        "text-decoration:line-through",
        "text-decoration: red line-through double",
        "text-decoration-line:underline line-through",
        "position:absolute;left:-9999px",
        "position:absolute; top:-999em",
        "position:fixed;right:-100vw",
        "margin-left:-9999px",
        "text-indent:-9999px",
        "position:absolute;clip:rect(0 0 0 0)",
        "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
        "clip-path:inset(50%)",
        "width:1px;height:1px;overflow:hidden",
        "height:0;overflow-y:hidden",
        "max-height:0; overflow: hidden",
        "transform:scale(0)",
        "transform: translateX(-9999px)",
    ],
)
def test_ways_to_keep_text_from_being_seen(style: str, marked: Mark) -> None:
    expected = "共82件", ["8|2"]
    assert marked(f'<p>共8<i style="{style}">9</i>2件') == expected
    assert marked(f"<style>.x{{{style}}}</style><p>共8<i class=x>9</i>2件") == expected
    assert marked(f"<style>p #x{{{style}}}</style><p>共8<i id=x><b>9</b></i>2件") == expected


@pytest.mark.parametrize(
    "style",
    [
        "display:inline-block",
        "visibility:visible",
        "opacity:0.9",
        "filter:opacity(0.8)",
        "color:#333",
        "color:inherit",
        "color:#fff; background:#246",
        "color:#fff; background-color:rgba(0,0,0,.6)",
        "color:transparent; -webkit-background-clip:text",
        "color:transparent; text-shadow:0 0 0 #333",
        "opacity:1",
        "font-size:12px",
        "font:700 12px/0 serif",
        "font-size:80%",
        "text-decoration:underline",
        "text-decoration:none",
        "text-indent:-21pt",
        "margin-left:-960px",
        "left:-50%",
        "clip:auto",
        "clip:rect(0, 300px, 40px, 0)",
        "width:1px",
        "width:60px;overflow:hidden",
        "transform:scale(0.9)",
        "vertical-align:middle",
        "vertical-align:1px",
        "border:none",
        "mso-text-raise:1.0pt",
        "font-family:宋体,Wingdings",
        "display",
    ],
)
def test_ways_to_show_text(style: str, marked: Mark) -> None:
    assert marked(f'<p>共8<i style="{style}">9</i>2件') == ("共892件", [])
    assert marked(f"<style>.x{{{style}}}</style><p>共8<i class=x>9</i>2件") == ("共892件", [])


@pytest.mark.parametrize(
    "style",
    [
        "vertical-align:super",
        "vertical-align: text-top; font-size:9px",
        "vertical-align:6pt",
        "vertical-align:30%",
        "position:relative;top:-4pt;mso-text-raise:4.0pt",
        "font-variant-position:super",
    ],
)
def test_ways_to_raise_text(style: str, marked: Mark) -> None:
    assert marked(f'<p>共82<span style="{style}">9</span>件') == ("共82⁹件", ["⁹"])


@pytest.mark.parametrize(
    ("page", "text", "marks"),
    [
        ("<p>共8<font color=#FFFFFF>9</font>2件", "共82件", ["8|2"]),
        ("<p>共8<font color=white>9<b style='color:#333'>4</b></font>2件", "共842件", ["8|4"]),
        ("<p style='color:#fff'>共8<b style='color:red'>2</b>件", "2", ["|2", "2|"]),
        ("<table><tr><td>甲<td><font color=fefefe>1</font>82", "甲\t82", ["\t|8"]),
        ("<table><tr><td bgcolor=#336699><font color=white>1</font>82", "182", []),
        ("<table bgcolor=teal><tr><td><font color=white>1</font>82", "182", []),
        ("<table bgcolor=teal><tr><td bgcolor=white><font color=white>1</font>82", "82", ["|8"]),
        ("<table><tr><td bgcolor=teal><font color=teal>1</font>82", "82", ["|8"]),
        ("<table><tr><td><font color=white>合计</font><td>82", "合计\t82", ["合计"]),
        ("<p style='color:#fff'>甲乙", "甲乙", ["甲乙"]),
        ("<body bgcolor=black><p style='color:#fff'>共8<b style='color:red'>2</b>", "共82", []),
    ],
)  # fmt: skip
def test_text_in_the_colour_of_its_ground(
    page: str, text: str, marks: list[str], marked: Mark
) -> None:
    assert marked(page) == (text, marks)


def test_a_cell_is_aligned_and_not_raised(shown: Show) -> None:
    cell = '<td style="vertical-align:text-top">'
    assert shown(f"<table><tr>{cell}甲{cell}104</table>") == [[["甲", "104"]]]


def test_a_page_that_draws_notes_in_its_own_way_still_has_them(marked: Mark) -> None:
    css = "sup{vertical-align:baseline;position:relative;top:-.5em;font-size:75%}"
    assert marked(f"<style>{css}</style><p>共82<sup>9</sup>件") == ("共82⁹件", ["⁹"])


def test_letters_of_a_symbol_font_are_not_read(marked: Mark) -> None:
    span = """<span style='font-family:"Wingdings 2"'>R</span>"""
    assert marked(f"<p>已公开{span}件") == (f"已公开{OBJECT}件", [OBJECT])
    assert marked(f"<p>{span}一、总体情况") == ("一、总体情况", [])


@pytest.mark.parametrize(
    ("css", "seen"),
    [
        (".x{display:none} .x.on{display:inline}", True),
        (".x.on{display:inline} .x{display:none}", True),
        ("i.on{display:inline} .x.on{display:none}", False),
        (".x{display:none!important} #x{display:inline}", False),
        (".x{display:none} .x{display:inline}", True),
        ("div .x{display:none}", False),
        ("div > .x{display:none}", False),
        ("body > .x{display:none}", True),
        ("section .x{display:none}", True),
        (".y ~ .x{display:none}", False),
        (".z ~ .x{display:none}", True),
        (".y + .x{display:none}", False),
        (".x:nth-child(2){display:none}", False),
        (".x:nth-child(3){display:none}", True),
        (".x:not(.off){display:none}", False),
        (".x:hover{display:none}", True),
        (".x:before{display:none}", True),
        (".x::after{display:none}", True),
        ("..x, .x{display:none}", False),
        ("[class~=on]{display:none}", False),
        ("@media print{.x{display:none}}", True),
        ("@media (max-width:600px){.x{display:none}}", True),
        ("@media screen{.x{display:none}}", False),
        ("@keyframes k{.x{opacity:0}}", True),
    ],
)
def test_rules_are_weighed_as_browsers_do(css: str, seen: bool, shown: Show) -> None:
    page = f"<style>{css}</style><div><b class=y>甲</b><i id=x class='x on'>乙</i></div>"
    assert shown(page) == ["甲乙" if seen else "甲"]


@pytest.mark.parametrize(
    ("outer", "inner", "seen"),
    [
        ("visibility:hidden", "visibility:visible", True),
        ("font-size:0", "font-size:14px", True),
        ("font-size:0", "font-size:1em", False),
        ("font-size:0", "font-size:100%", False),
        ("font-size:0", "font-size:1rem", True),
        ("display:none", "display:block", False),
        ("opacity:0", "opacity:1", False),
        ("text-decoration:line-through", "text-decoration:none", False),
    ],
)
def test_what_stands_in_hidden_text_may_show_itself(
    outer: str, inner: str, seen: bool, shown: Show
) -> None:
    page = f'<p>甲<span style="{outer}">乙<b style="{inner}">丙</b></span></p>'
    assert shown(page) == ["甲丙" if seen else "甲"]


def test_a_style_attribute_beats_a_rule_that_is_not_important(shown: Show) -> None:
    css = "<style>.x{display:none} .y{display:none!important}</style>"
    assert shown(
        f"{css}<p class=x style='display:block'>甲<p class=y style='display:block'>乙"
    ) == ["甲"]
    assert shown("<p hidden style='display:block'>甲<p>乙") == ["甲", "乙"]


@pytest.mark.parametrize("name", ["sr-only", "visually-hidden", "screen-reader-text"])
def test_classes_that_mean_one_thing_everywhere(name: str, shown: Show) -> None:
    assert shown(f"<p>共<span class={name}>约</span>82件") == ["共82件"]


@pytest.mark.parametrize("sheet", ["<style media=print>", "<noscript><style>"])
def test_a_sheet_for_another_medium_does_not_hold(sheet: str, shown: Show) -> None:
    assert shown(f"<div></div>{sheet}.x{{display:none}}</style></noscript><p class=x>甲") == ["甲"]


def test_hidden_rows_and_cells_are_none_and_invisible_ones_blank(shown: Show) -> None:
    css = "<style>.a{display:none}.b{visibility:collapse}.c{visibility:hidden}</style>"
    rows = "<tr><td>甲<td>1<tr class=a><td>乙<td>2<tr class=b><td>丙<td>3<tr><td>丁<td class=c>4"
    assert shown(f"{css}<table>{rows}<tr><td>戊<td class=a>5<td>6</table>") == [
        [["甲", "1"], ["丁", ""], ["戊", "6"]]
    ]


def test_a_narrow_cell_grows_with_its_text(shown: Show) -> None:
    cell = '<td style="width:0;overflow:hidden">'
    assert shown(f"<table><tr>{cell}甲{cell}1</table>") == [[["甲", "1"]]]


def test_a_page_that_scripts_uncover_is_read(shown: Show) -> None:
    assert shown('<body style="opacity:0"><p>甲') == ["甲"]
    assert shown("<style>body{visibility:hidden}</style><p>甲") == ["甲"]


def test_rules_that_would_take_too_long_are_refused() -> None:
    css = "".join(f"b:nth-child({n}n+2){{display:none}}" for n in range(200))
    page = f"<style>{css}</style><b>甲</b>{'<i>乙</i>' * 3_000}"
    with pytest.raises(TooLarge, match="steps to apply the page's style sheets"):
        read_bytes(page.encode(), "a.html")


def test_long_chains_of_descendants_are_followed_once() -> None:
    """The parser's own matcher tries every way to place them, which here takes centuries."""
    css = f"q {'div ' * 20} p{{display:none}}"
    page = f"<style>{css}</style><q></q>{'<div>' * 60}<p>甲</p>"
    assert read_bytes(page.encode(), "a.html").text == "甲\n"
