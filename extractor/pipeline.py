"""A file -> its Document, its checked Record, and what a model should still be asked."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from extractor.formfile import all_forms, fingerprint, load_form
from extractor.model.document import Document
from extractor.model.question import RULES, Answer, Plan, Question
from extractor.model.record import Record


class Extraction(NamedTuple):
    """A document, its record as far as it is known, and what a model is still to be asked."""

    document: Document
    record: Record
    questions: tuple[Question, ...] = ()


def extract(
    path: Path,
    form_id: str | None = None,
    plan: Plan = RULES,
    answers: Sequence[Answer] = (),
) -> Extraction:
    """Read and reconcile one file; the form is recognized unless one is given.

    A pure function of the file and of the answers had so far: ask the questions, come back with
    all answers, and again, until there are no questions.

    Raises DocumentError where the file cannot be read or is no report of a known form,
    OSError where it cannot be opened.
    """
    # Loaded here, so that a process that only skips, stores or shows does not wait for it.
    from extractor.ingest import read_document
    from extractor.reading import Reader
    from extractor.reading.pointing import AGAIN
    from extractor.reading.recognize import recognize
    from extractor.reconcile import reconcile

    document = replace(read_document(path), path=printable(path))
    form = load_form(form_id) if form_id else recognize(document, all_forms())
    reader = Reader(document, form)
    record = reconcile(document, form, reader.read(answers))
    had = {answer.question for answer in answers}
    asked = reader.questions() if plan.model else ()
    if plan.escalate and had.issuperset(question.id for question in asked):
        asked = reader.doubts(record) if not any(name.startswith(AGAIN) for name in had) else ()
    return Extraction(document, record, tuple(q for q in asked if q.id not in had))


def printable(path: Path) -> str:
    r"""A path as text that every output takes: bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def config_key(form_id: str | None = None, plan: Plan = RULES, model: str = "") -> str:
    """What a record depends on besides its file: program, forms, options, as one hash.

    Where a model is asked, it and the prompts belong to the options.
    """
    options: tuple[str, ...] = ()
    if plan.model:
        from extractor.reading.pointing.prompt import fingerprint as prompts

        options = (repr(plan), model, prompts())
    parts = (version("gouji"), fingerprint(), form_id or "", *options)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
