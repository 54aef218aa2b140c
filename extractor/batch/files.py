"""The paths that a user names -> the files to read, and what their bytes are."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from extractor.document.bounds import FILE_BYTES
from extractor.errors import UnsupportedFormat

IGNORED = (".gold.json", ".json", ".md")
"""Endings of files that lie beside reports and are none."""


def walk(paths: Iterable[Path], exclude: Collection[Path] = ()) -> list[Path]:
    """Files as named, and every file below a folder, sorted by folder and name.

    Within folders, hidden files and folders, what ends like `IGNORED`, what is no regular
    file and what is in `exclude` (resolved paths) are left out. Each path comes once.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = _inside(path, exclude) if path.is_dir() else (path,)
        found.update(dict.fromkeys(inside))
    return list(found)


def _inside(folder: Path, exclude: Collection[Path]) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            ignored = name.startswith(".") or name.lower().endswith(IGNORED)
            there = path.is_file() or path.is_symlink()  # a broken link is told, not passed over
            if there and not ignored and path.resolve() not in exclude:
                yield path


def files_of(database: Path | None) -> frozenset[Path]:
    """The resolved paths of a database's files, which may lie in a folder that is read."""
    if database is None:
        return frozenset()
    ends = ("", "-wal", "-shm")
    return frozenset(database.with_name(database.name + end).resolve() for end in ends)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Raises DocumentError where it is no file (a pipe would block) or too large to be read,
    OSError where it cannot be opened.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedFormat("this is no regular file", "give a .txt, .html or .docx file")
    FILE_BYTES.check(status.st_size)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
