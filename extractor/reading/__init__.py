"""Document + form -> Readings: every reader asked, none knowing another."""

from extractor.model.document import Document
from extractor.model.form import Form
from extractor.model.record import Readings
from extractor.reading.reader import Reader

__all__ = ["Reader", "read"]


def read(document: Document, form: Form) -> Readings:
    """All that can be read of the form in the document, without a model."""
    return Reader(document, form).read()
