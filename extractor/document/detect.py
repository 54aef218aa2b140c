"""What a file is, by its content: never by its name.

Reports are published as Word files that are html inside and as html that is a PDF.
"""

import re

from extractor.errors import UnsupportedFormat

_SAVE_AS = "open it and save it as .docx or .html"
_RECOGNIZE = "run character recognition on it and save the result as .docx or .html"

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "convert it to .docx or .html"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls or .wps) or one locked "
     "with a password", "open it in Word or WPS and save it as .docx without a password"),
    (b"{\\rtf", "an RTF file", _SAVE_AS),
    (b"\x89PNG", "an image (PNG)", _RECOGNIZE),
    (b"\xff\xd8\xff", "an image (JPEG)", _RECOGNIZE),
    (b"GIF8", "an image (GIF)", _RECOGNIZE),
    (b"II*\x00", "an image (TIFF)", _RECOGNIZE),
    (b"MM\x00*", "an image (TIFF)", _RECOGNIZE),
    (b"RIFF", "an image or sound (RIFF)", _RECOGNIZE),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"SQLite format 3\x00", "a SQLite database", "give the reports, not the database"),
)  # fmt: skip
"""Magic bytes, the kind they tell, and what to do."""

_ZIPS: tuple[tuple[str, str, str], ...] = (
    ("word/", "a Word file without its main part", "open it in Word and save it again"),
    ("xl/", "a spreadsheet (.xlsx)", "copy the report into a .docx or save it as .html"),
    ("ppt/", "a presentation (.pptx)", _SAVE_AS),
    ("OFD.xml", "an OFD document", "convert it to .docx or .html"),
    ("content.xml", "an OpenDocument file", "save it as .docx"),
)
"""How the name of a member begins, the kind of zip it tells, and what to do."""

_MAGIC_WITHIN = 1024
_HEAD = 65_536

_XML = re.compile(r"\s*+<\?xml\b", re.IGNORECASE)
_MHTML = re.compile(r"^content-type:\s*+multipart/related", re.IGNORECASE | re.MULTILINE)
_HTML_START = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+|<!--(?>.*?-->)\s*+)*+"
    r"<(?:!doctype\s+html|html|head|meta|title|link|style|script|body|div|table|p|span|h[1-6]|pre"
    r"|center|font|form|article|section|main|header|ul|ol|strong|img|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_CLOSE = re.compile(r"</(?:html|body|div|table|tr|td|p|span)\s*+>", re.IGNORECASE)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does, which a docx is."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_foreign(data: bytes) -> None:
    """Raise UnsupportedFormat, naming the kind and the remedy, for a known binary format."""
    head = data[:_MAGIC_WITHIN].lstrip(b"\r\n\t \xef\xbb\xbf")
    for magic, kind, remedy in _FOREIGN:
        if head.startswith(magic):
            raise UnsupportedFormat(f"this is {kind}, which is not read", remedy)


def foreign_zip(names: list[str]) -> UnsupportedFormat:
    """The error for a zip that is no Word document, from the names of its members."""
    for prefix, kind, remedy in _ZIPS:
        if any(name.startswith(prefix) for name in names):
            return UnsupportedFormat(f"this is {kind}, which is not read", remedy)
    return UnsupportedFormat("this is a zip archive, which is not read", "unpack it first")


def is_html(text: str) -> bool:
    """Whether decoded text is html: it begins as html, or closes elements of html.

    Raises UnsupportedFormat for other XML and for web archives.
    """
    head = text[:_HEAD]
    if _HTML_START.match(head):
        return True
    if _XML.match(head):
        raise UnsupportedFormat("this is XML that is neither html nor .docx", _SAVE_AS)
    if _MHTML.search(head[:_MAGIC_WITHIN]):
        raise UnsupportedFormat("this is a web archive (.mht), which is not read", _SAVE_AS)
    return sum(1 for _ in _HTML_CLOSE.finditer(head)) >= 2
