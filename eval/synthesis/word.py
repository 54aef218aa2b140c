"""A page -> .docx, with cells merged across columns (gridSpan) and rows (vMerge).

The parts around the text come once from python-docx; the text is written as WordprocessingML
(ECMA-376 part 1, 17.4), which is many times faster than building it cell by cell, and the
archive carries a fixed date, so that the same page gives the same bytes.
"""

import io
import zipfile
from functools import lru_cache
from html import escape

import docx

from eval.synthesis.page import Page
from eval.synthesis.sheet import Printed, Sheet, grid_of

_TEXT = "word/document.xml"
_DATE = (2021, 1, 1, 0, 0, 0)
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_bytes(page: Page) -> bytes:
    """The page as a Word document."""
    body = "".join(
        _paragraph(block) if isinstance(block, str) else _table(block) for block in page.blocks()
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (*_surroundings(), (_TEXT, text.encode())):
            package.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


@lru_cache(maxsize=1)
def _surroundings() -> tuple[tuple[str, bytes], ...]:
    """All parts of an empty document but its text."""
    empty = io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as package:
        return tuple((n, package.read(n)) for n in package.namelist() if n != _TEXT)


def _paragraph(text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
    return f"<w:p>{run}</w:p>"


def _table(sheet: Sheet) -> str:
    grid = grid_of(sheet)
    columns = '<w:gridCol w:w="900"/>' * max(map(len, grid))
    seen = set[int]()
    rows = []
    for cells in grid:
        here = dict(zip(map(id, cells), cells, strict=True))
        rows.append("".join(_cell(cell, key in seen) for key, cell in here.items()))
        seen |= set(here)
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>{_paragraph('')}"


def _cell(cell: Printed, continues: bool) -> str:
    across = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    down = ""
    if cell.rowspan > 1:
        down = "<w:vMerge/>" if continues else '<w:vMerge w:val="restart"/>'
    text = _paragraph("" if continues else cell.text)
    return f"<w:tc><w:tcPr>{across}{down}</w:tcPr>{text}</w:tc>"
