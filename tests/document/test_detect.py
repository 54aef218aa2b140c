"""A file is what its content says, and a kind that is not read is named with the way out."""

from collections.abc import Callable

import pytest

from extractor.document.read import is_html, read_bytes
from extractor.errors import UnsupportedFormat


@pytest.mark.parametrize(
    ("data", "kind", "remedy"),
    [
        (b"%PDF-1.7\n", "PDF", "docx"),
        (b"\r\n%PDF-1.4", "PDF", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), r"\.doc", "password"),
        (rb"{\rtf1\ansi}", "RTF", "docx"),
        (b"\x89PNG\r\n\x1a\n", "image", "recognition"),
        (b"\xff\xd8\xff\xe0", "image", "recognition"),
        (b"\x1f\x8b\x08", "gzip", "unpack"),
        (b'<?xml version="1.0"?><book/>', "XML", "docx"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; a=b\r\n", "web archive", "html"),
    ],
)
def test_a_kind_that_is_not_read_is_named(data: bytes, kind: str, remedy: str) -> None:
    with pytest.raises(UnsupportedFormat, match=kind) as caught:
        read_bytes(data, "report.txt")
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
        ("OFD.xml", "OFD"),
        ("content.xml", "OpenDocument"),
        ("word/styles.xml", "without its main part"),
        ("notes.txt", "zip"),
    ],
)
def test_a_zip_is_named_by_its_members(
    member: str, kind: str, zipped: Callable[..., bytes]
) -> None:
    with pytest.raises(UnsupportedFormat, match=kind):
        read_bytes(zipped({member: "<a/>"}), "report.docx")


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><p>甲",
        '<?xml version="1.0"?><html xmlns="x"><body>甲</body></html>',
        "<!-- saved -->\n<div>甲</div>",
        "  <TABLE><tr><td>甲</table>",
        "标题<br><p>甲</p><p>乙</p>",
    ],
)
def test_html_is_told_by_its_tags(html: str) -> None:
    assert read_bytes(html.encode(), "report.doc").media_type == "text/html"


@pytest.mark.parametrize("text", ["甲 < 乙", "<标题>", "写作 <p> 的段落", '{"a": "</p>"}'])
def test_a_tag_mentioned_makes_no_html(text: str) -> None:
    assert read_bytes(text.encode(), "page.html").media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "<!-- -->" * 8_000 + "甲",
        "<!--" * 16_000,
        " " * 60_000 + "甲",
        "甲" + "</p " * 16_000,
    ],
    ids=["comments", "open comments", "blanks", "ends"],
)
def test_what_only_looks_like_html_is_told_at_once(text: str) -> None:
    """Each took minutes or more while the patterns tried every way to read it."""
    assert not is_html(text)
