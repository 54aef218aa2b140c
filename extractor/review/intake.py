"""Bytes that someone hands in -> a document in the database, the same one for the same bytes."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import normalize

from extractor.batch.worker import Failure, Read, Task
from extractor.errors import GoujiError, Superseded
from extractor.forms.file import load_form
from extractor.pipeline import Content, Questions, config_key
from extractor.review.desk import Access
from extractor.store import Rows, Store

BATCH = "uploads"
_HASH, _STEM, _SUFFIX = 12, 100, 20


class NotRead(GoujiError):
    """What was handed in did not become a record: why, and what would help."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The document that bytes became; `new` unless the same bytes were there before."""

    document: int
    sha256: str
    new: bool


async def take_in(access: Access, read: Read, data: bytes, name: str) -> Intake:
    """Read a file's bytes by rules and keep the record, and that it was found under this name.

    Bytes that are known are not read again. Bytes that cannot be read are kept as a failure,
    without the bytes themselves, as a batch keeps them; handed in again, they are tried again.
    Raises NotRead then.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256, name)
    while True:
        known = await access.write(lambda store: _known(store, sha256, path))
        if known is not None:
            return Intake(known, sha256, new=False)
        decisions = await access.read(lambda store: store.decisions(sha256))
        result = await read(Task(Content(data, path), sha256, decisions=decisions))
        try:
            return await access.write(lambda store: _keep(store, sha256, path, result))  # noqa: B023
        except Superseded:  # decided meanwhile, where another process took in the same
            continue


def path_of(sha256: str, name: str) -> str:
    """What a file is called here, whatever it says it is called: no folder, nothing invisible.

    >>> path_of("0a1b2c3d4e5f67", "../2024年度 报告\u202e.docx")
    'upload/0a1b2c3d4e5f/2024年度 报告.docx'
    """
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    seen = PurePosixPath("".join(filter(str.isprintable, last)).strip(" ."))
    return f"upload/{sha256[:_HASH]}/{seen.stem[:_STEM] or 'report'}{seen.suffix[:_SUFFIX]}"


def _known(store: Store, sha256: str, path: str) -> int | None:
    """The document of a content that was read before, now found at `path` too."""
    query = "SELECT id FROM documents WHERE sha256 = ? AND status = 'ok'"
    found = next(store.query(query, [sha256]), None)
    if found is None:
        return None
    with store.within_batch(BATCH):
        store.add_source(path, sha256)
    return int(found["id"])


def _keep(store: Store, sha256: str, path: str, result: Rows | Questions | Failure) -> Intake:
    known = _known(store, sha256, path)  # the same bytes may have come twice at the same time
    if known is not None:
        return Intake(known, sha256, new=False)
    with store.within_batch(BATCH):
        if isinstance(result, Failure):
            config = "" if result.again else config_key()
            store.save_failure(path, result.reason, sha256, config)
            raise NotRead(result.reason)
        assert isinstance(result, Rows)  # without a model nothing is asked
        store.describe(load_form(str(result.document["form"])))
        return Intake(store.write(result, config_key()), sha256, new=True)
