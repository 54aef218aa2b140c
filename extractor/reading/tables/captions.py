"""Lines above a table that tell the unit of its figures: 单位：万元."""

from extractor.document import Document, Table
from extractor.values.folding import fold

LINES = 3
"""A caption stands at most so many lines above its table."""
LONGEST = 40


def captions_above(document: Document, table: Table) -> list[str]:
    """The captions directly above a table, the nearest first."""
    above = [line for line in document.paragraphs if line.span.end <= table.span.start]
    texts = (document.quote(line.span) for line in reversed(above[-LINES:]))
    return [text for text in texts if is_caption(text)]


def is_caption(text: str) -> bool:
    """Whether a line or cell tells the unit of what stands below it."""
    return len(text) <= LONGEST and "单位:" in fold(text).replace(" ", "")
