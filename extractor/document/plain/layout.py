"""What a finder of tables in plain text answers: so many lines, a table or paragraphs."""

from dataclasses import dataclass

from extractor.document import Span


@dataclass(frozen=True, slots=True)
class Found:
    """The lines up to `end`, exclusive, are a table of these cells; or prose, without rows."""

    end: int
    rows: tuple[tuple[Span, ...], ...] = ()
    aligned: bool = False
