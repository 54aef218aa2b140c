"""What one document may take: who takes more is killed for it, and nobody else pays."""

import asyncio
import io
import os
import re
import shutil
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extractor.batch import Outcome, run
from extractor.batch.pool import Pool
from extractor.cli import app
from extractor.errors import CutShort
from extractor.limits import LIMITS, Limits
from extractor.store import Store

FORM = "disclosure_2019"
HEAD = "松原街2020年政府信息公开工作年度报告\n一、总体情况\n"
SMALL = f"{HEAD}召开会议3次。\n"
LARGE = f"{HEAD}{'召开会议。' * 10_000}\n" * 15
"""Takes some 100 MB; a small report takes 8."""
LITTLE = Limits(megabytes=48)

counts_memory = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts memory")


# --- tasks -------------------------------------------------------------------------------


def square(number: int) -> int:
    return number * number


def spin(_: int) -> int:
    """Works in C for longer than the sun will shine."""
    return bool(re.match("(a*)*b", "a" * 99))


def hoard(_: int) -> int:
    """Asks for more and more memory."""
    return len([bytearray(2**20) for _ in range(2**20)])


def wait(_: int) -> int:
    """Waits for what never comes, and takes no processor time."""
    return threading.Event().wait()


def die(_: int) -> int:
    """As memory at its end or a segfault does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def do(task: tuple[Callable[[int], int], int]) -> int | str:
    work, number = task
    return work(number)


def told(error: Exception) -> str:
    assert isinstance(error, CutShort)
    return str(error)


def nothing() -> None:
    """Nothing to prepare."""


def done(
    tasks: Sequence[tuple[Callable[[int], int], int]], jobs: int, limits: Limits = LIMITS
) -> list[int | str]:
    """What comes of tasks that are given out at once."""

    async def all_at_once() -> list[int | str]:
        pool = Pool[Any, int | str](do, told, nothing, "extractor.batch.worker", jobs, limits)
        with pool:
            return await asyncio.gather(*map(pool.apply, tasks))

    return asyncio.run(all_at_once())


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("takes_too_much", "limits", "reason"),
    [
        (spin, Limits(seconds=0.2), "more than 0.2 s of processor time"),
        pytest.param(hoard, LITTLE, "more than 48 MB of memory", marks=counts_memory),
        (die, LIMITS, "the process that read it died"),
    ],
)
def test_a_task_that_takes_too_much_costs_only_itself(
    takes_too_much: Callable[[int], int], limits: Limits, reason: str, jobs: int
) -> None:
    tasks = [(takes_too_much if number in (2, 5) else square, number) for number in range(8)]
    results = done(tasks, jobs, limits)
    lost = [results.pop(5), results.pop(2)]
    assert results == [0, 1, 9, 16, 36, 49]
    assert all(reason in str(one) for one in lost)


def test_a_task_that_only_waits_is_ended_by_the_clock() -> None:
    (result,) = done([(wait, 0)], 1, Limits(elapsed=0.1))
    assert "not done in 0.1 s" in str(result)


def a_third(number: int) -> int:
    """Takes the processor for a tenth of a second."""
    begun = time.process_time()
    while time.process_time() < begun + 0.1:
        pass
    return number


def test_every_task_has_the_whole_time() -> None:
    assert done([(a_third, number) for number in range(9)], 1, Limits(seconds=0.3)) == [*range(9)]


def test_who_leaves_waits_for_nobody() -> None:
    async def leave() -> int | str:
        pool = Pool[Any, int | str](do, told, nothing, "extractor.batch.worker", jobs=2)
        with pool:
            waits = asyncio.ensure_future(pool.apply((wait, 0)))
            result = await pool.apply((square, 3))
            waits.cancel()
            return result

    assert asyncio.run(leave()) == 9


# --- documents ---------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports of which one takes more memory than is LITTLE."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in (("a.txt", SMALL), ("large.txt", LARGE), ("z.txt", f"{SMALL}二、其他\n")):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read(
    path: Path, store: Store, limits: Limits = LIMITS, form: str | None = FORM
) -> dict[str, str]:
    """What becomes of each file, with the reason where there is one."""
    outcomes: dict[str, str] = {}

    def note(outcome: Outcome, _: object) -> None:
        outcomes[outcome.path.name] = " ".join(filter(None, (outcome.result, outcome.reason)))

    run([path], store, form, on_progress=note, limits=limits)
    return outcomes


@counts_memory
def test_the_rest_of_a_batch_is_read_and_the_next_run_tries_again(folder: Path) -> None:
    with Store(None) as store:
        outcomes = read(folder, store, LITTLE)
        reason = outcomes.pop("large.txt")
        assert outcomes == {"a.txt": "read", "z.txt": "read"}
        assert reason.startswith("failed reading it took more than 48 MB of memory")
        assert [row["reason"] for row in store.query("SELECT reason FROM failures")] == [
            reason.removeprefix("failed ")
        ]
        again = read(folder, store)
        assert again == {"a.txt": "skipped", "large.txt": "read", "z.txt": "skipped"}
        assert list(store.query("SELECT * FROM failures")) == []


@counts_memory
def test_what_was_read_before_stays_where_it_cannot_be_read_anew(folder: Path) -> None:
    with Store(None) as store:
        read(folder, store)
        before = {document: store.load(document) for document in store.documents()}
        outcomes = read(folder / "large.txt", store, LITTLE, "disclosure_2021")
        assert outcomes["large.txt"].startswith("failed")
        assert {document: store.load(document) for document in store.documents()} == before
        (failure,) = store.query("SELECT * FROM failures")
        assert failure["path"].endswith("large.txt")


@counts_memory
def test_extract_tells_it_and_goes_on(folder: Path) -> None:
    files = [str(folder / name) for name in ("large.txt", "a.txt")]
    options = ["--form", FORM, "--memory", "48"]
    result = CliRunner().invoke(app, ["extract", *files, *options])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"gouji: {files[0]}: reading it took more than 48 MB of memory")
    assert "--memory" in result.stderr
    assert "a.txt" in result.stdout


# --- hostile files -----------------------------------------------------------------------


def bomb() -> bytes:
    """A docx whose text expands a thousandfold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 2**27)
    return buffer.getvalue()


REPORTS = sorted((Path(__file__).parents[1] / "gold" / "dev").glob("w*.txt"))
HOSTILE: dict[str, str | bytes] = {
    "comments.html": "<!-- -->" * 40,
    "nested.html": "<div>" * 9_000,
    "tags.html": "<b>" * 600_000,
    "attributes.html": f"<p {' '.join(f'a{n}' for n in range(5_000))}>",
    "blanks.txt": f"通知\n{' ' * 99_000}。\n",
    "digits.txt": f"通知\n{'1' * 99_000}\n",
    "brackets.txt": f"通知\n{'(' * 99_000}\n",
    "listed.txt": "通知\n" + "甲、" * 49_000,
    "rows.txt": "甲\t1\t2\n" * 99_000,
    "line.txt": "字" * 200_000,
    "bomb.docx": bomb(),
    "cut.docx": bomb()[:1_000],
}


def test_every_hostile_file_is_told_and_every_report_is_read(tmp_path: Path) -> None:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    for report in REPORTS:
        shutil.copy(report, tmp_path)
    with Store(None) as store:
        for result in ("read", "skipped"):
            outcomes = read(tmp_path, store, Limits(seconds=5), form=None)
            assert {outcomes.pop(report.name) for report in REPORTS} == {result}
            assert outcomes.keys() == HOSTILE.keys()
            assert all(told.startswith("failed ") for told in outcomes.values())
