"""Readings -> Record, one way: hear, weigh, judge.

*Hear* what readers and people say of each field. *Weigh* it: the edit rules are confronted, and
what breaks them is localized, with exact arithmetic beneath (`solve`). *Judge* whose mistake it is,
what follows for the blanks, and who settles each field.
"""

from collections.abc import Iterable

from extractor.checking.confront import confront_values
from extractor.checking.hear import hear
from extractor.checking.judge import decide
from extractor.checking.weigh import weigh
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.decision import Decision
from extractor.record.record import Readings, Record

__all__ = ["confront_values", "reconcile"]


def reconcile(
    document: Document, form: Form, readings: Readings, decisions: Iterable[Decision] = ()
) -> Record:
    """What was read of a document -> its record, every figure held against the others.

    `decisions` are those of people that are in force, at most one a field.
    """
    weighed = weigh(form, readings, hear(document, form, readings, decisions))
    return decide(document, form, readings, weighed)
