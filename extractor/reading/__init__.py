"""Document + form -> Readings: every reader asked, none knowing another."""

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.reader import Reader
from extractor.record.record import Readings

__all__ = ["Reader", "read"]


def read(document: Document, form: Form) -> Readings:
    """All that can be read of the form in the document, without a model."""
    return Reader(document, form).read()
