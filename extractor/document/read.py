"""A file -> Document: its text, and the paragraphs, tables and cells that point into it.

Nothing here knows any form. What a file is, its content says, never its name: reports are published
as Word files that are html inside and as html that is a PDF. Whatever the bytes, the answer is a
Document or a DocumentError that says what is wrong and what to do; it names the place in the file,
but not the file, which the caller knows.
"""

import hashlib
import re
import stat
from pathlib import Path

from extractor.document import Document
from extractor.document.bounds import FILE_BYTES
from extractor.document.decode import decode
from extractor.document.html import read_html
from extractor.document.plain import read_text
from extractor.document.signs import foreign
from extractor.errors import DocumentError, Malformed, UnsupportedFormat

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OS_REMEDIES: dict[type[OSError], str] = {
    FileNotFoundError: "check the path",
    PermissionError: "ask for the permission to read it, or copy it elsewhere",
}


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


def read_document(path: Path) -> Document:
    """The document in a .txt, .html or .docx file, whatever it is called.

    Raises DocumentError, also for a file that cannot be opened.
    """
    return read_bytes(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """A file's bytes. One over the size limit is refused unread.

    Raises DocumentError, also for a file that cannot be opened.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedFormat("this is no regular file", "give a .txt, .html or .docx file")
        FILE_BYTES.check(status.st_size)
        with path.open("rb") as file:
            return file.read(FILE_BYTES.most + 1)
    except OSError as error:
        remedy = _OS_REMEDIES.get(type(error), "check the disk, or copy the file elsewhere")
        raise DocumentError(f"cannot be opened: {error.strerror}", remedy) from error


def read_bytes(data: bytes, path: str) -> Document:
    """A file's bytes -> its Document; `path` is only what the document is called.

    Raises UnsupportedFormat, Malformed or TooLarge.
    """
    FILE_BYTES.check(len(data))
    if not data:
        raise Malformed("the file is empty", "check that it was saved or downloaded whole")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from extractor.document.word import read_docx  # python-docx is slow to import

        media_type = _DOCX
        laid = read_docx(data)
    else:
        _refuse_foreign(data)
        text = decode(data)
        if is_html(text):
            media_type = "text/html"
            laid = read_html(text)
        else:
            media_type = "text/plain"
            laid = read_text(text)
    marked = (*laid.marked, *foreign(laid.text))
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(laid.text, laid.blocks, path, media_type, sha256, marked)


def _refuse_foreign(data: bytes) -> None:
    """Raise UnsupportedFormat, naming the kind and the remedy, for a known binary format."""
    head = data[:_MAGIC_WITHIN].lstrip(b"\r\n\t \xef\xbb\xbf")
    for magic, kind, remedy in _FOREIGN:
        if head.startswith(magic):
            raise UnsupportedFormat(f"this is {kind}, which is not read", remedy)


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
