"""A file -> its Document and its checked Record, or what a model is to be asked before."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from extractor.document import Document
from extractor.forms.file import all_forms, fingerprint, load_form
from extractor.record.decision import Decision, in_force
from extractor.record.question import RULES, Answer, Plan, Question
from extractor.record.record import Record


@dataclass(frozen=True, slots=True)
class Questions:
    """What a model is to be asked before the file with this hash can become a record."""

    sha256: str
    questions: tuple[Question, ...]


class Content(NamedTuple):
    """The bytes of a file that is not at hand as one, and what it is called."""

    data: bytes
    path: str


class Extraction(NamedTuple):
    """A document and its record."""

    document: Document
    record: Record


def extract(path: Path, form_id: str | None = None) -> Extraction:
    """Read and reconcile one file by rules; the form is recognized unless one is given.

    Raises DocumentError where the file cannot be read or is no report of a known form,
    OSError where it cannot be opened.
    """
    done = advance(path, form_id)
    assert isinstance(done, Extraction)  # without a model nothing is asked
    return done


def advance(
    source: Path | Content,
    form_id: str | None = None,
    plan: Plan = RULES,
    answers: Sequence[Answer] = (),
    decisions: Sequence[Decision] = (),
) -> Extraction | Questions:
    """Read one file as far as the answers go: to the questions that are next, or to its record.

    A pure function of the file, of the answers had so far, and of all that people decided, in the
    order of their decisions. Ask the questions, come back with all answers, and again, until there
    is a record. Raises as `extract` does.
    """
    # Loaded here, so that a process that only skips, stores or shows does not wait for it.
    from extractor.checking import reconcile
    from extractor.document.read import read_bytes
    from extractor.reading import Reader
    from extractor.reading.pointing import AGAIN
    from extractor.reading.recognize import recognize

    document = read_bytes(*(source if isinstance(source, Content) else content_of(source)))
    form = load_form(form_id) if form_id else recognize(document, all_forms())
    reader = Reader(document, form)
    had = {answer.question for answer in answers}
    if plan.model and (asked := [q for q in reader.questions() if q.id not in had]):
        return Questions(document.sha256, tuple(asked))
    record = reconcile(document, form, reader.read(answers), in_force(decisions).values())
    again = any(name.startswith(AGAIN) for name in had)
    if plan.escalate and not again and (doubts := reader.doubts(record)):
        return Questions(document.sha256, doubts)
    return Extraction(document, record)


def content_of(path: Path) -> Content:
    """A file's bytes and its printable path. Raises DocumentError where it cannot be opened."""
    from extractor.document.read import read_file

    return Content(read_file(path), printable(path))


def printable(path: Path) -> str:
    r"""A path as text that every output takes: bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def config_key(form_id: str | None = None, plan: Plan = RULES, model: str = "") -> str:
    """What a record depends on besides its file: program, forms, calibration, options, as one hash.

    Where a model is asked, it and the prompts belong to the options.
    """
    options: tuple[str, ...] = ()
    if plan.model:
        from extractor.reading.pointing.prompt import fingerprint as prompts

        options = (repr(plan), model, prompts())
    from extractor.checking.trust import calibration_text

    parts = (version("gouji"), fingerprint(), calibration_text(), form_id or "", *options)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
