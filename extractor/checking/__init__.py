"""Readings -> Record, one way: hear, weigh, decide.

*Hear* what readers read (`merge`), then what people decided of it (`settle`); which field a phrase
is about (`meaning`), which totals are open and which blanks unusual (`totals`, `blanks`), and what
stands in the prose beside its figures (`prose`). *Weigh* it: the edit rules are confronted once,
and what breaks them is localized. *Decide* whose mistake it is (`findings`), what follows for the
blanks from values that nobody is asked about (`impute`), and who settles each field (`decide`).
"""

from collections.abc import Iterable

from extractor.checking.confront import Observations, confront_values
from extractor.checking.hear.blanks import unusual_blanks
from extractor.checking.hear.meaning import settle_meaning
from extractor.checking.hear.merge import merge
from extractor.checking.hear.prose import prose_observations
from extractor.checking.hear.settle import settle
from extractor.checking.hear.totals import open_totals
from extractor.checking.judge.decide import decide
from extractor.checking.weigh.weigh import weigh
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.decision import Decision
from extractor.record.record import Readings, Record

__all__ = ["confront_values", "hear", "reconcile"]


def reconcile(
    document: Document, form: Form, readings: Readings, decisions: Iterable[Decision] = ()
) -> Record:
    """What was read of a document -> its record, every figure held against the others.

    `decisions` are those of people that are in force, at most one a field.
    """
    weighed = weigh(form, readings, hear(document, form, readings, decisions))
    return decide(document, form, readings, weighed)


def hear(
    document: Document, form: Form, readings: Readings, decisions: Iterable[Decision] = ()
) -> Observations:
    """What the document says of each field and fact, readers and people heard; no arithmetic yet
    but what tells two meanings of a phrase apart."""
    settled = settle(document, form, merge(document, form, readings), decisions)
    cells = unusual_blanks(form, open_totals(form, settle_meaning(form, settled)))
    return cells | prose_observations(document, readings)
