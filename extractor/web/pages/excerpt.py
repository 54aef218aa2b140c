"""A document -> what stands around one field's evidence: its table, or the lines beside it."""

from extractor.record.record import Evidence, FieldId
from extractor.review import Case
from extractor.web.pages.source import Block, Drawn, DrawnBox, Marks, Page, Pages, Text, draw

Excerpt = tuple[Drawn | tuple[tuple[DrawnBox, ...], ...], ...]

_LINES = 2
"""Lines that are shown on either side."""
_CHARACTERS = 300
"""Of the evidence's own line, on either side."""
_ROWS = 40
"""Of a longer table, rows as far as this from the evidence are left out."""


def excerpt_of(case: Case, field: FieldId) -> Excerpt:
    """The lines or the table around the evidence of a field; nothing where it has none."""
    evidence = case.record.fields[field].evidence
    if evidence is None:
        return ()
    page = Pages().of(case)
    blocks = _around(page.blocks, evidence)
    return tuple(draw(Page(page.text, blocks), Marks({field: evidence})))


def _around(blocks: tuple[Block, ...], evidence: Evidence) -> tuple[Block, ...]:
    at = next((n for n, block in enumerate(blocks) if evidence.start <= _extent(block)[1]), None)
    if at is None:
        return ()
    before = _lines(blocks[max(0, at - _LINES) : at])
    block = blocks[at]
    if isinstance(block, Text):
        start = max(block.start, evidence.start - _CHARACTERS)
        end = max(evidence.end, min(block.end, evidence.end + _CHARACTERS))
        return (*before, Text(start, end, ()), *_lines(blocks[at + 1 : at + 1 + _LINES]))
    row = next(n for n, boxes in enumerate(block) if boxes and evidence.start <= boxes[-1].text.end)
    return (*before, block[max(0, row - _ROWS) : row + _ROWS])


def _lines(blocks: tuple[Block, ...]) -> tuple[Text, ...]:
    return tuple(
        Text(block.start, min(block.end, block.start + _CHARACTERS), (), block.label)
        for block in blocks
        if isinstance(block, Text)
    )


def _extent(block: Block) -> tuple[int, int]:
    if isinstance(block, Text):
        return block.start, block.end
    texts = [box.text for row in block for box in row]
    return (texts[0].start, texts[-1].end) if texts else (0, -1)
