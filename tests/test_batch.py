"""A batch reads what is new, whatever happens to single files or to the process itself."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.batch import Outcome, Tally, run
from extractor.batch.files import walk
from extractor.batch.pool import Pool
from extractor.pipeline import extract
from extractor.store import Store

FORM = "disclosure_2019"
HEAD = "某局2020年政府信息公开工作年度报告\n一、总体情况\n"
MANY = 100


def write(folder: Path, name: str, content: str | bytes = "") -> Path:
    """A small report, each with other bytes; or the content that is given."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (
        content or f"某局2020年政府信息公开工作年度报告\n一、总体情况\n编号{name}，召开会议3次。\n"
    )
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def counts(tally: Tally) -> tuple[int, int, int]:
    return tally.read, tally.skipped, tally.failed


def paths_in(store: Store) -> list[str]:
    return [Path(row["path"]).name for row in store.query("SELECT path FROM sources ORDER BY path")]


# --- which files -------------------------------------------------------------------------


def test_folders_are_walked_in_order_without_what_lies_beside_reports(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a.docx", "a.gold.json", "x.json", "README.md", ".hidden"):
        write(tmp_path, name)
    write(tmp_path, ".git/config")
    found = walk([tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.docx", "b.txt", "a/z.html"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called_and_once(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.md")
    assert walk([path, path, tmp_path / "none.txt"]) == [path, tmp_path / "none.txt"]


# --- what is done ------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_file_has_an_outcome(tmp_path: Path, jobs: int) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt")
    write(tmp_path, "empty.txt").write_bytes(b"")
    outcomes: list[Outcome] = []
    with Store(None) as store:
        tally = run(
            [tmp_path, tmp_path / "none.txt"],
            store,
            FORM,
            jobs,
            lambda outcome, _tally: outcomes.append(outcome),
        )
        assert counts(tally) == (2, 0, 2)
        assert {o.path.name: o.result for o in outcomes} == {
            "a.txt": "read",
            "b.txt": "read",
            "empty.txt": "failed",
            "none.txt": "failed",
        }
        reasons = {o.path.name: o.reason for o in outcomes if o.reason}
        stored = {
            Path(row["path"]).name: row["reason"] for row in store.query("SELECT * FROM failures")
        }
        assert stored == reasons
        assert "empty" in reasons["empty.txt"]
        assert "No such file" in reasons["none.txt"]


def test_a_record_is_stored_as_it_was_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    document, record = extract(path, FORM)
    with Store(None) as store:
        run([path], store, FORM)
        assert store.load(store.find(str(path))) == (document.text, record)


def test_a_second_run_does_only_what_is_new_or_changed(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path, name)
    with Store(tmp_path / "x.db", create=True) as store:
        assert counts(run([tmp_path], store, FORM)) == (3, 0, 0)
        write(tmp_path, "b.txt", f"{HEAD}改过的报告")
        write(tmp_path, "d.txt")
        assert counts(run([tmp_path], store, FORM)) == (2, 2, 0)
        assert paths_in(store) == ["a.txt", "b.txt", "c.txt", "d.txt"]
        assert len(store.documents()) == 4


def test_another_configuration_reads_everything_again(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with Store(None) as store:
        assert counts(run([tmp_path], store, FORM)) == (1, 0, 0)
        assert counts(run([tmp_path], store, "disclosure_2021")) == (1, 0, 0)
        assert len(store.documents()) == 1


def test_what_failed_is_told_again_and_tried_again_only_on_demand(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"%PDF-1.7 not read")
    with Store(None) as store:
        outcomes: list[Outcome] = []
        for retry in (False, False, True):
            tally = run([tmp_path], store, on_progress=lambda o, _: outcomes.append(o), retry=retry)
            assert counts(tally) == (0, 0, 1)
        assert len({outcome.reason for outcome in outcomes}) == 1


def test_the_same_content_twice_is_read_once_and_both_paths_are_kept(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path, name, f"{HEAD}同一份报告")
    with Store(None) as store:
        assert counts(run([tmp_path], store, FORM, jobs=2)) == (1, 1, 0)
        assert paths_in(store) == ["a.txt", "b.txt"]
        assert len(store.documents()) == 1


# --- what can go wrong -------------------------------------------------------------------


def square(number: int) -> int:
    """Work."""
    return number * number


def nothing() -> None:
    """Nothing to prepare."""


def test_what_cannot_be_sent_to_a_worker_costs_only_itself() -> None:
    async def send() -> list[int | str]:
        with Pool[Any, int | str](
            square, lambda error: type(error).__name__, nothing, "extractor.batch.worker", 1
        ) as pool:
            return [await pool.apply(task) for task in (lambda: 0, 2)]

    (error, result) = asyncio.run(send())
    assert error in ("PicklingError", "AttributeError")
    assert result == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_are_drawn_only_as_workers_free_up(tmp_path: Path, jobs: int) -> None:
    names = [f"{number:02}.txt" for number in range(20)]
    for name in names:
        write(tmp_path, name)

    def remove_the_last(_outcome: Outcome, _tally: Tally) -> None:
        (tmp_path / names[-1]).unlink(missing_ok=True)

    with Store(None) as store:
        assert counts(run([tmp_path], store, FORM, jobs, remove_the_last)) == (19, 0, 1)


def start(tmp_path: Path, *, jobs: int) -> subprocess.Popen[str]:
    """`gouji run` on many small files, in a process group of its own, past its first tenth."""
    for number in range(MANY):
        write(tmp_path / "in", f"{number:04}.txt")
    gouji = str(Path(sys.executable).with_name("gouji"))
    command = [gouji, "run", str(tmp_path / "in"), "--form", FORM, "--db", str(tmp_path / "x.db")]
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == f"{MANY // 10} of {MANY} files\n"
    return process


def check_and_finish(tmp_path: Path) -> None:
    """What is in the database is whole; the next run does exactly the rest."""
    with Store(tmp_path / "x.db") as store:
        done = store.documents()
        assert MANY // 10 <= len(done) < MANY
        for document in done:
            text, record = store.load(document)
            assert (text, record) == (text, extract(Path(record.document.path), FORM)[1])
        assert counts(run([tmp_path / "in"], store, FORM)) == (MANY - len(done), len(done), 0)
        assert len(store.documents()) == MANY


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_in_the_middle_every_finished_document_is_whole(tmp_path: Path, jobs: int) -> None:
    with start(tmp_path, jobs=jobs) as process:
        os.killpg(process.pid, signal.SIGKILL)
    check_and_finish(tmp_path)


def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    with start(tmp_path, jobs=2) as process:
        process.kill()
        # Standard error stays open as long as any worker lives.
        assert process.stderr is not None
        process.stderr.read()
    check_and_finish(tmp_path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted_it_finishes_what_is_in_flight_and_says_how_to_go_on(
    tmp_path: Path, jobs: int
) -> None:
    with start(tmp_path, jobs=jobs) as process:
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate()
    assert process.returncode == 130
    assert "goes on from here" in errors
    assert "Traceback" not in errors
    assert "0 failed" in output
    check_and_finish(tmp_path)
