"""Document + form -> Readings: every reader asked, none knowing another."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.model.document import Document
from extractor.model.form import Form
from extractor.model.record import FieldId, Irregularity, Readings
from extractor.reading.grid import read_grid
from extractor.reading.items import read_items
from extractor.reading.mentions import read_mentions
from extractor.reading.open_facts import read_open_facts
from extractor.reading.outline import read_meta, read_outline
from extractor.reading.rules import read_rules
from extractor.reading.skeleton import read_skeleton


def read(document: Document, form: Form) -> Readings:
    """All that can be read of the form in the document, without a model."""
    outline = read_outline(document, form)
    in_grid, irregularities = read_grid(document, form)
    in_order = read_skeleton(document, form)
    sentences = read_mentions(document)
    stated, given = read_rules(document, form, sentences)
    prose = [s for s in sentences if outline.is_prose(s.span.start)]
    facts, enumerations = read_open_facts(document, form, prose, given)
    return Readings(
        form=form.id,
        readings=(
            *in_grid,
            *in_order,
            *read_meta(document, form, outline),
            *stated,
        ),
        facts=tuple(facts),
        enumerations=tuple(enumerations),
        items=tuple(read_items(document, form, outline)),
        irregularities=tuple(_still_so(irregularities, {r.field for r in in_order})),
    )


def _still_so(irregularities: Iterable[Irregularity], read: set[FieldId]) -> Iterator[Irregularity]:
    """What the grid does not have, less the fields that another reader found all the same."""
    for irregular in irregularities:
        left = tuple(name for name in irregular.fields if name not in read)
        if left or not irregular.fields:
            yield replace(irregular, fields=left)
