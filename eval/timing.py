"""How long things take and how much memory: a watched process, and the stages in process."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from extractor.checking import reconcile
from extractor.checking.confront import confront
from extractor.checking.hear.merge import merge
from extractor.checking.weigh.localize import localize
from extractor.document import Document
from extractor.document.read import read_document
from extractor.forms.file import form_ids, load_form
from extractor.forms.form import Form
from extractor.reading import read
from extractor.reading.recognize import recognize
from extractor.record.record import Readings
from extractor.store import Store, rows_of

_PROC = Path("/proc")
_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Watched:
    """A finished process: seconds by the clock, and those that processors worked for it.

    `peak` is the most bytes that it and its children held at once, shared pages counted
    once. Both are 0 where the system has no /proc to tell them.
    """

    seconds: float
    processor: float
    peak: int
    returncode: int


def watch(command: Sequence[str]) -> Watched:
    """Run a command to its end, looking at it and its children ten times a second."""
    start = time.perf_counter()
    peak, worked = 0, dict[int, float]()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            family = list(_family(process.pid))
            peak = max(peak, sum(map(_memory, family)))
            worked |= {pid: seconds for pid in family if (seconds := _worked(pid))}
            time.sleep(_EVERY)
    seconds = time.perf_counter() - start
    return Watched(seconds, sum(worked.values()), peak, process.returncode)


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it, as far as they still live."""
    yield pid
    with contextlib.suppress(OSError):
        for started in (_PROC / str(pid) / "task").glob("*/children"):  # by each of its threads
            for child in started.read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    """Proportional set size in bytes: pages that processes share are split among them."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _worked(pid: int) -> float:
    """Processor seconds of one process so far (utime and stime, see proc_pid_stat(5))."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Stages:
    """Seconds spent in each stage over `documents` documents."""

    documents: int = 0
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("ingest", "reading", "reconcile", "store"), 0.0)
    )


def time_stages(paths: Sequence[Path], database: Path) -> Stages:
    """Each file through every stage in this process, stored in a new database."""
    stages = Stages(len(paths))
    forms = _forms()
    with Store(database, create=True) as store:
        for path in paths:
            clock = [time.perf_counter()]
            document = read_document(path)
            clock.append(time.perf_counter())
            form = recognize(document, forms)
            readings = read(document, form)
            clock.append(time.perf_counter())
            record = reconcile(document, form, readings)
            clock.append(time.perf_counter())
            store.write(rows_of(replace(document, path=str(path)), record), "bench")
            clock.append(time.perf_counter())
            for name, (begun, ended) in zip(stages.seconds, pairwise(clock), strict=True):
                stages.seconds[name] += ended - begun
    return stages


def time_localization(paths: Sequence[Path]) -> list[float]:
    """Seconds that error localization takes on each file, sorted."""
    return sorted(_localization(*_read(path)) for path in paths)


def _read(path: Path) -> tuple[Document, Form, Readings]:
    document = read_document(path)
    form = recognize(document, _forms())
    return document, form, read(document, form)


def _forms() -> list[Form]:
    return [load_form(form_id) for form_id in form_ids()]


def _localization(document: Document, form: Form, readings: Readings) -> float:
    observations = merge(document, form, readings)
    confronted = confront(form.edits, observations)
    start = time.perf_counter()
    localize(form, observations, confronted)
    return time.perf_counter() - start
