"""A docx as a zip of parts: which one is the document, and its bytes within limits.

python-docx would inflate every part of the package, however large, before we see any. So
the zip is opened here, its directory checked, and only what is read is inflated, in
pieces: a directory may lie about sizes.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from posixpath import join, normpath, split

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from extractor.document.bounds import PACKAGE_BYTES, PACKAGE_PARTS, PART_BYTES
from extractor.errors import Malformed, UnsupportedFormat

_DEFAULT = "word/document.xml"
_DOCUMENT = qn("w:document")
_TELLING = (
    *(b"vanish", b"webHidden", b"trike", b"vertAlign", b":position", b"dings", b"noFill"),
    *(b'color w:val="F', b'color w:val="f'),
)
"""What is in a styles part that bears on how text is read: `looks` reads it."""

_STYLE_END, _OF_TABLES = b"</w:style>", b'w:type="table"'
_PIECE = 2**16
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others inflate without a bound on the output."""

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What zipfile raises, beside a missing member, on damaged, cut or unheard-of content."""

_ZIPS: tuple[tuple[str, str, str], ...] = (
    ("word/", "a Word file without its main part", "open it in Word and save it again"),
    ("xl/", "a spreadsheet (.xlsx)", "copy the report into a .docx or save it as .html"),
    ("ppt/", "a presentation (.pptx)", "open it and save it as .docx or .html"),
    ("OFD.xml", "an OFD document", "convert it to .docx or .html"),
    ("content.xml", "an OpenDocument file", "save it as .docx"),
)
"""How the name of a member begins, the kind of zip it tells, and what to do."""

_REMEDY = "open it in Word, which may repair it, and save it again"


OFF = frozenset(("0", "false", "off"))
"""The values of a property that say that it does not hold."""


def tags(names: str) -> tuple[str, ...]:
    """Names of Word's own elements and attributes, blanks between them -> their full names."""
    return tuple(qn(f"w:{name}") for name in names.split())


def parts(data: bytes) -> tuple[BaseOxmlElement, BaseOxmlElement | None]:
    """The root elements of the main document part, and of its styles if they tell anything.

    Raises UnsupportedFormat for another kind of zip, TooLarge over a limit, Malformed for
    a damaged package and for XML that declares a document type or entities.
    """
    with _opened(data) as package:
        names = package.namelist()
        name = _linked(package, names, "", RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        # Workbooks and presentations name their main part so, too.
        name = name if name.startswith("word/") else _DEFAULT
        if name not in names:
            raise _foreign(names)
        root = _parse(_inflate(package, name), name)
        sheet = _linked(package, names, name, RELATIONSHIP_TYPE.STYLES)
        styles = _inflate(package, sheet).replace(b"\0", b"") if sheet in names else b""
        styled = _parse(styles, sheet) if _tells(styles) else None
    if root.tag != _DOCUMENT:
        raise UnsupportedFormat(
            "the docx is in Office's strict variant, which is not read",
            "save it as an ordinary Word document (.docx)",
        )
    return root, styled


def _foreign(names: list[str]) -> UnsupportedFormat:
    """The error for a zip that is no Word document, from the names of its members."""
    for prefix, kind, remedy in _ZIPS:
        if any(name.startswith(prefix) for name in names):
            return UnsupportedFormat(f"this is {kind}, which is not read", remedy)
    return UnsupportedFormat("this is a zip archive, which is not read", "unpack it first")


def _tells(styles: bytes) -> bool:
    """Whether a style of paragraphs or characters bears on how text is read."""
    own = b"".join(style for style in styles.split(_STYLE_END) if _OF_TABLES not in style)
    return any(word in own for word in _TELLING)


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    # Opening alone makes an object of every entry, so entries are counted before.
    PACKAGE_PARTS.check(data.count(_ENTRY))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            PACKAGE_BYTES.check(sum(part.file_size for part in package.infolist()))
            yield package
    except _DAMAGED as error:
        raise Malformed(f"the docx is cut off or damaged: {error}", _REMEDY) from error
    except RuntimeError as error:  # zipfile's way to say that a password is needed
        raise Malformed("the docx is encrypted", "save it without a password") from error


def _linked(package: zipfile.ZipFile, names: list[str], name: str, kind: str) -> str:
    """The part that a part's relationships (those of the package, of no part) name for a kind."""
    folder, file = split(name)
    links = join(folder, "_rels", f"{file}.rels")
    if links in names:
        for link in _parse(_inflate(package, links), links):
            target = link.get("Target")
            if link.get("Type") == kind and target:
                return normpath(join("/", folder, target)).lstrip("/")
    return ""


def _inflate(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).compress_type not in _METHODS:
        raise Malformed(f"{name} is compressed as no word processor does it", _REMEDY)
    pieces = bytearray()
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            pieces += piece
            if len(pieces) > PART_BYTES.most:
                raise PART_BYTES.error(f"over {PART_BYTES.most:,}", name)
    return bytes(pieces)


def _parse(xml: bytes, name: str) -> BaseOxmlElement:
    # Without its zero bytes UTF-16 shows its declarations, too.
    if _DECLARATION.search(xml.replace(b"\0", b"")):
        raise Malformed(
            f"{name} declares a document type or entities, which no word processor writes",
            "do not trust this file",
        )
    try:
        return parse_xml(xml)
    except SyntaxError as error:  # what lxml's XMLSyntaxError is
        raise Malformed(f"{name} is no well-formed XML: {error.msg}", _REMEDY) from error
