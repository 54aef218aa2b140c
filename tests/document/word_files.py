"""Word files out of pieces of WordprocessingML."""

import io

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

NAMES = (
    nsdecls("w", "m", "wp")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(word: WordDocument) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def body(xml: str, styles: str = "") -> bytes:
    """A document whose body begins with this WordprocessingML, with these styles added."""
    word = docx.Document()
    for style in parse_xml(f"<w:styles {NAMES}>{styles}</w:styles>"):
        word.styles.element.append(style)
    for element in reversed(parse_xml(f"<w:body {NAMES}>{xml}</w:body>")):
        word.element.body.insert(0, element)
    return saved(word)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"
