"""Readings -> Record: confront, localize, impute, decide.

One file per verb. `merge` hears the readers, `settle` the people who reviewed; `prose` adds the
rules that only this document has; `block`, `system` and `deduce` are the exact arithmetic below
localization and imputation.
"""

from collections.abc import Iterable

from extractor.model.decision import Decision
from extractor.model.document import Document
from extractor.model.form import Form
from extractor.model.record import FieldId, Readings, Record
from extractor.reconcile.blanks import unusual_blanks
from extractor.reconcile.confront import confront
from extractor.reconcile.decide import decide
from extractor.reconcile.impute import impute
from extractor.reconcile.localize import localize
from extractor.reconcile.meaning import settle_meaning
from extractor.reconcile.merge import merge
from extractor.reconcile.observation import Observation
from extractor.reconcile.prose import prose_observations, rules_of_prose
from extractor.reconcile.settle import settle
from extractor.reconcile.totals import open_totals


def reconcile(
    document: Document, form: Form, readings: Readings, decisions: Iterable[Decision] = ()
) -> Record:
    """What was read of a document -> its record, every figure held against the others.

    `decisions` are those of people that are in force, at most one a field.
    """
    observations = settle(document, form, observe(document, form, readings), decisions)
    rules = (*form.edits, *rules_of_prose(readings, observations, form.edits))
    confronted = confront(rules, observations)
    localized = localize(form, observations, confronted)
    imputed = impute(form, observations, confronted, localized)
    return decide(document, form, readings, observations, confronted, localized, imputed)


def observe(document: Document, form: Form, readings: Readings) -> dict[FieldId, Observation]:
    """What the document says of each field and fact, all readers heard, before any arithmetic."""
    settled = settle_meaning(form, merge(document, form, readings))
    cells = unusual_blanks(form, open_totals(form, settled))
    return cells | prose_observations(document, readings)
