"""A file -> Document: its text, and the paragraphs, tables and cells that point into it.

Nothing here knows any form. Whatever the bytes, the answer is a Document or a
DocumentError that says what is wrong and what to do; it names the place in the file, but
not the file, which the caller knows.
"""

import hashlib
import stat
from pathlib import Path

from extractor.document import Document
from extractor.document.decode import decode
from extractor.document.detect import is_html, is_zip, refuse_foreign
from extractor.document.html import read_html
from extractor.document.limits import FILE_BYTES
from extractor.document.marks import foreign
from extractor.document.plain import read_text
from extractor.errors import DocumentError, Malformed, UnsupportedFormat

__all__ = ["read_bytes", "read_document", "read_file"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OS_REMEDIES: dict[type[OSError], str] = {
    FileNotFoundError: "check the path",
    PermissionError: "ask for the permission to read it, or copy it elsewhere",
}


def read_document(path: Path) -> Document:
    """The document in a .txt, .html or .docx file, whatever it is called.

    Raises DocumentError, also for a file that cannot be opened.
    """
    return read_bytes(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """A file's bytes. One over the size limit is refused unread.

    Raises DocumentError, also for a file that cannot be opened.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnsupportedFormat("this is no regular file", "give a .txt, .html or .docx file")
        FILE_BYTES.check(status.st_size)
        with path.open("rb") as file:
            return file.read(FILE_BYTES.most + 1)
    except OSError as error:
        remedy = _OS_REMEDIES.get(type(error), "check the disk, or copy the file elsewhere")
        raise DocumentError(f"cannot be opened: {error.strerror}", remedy) from error


def read_bytes(data: bytes, path: str) -> Document:
    """A file's bytes -> its Document; `path` is only what the document is called.

    Raises UnsupportedFormat, Malformed or TooLarge.
    """
    FILE_BYTES.check(len(data))
    if not data:
        raise Malformed("the file is empty", "check that it was saved or downloaded whole")
    if is_zip(data):
        from extractor.document.word import read_docx  # python-docx is slow to import

        media_type = _DOCX
        laid = read_docx(data)
    else:
        refuse_foreign(data)
        text = decode(data)
        if is_html(text):
            media_type = "text/html"
            laid = read_html(text)
        else:
            media_type = "text/plain"
            laid = read_text(text)
    marked = (*laid.marked, *foreign(laid.text))
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(laid.text, laid.blocks, path, media_type, sha256, marked)
