"""A run of a Word file is shown as its properties and its styles say."""

from collections.abc import Callable

import pytest

from extractor.document import OBJECT
from tests.document.word_files import body, cell, paragraph, row, run, table

Mark = Callable[[bytes], tuple[str, list[str]]]
Show = Callable[[bytes], list[object]]


def styled(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def style(name: str, properties: str, kind: str = "character", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}">{based}<w:rPr>{properties}</w:rPr></w:style>'
    )


@pytest.mark.parametrize(
    ("properties", "text", "marks"),
    [
        ("<w:strike/>", "82", ["8|2"]),
        ("<w:dstrike/>", "82", ["8|2"]),
        ("<w:vanish/>", "82", ["8|2"]),
        ('<w:vanish w:val="true"/>', "82", ["8|2"]),
        ('<w:vanish w:val="0"/>', "892", []),
        ('<w:strike w:val="false"/>', "892", []),
        ("<w:specVanish/>", "82", ["8|2"]),
        ('<w:sz w:val="2"/>', "82", ["8|2"]),
        ('<w:sz w:val="21"/>', "892", []),
        ('<w:color w:val="FFFFFF"/>', "82", ["8|2"]),
        ('<w:color w:val="fdfdfd" w:themeColor="background1"/>', "82", ["8|2"]),
        ('<w:color w:val="auto"/>', "892", []),
        ('<w:color w:val="FF0000"/>', "892", []),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="336699"/>', "892", []),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>', "892", []),
        ('<w:color w:val="336699"/><w:shd w:val="clear" w:fill="336699"/>', "82", ["8|2"]),
        ("<w:webHidden/>", f"8{OBJECT}2", [OBJECT]),
        ('<w:vertAlign w:val="superscript"/>', "8⁹2", ["⁹"]),
        ('<w:vertAlign w:val="subscript"/>', "8₉2", ["₉"]),
        ('<w:vertAlign w:val="baseline"/>', "892", []),
        ('<w:position w:val="12"/>', "8⁹2", ["⁹"]),
        ('<w:position w:val="-2"/>', "892", []),
        ('<w:rFonts w:ascii="Wingdings 2"/>', f"8{OBJECT}2", [OBJECT]),
        ("<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>", "892", []),
        ("<w:b/>", "892", []),
    ],
)
def test_what_a_run_says_of_itself(
    properties: str, text: str, marks: list[str], marked: Mark
) -> None:
    line = f"<w:p>{run('8')}{styled('9', properties)}{run('2')}</w:p>"
    assert marked(body(line)) == (text, marks)
    assert marked(body(table(row(cell("甲"), f"<w:tc>{line}</w:tc>")))) == (f"甲\t{text}", marks)


def test_a_text_without_a_fill_is_not_seen(marked: Mark) -> None:
    word = "http://schemas.microsoft.com/office/word/2010/wordml"
    fill = '<x:textFill xmlns:x="{}"><x:{}/></x:textFill>'
    line = "<w:p>" + run("8") + styled("9", fill.format(word, "noFill")) + run("2") + "</w:p>"
    assert marked(body(line)) == ("82", ["8|2"])
    assert marked(body(line.replace("noFill", "solidFill"))) == ("892", [])


def test_a_style_that_only_has_a_colour_is_read(shown: Show) -> None:
    white = style("白", '<w:color w:val="FFFFFF"/>')
    white_run = styled("9", '<w:rStyle w:val="白"/>')
    line = f"<w:p>{run('8')}{white_run}{run('2')}</w:p>"
    assert shown(body(line, white)) == ["82"]


WHITE_RUN = styled("9", '<w:color w:val="FFFFFF"/>')


