"""What is read beyond doubt, so that figures which disagree with it are the source's own.

A figure is certain in its *characters* where they are plain text: no mark was left out, nothing
struck or hidden touches them. It is certain in its *place* where two differently built readings
agree: a cell by labels on both axes and again in reading order, blind to the grid; a figure of the
prose in two sentences, or by a pattern and a model. Whoever reads a figure once may have read the
wrong one, and then the broken sum is ours. Other figures can be a witness as well (`borne_out`).
"""

import re
from collections.abc import Iterable, Sequence

from extractor.checking.confront import Confronted, Observations
from extractor.document import Document
from extractor.record.record import Evidence, FieldId, Reading
from extractor.values.amount import Amount

CELL_SOURCES = frozenset(("grid", "skeleton"))
"""The readers of cells."""
_SENTENCE_END = re.compile("[。；;！？\n]")
_PATTERN = "rules"
_MODELS = frozenset(("model", "model_again"))


def is_certain(document: Document, agreeing: Sequence[Reading]) -> bool:
    """Whether readings that say the same, and whose evidence re-reads, leave no doubt."""
    if not all(_is_unmarked(document, r.evidence, r.content) for r in agreeing):
        return False
    clean = [r for r in agreeing if not r.signals]
    sources = {r.source for r in clean}
    if "outline" in sources:  # a heading, or a line that names what it states
        return True
    if _PATTERN in sources:
        return not _MODELS.isdisjoint(sources) or _in_two_sentences(document, clean)
    return "grid" in sources and len({r.source for r in agreeing}) > 1


def in_plain_characters(
    document: Document, evidence: Evidence, content: Amount | str | None
) -> bool:
    """Whether the evidence stands in the text as it is quoted, touched by no mark."""
    there = document.text[evidence.start : evidence.end] == evidence.quote
    return there and _is_unmarked(document, evidence, content)


def _is_unmarked(document: Document, evidence: Evidence, content: Amount | str | None) -> bool:
    if isinstance(content, Amount) and content.marked:
        return False
    return not (document.marked and document.is_marked(evidence.span))


def _in_two_sentences(document: Document, readings: Iterable[Reading]) -> bool:
    places = sorted({(r.evidence.start, r.evidence.end) for r in readings})
    return len(places) > 1 and bool(
        _SENTENCE_END.search(document.text, places[0][1], places[-1][0])
    )


def in_table(c: Confronted, observations: Observations) -> bool:
    """Whether a rule speaks of a cell of a table, and not of the prose alone."""
    return any(observations[name].source in CELL_SOURCES for name in c.rule.fields)


def borne_out(observations: Observations, confronted: Iterable[Confronted]) -> frozenset[FieldId]:
    """The fields that another figure bears out: both are in a rule whose sides are the same.

    The parts of a list make up its total, a share is that of its part: figures that were read
    wrongly would hardly agree so. Nought agrees with too much. Which field of a table a figure of
    the prose is about, only the table can bear out: a total that is that of its parts may be of
    other things than the table counts.
    """
    found: set[FieldId] = set()
    for c in confronted:
        result = c.result
        agrees = c.rule.relation == "=" or result.left == result.right
        if agrees and result.status == "satisfied":
            seen = [observations[name] for name in c.rule.fields]
            if all(o.known for o in seen) and any(o.point for o in seen):
                found.update(c.rule.fields)
    return frozenset(found)
