"""A file -> its Document and its checked Record."""

import hashlib
import os
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from extractor.formfile import all_forms, fingerprint, load_form
from extractor.model.document import Document
from extractor.model.record import Record


def extract(path: Path, form_id: str | None = None) -> tuple[Document, Record]:
    """Read and reconcile one file; the form is recognized unless one is given.

    Raises DocumentError where the file cannot be read or is no report of a known form,
    OSError where it cannot be opened.
    """
    # Loaded here, so that a process that only skips, stores or shows does not wait for it.
    from extractor.ingest import read_document
    from extractor.reading import read
    from extractor.reading.recognize import recognize
    from extractor.reconcile import reconcile

    document = replace(read_document(path), path=printable(path))
    form = load_form(form_id) if form_id else recognize(document, all_forms())
    return document, reconcile(document, form, read(document, form))


def printable(path: Path) -> str:
    r"""A path as text that every output takes: bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def config_key(form_id: str | None = None) -> str:
    """What a record depends on besides its file: program, forms and options, as one hash."""
    parts = (version("gouji"), fingerprint(), form_id or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