@pytest.mark.parametrize(
    ("content", "fill", "text", "marks"),
    [
        (WHITE_RUN + run("2"), "", "甲\t2", ["\t|2"]),
        (WHITE_RUN + run("2"), "auto", "甲\t2", ["\t|2"]),
        (WHITE_RUN + run("2"), "F2F2F2", "甲\t2", ["\t|2"]),
        (WHITE_RUN + run("2"), "336699", "甲\t92", []),
        (WHITE_RUN, "", "甲\t9", ["9"]),
        (WHITE_RUN, "336699", "甲\t9", []),
    ],
)
def test_what_a_run_stands_on(
    content: str, fill: str, text: str, marks: list[str], marked: Mark
) -> None:
    shading = f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    shaded = f"<w:tc><w:tcPr>{shading}</w:tcPr><w:p>{content}</w:p></w:tc>"
    assert marked(body(table(row(cell("甲"), shaded)))) == (text, marks)


STYLES = (
    style("旧", "<w:strike/>")
    + style("旧注", "", base="旧")
    + style("注", '<w:vertAlign w:val="superscript"/>')
    + style("隐", "<w:vanish/>")
    + style("隐段", "<w:vanish/>", kind="paragraph")
    + style("环", "<w:vanish/>", base="环")
    + style("白", '<w:color w:val="FFFFFF"/>')
)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:rStyle w:val="旧"/>', "82"),
        ('<w:rStyle w:val="旧注"/>', "82"),
        ('<w:rStyle w:val="环"/>', "82"),
        ('<w:rStyle w:val="旧注"/><w:strike w:val="0"/>', "892"),
        ('<w:rStyle w:val="注"/>', "8⁹2"),
        ('<w:rStyle w:val="白"/>', "82"),
        ('<w:rStyle w:val="白"/><w:color w:val="auto"/>', "892"),
        ('<w:rStyle w:val="无"/>', "892"),
    ],
)
def test_what_its_style_says(properties: str, text: str, shown: Show) -> None:
    line = f"<w:p>{run('8')}{styled('9', properties)}{run('2')}</w:p>"
    assert shown(body(line, STYLES)) == [text]


def test_what_the_style_of_its_paragraph_says(shown: Show) -> None:
    hidden = f"<w:p><w:pPr><w:pStyle w:val='隐段'/></w:pPr>{run('公开1999条')}</w:p>"
    assert shown(body(hidden + paragraph("公开1644条"), STYLES)) == ["公开1644条"]


def test_a_toggle_in_both_styles_is_off(shown: Show) -> None:
    both = styled("1644", '<w:rStyle w:val="隐"/>')
    line = f"<w:p><w:pPr><w:pStyle w:val='隐段'/></w:pPr>{both}{run('9')}</w:p>"
    assert shown(body(line, STYLES)) == ["1644"]


def test_the_defaults_of_the_document_hold_where_nothing_else_does(shown: Show) -> None:
    usual = '<w:style w:type="paragraph" w:default="1" w:styleId="常"><w:rPr><w:vanish/></w:rPr>'
    shown_again = styled("甲", '<w:vanish w:val="0"/>')
    xml = paragraph("乙") + f"<w:p>{shown_again}</w:p>"
    assert shown(
        body(
            xml.replace("<w:p>", "<w:p><w:pPr><w:pStyle w:val='常'/></w:pPr>"), usual + "</w:style>"
        )
    ) == ["甲"]


def test_a_hidden_paragraph_mark_joins_what_it_parts(marked: Mark) -> None:
    mark = "<w:pPr><w:rPr><w:vanish/><w:specVanish/></w:rPr></w:pPr>"
    xml = f"<w:p>{mark}{run('总体情况')}</w:p>{paragraph('公开12条')}"
    assert marked(body(xml)) == ("总体情况公开12条", ["况|公"])


def test_text_in_a_box_does_not_look_as_the_line_it_is_anchored_in(shown: Show) -> None:
    box = f"<w:pict><w:txbxContent>{paragraph('104')}</w:txbxContent></w:pict>"
    raised = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{box}</w:r>'
    assert shown(body(f"<w:p>{run('甲')}{raised}</w:p>")) == ["甲", "104"]
