"""A batch: what is new or changed is read, everything else is left as it is."""

import asyncio
import contextlib
import gc
import signal
import threading
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Sequence,
)
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from extractor.batch.dialogue import Ask, Dialogue
from extractor.batch.documents import Documents, OnProgress, Tally
from extractor.batch.files import files_of, hash_of, walk
from extractor.batch.worker import RARELY, Failure, Task, at_once, attempt, workers
from extractor.errors import ModelError
from extractor.forms.file import form_ids, load_form
from extractor.limits import LIMITS, Limits
from extractor.pipeline import config_key
from extractor.record.question import RULES, Answer, Plan, Question
from extractor.store import Rows, Store

P = ParamSpec("P")
R = TypeVar("R")

ASKED_PER_CALL = 2
"""Questions asked for each that is answered at a time: some are between two attempts."""
_WAITING_PER_CALL = 4
"""Documents that may wait for answers, for each question that is answered at a time."""


async def no_model(_question: Question) -> Answer:
    """Who is asked where there is nobody."""
    raise ModelError("there is no model to ask")


async def run_async(
    paths: Iterable[Path],
    store: Store,
    form_id: str | None = None,
    jobs: int = 1,
    on_progress: OnProgress = lambda _outcome, _tally: None,
    retry: bool = False,
    plan: Plan = RULES,
    ask: Ask | None = None,
    model: str = "",
    concurrency: int = 16,
    name: str = "",
    limits: Limits = LIMITS,
) -> Tally:
    """Read files and folders into a store, with `jobs` processes, each document within `limits`.

    Each document is one transaction, so whatever ends the batch leaves whole documents.
    What failed before is tried again with `retry`, or where it was cut short. Ctrl-C lets those in
    flight finish; a second one gives up those that wait for a worker or for a model.

    With a `name`, what is found belongs to a new batch that is called so.

    What `plan` leaves to a model, `ask` answers, `concurrency` questions at a time; `model`
    names it, as in `config_key`. Where an answer has an error, the record is stored as far as
    it is known, and the next run reads it again; where an answer is not there yet, nothing is.
    """
    for known in form_ids():
        store.describe(load_form(known))
    if name:
        store.begin_batch(name)
    files = walk(paths, exclude=files_of(store.path))
    waiting = concurrency * _WAITING_PER_CALL if ask else 0
    with stoppable() as stop, _rare_collections(), workers(jobs, limits) as read:
        documents = Documents(
            store=store,
            config=config_key(form_id, plan, model),
            form_id=form_id,
            plan=plan,
            dialogue=Dialogue(
                read, ask or no_model, at_once(jobs), concurrency * ASKED_PER_CALL, stop
            ),
            retry=retry,
            tally=Tally(len(files)),
            on_progress=on_progress,
        )
        await each(files, documents.take, at_once(jobs) + waiting, stop)
        documents.tally.interrupted = stop.is_set()
    return documents.tally


def _blocking(do: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        return asyncio.run(do(*arguments, **named))

    return run


run = _blocking(run_async)
"""The same for a caller that has no event loop."""


async def each(
    files: Iterable[Path],
    do: Callable[[Path], Awaitable[None]],
    most: int,
    stop: threading.Event,
) -> None:
    """Do the same with every file, at `most` so many at a time, until `stop` is set.

    Whatever one of them raises ends all, and is raised.
    """
    room = asyncio.Semaphore(most)

    async def one(path: Path) -> None:
        try:
            await do(path)
        finally:
            room.release()

    try:
        async with asyncio.TaskGroup() as group:
            for path in files:
                await room.acquire()
                if stop.is_set():
                    break
                group.create_task(one(path))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


@contextlib.contextmanager
def _rare_collections() -> Iterator[None]:
    """The garbage collector looks seldom while a batch runs."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def read_once(
    paths: Sequence[Path],
    form_id: str | None = None,
    plan: Plan = RULES,
    ask: Ask = no_model,
    concurrency: int = 1,
    limits: Limits = LIMITS,
) -> AsyncIterator[tuple[Path, Rows | Failure]]:
    """Each file and what came of it, in their order.

    One process reads them, each within `limits`, while `concurrency` questions are answered at
    a time.
    """
    with workers(1, limits) as read:
        asked = concurrency * ASKED_PER_CALL
        dialogue = Dialogue(read, ask, at_once(1), asked, threading.Event())
        readings = [asyncio.create_task(_read(path, form_id, plan, dialogue)) for path in paths]
        try:
            for path, reading in zip(paths, readings, strict=True):
                yield path, await reading
        finally:
            for reading in readings:
                reading.cancel()
            await asyncio.gather(*readings, return_exceptions=True)


async def _read(path: Path, form_id: str | None, plan: Plan, dialogue: Dialogue) -> Rows | Failure:
    sha256 = attempt(partial(hash_of, path))
    if isinstance(sha256, Failure):
        return sha256
    finished = await dialogue.finish(Task(path, sha256, form_id, plan))
    return finished[1] if finished else Failure("some questions about it have no answer yet")


async def open_questions(
    paths: Iterable[Path],
    store: Store,
    form_id: str | None,
    jobs: int,
    plan: Plan,
    ask: Ask,
    model: str,
    limits: Limits = LIMITS,
) -> list[Question]:
    """What must still be asked about the files that are not done in the store.

    `ask` gives the answers that are there, and None for what is open. Nothing is stored; a file
    that cannot be read asks nothing.
    """
    config = config_key(form_id, plan, model)
    found: list[Question] = []
    seen: set[str] = set()
    never = threading.Event()

    async def note(question: Question) -> Answer | None:
        answer = await ask(question)
        if answer is None:
            found.append(question)
        return answer

    async def look(path: Path) -> None:
        sha256 = attempt(partial(hash_of, path))
        if isinstance(sha256, Failure) or sha256 in seen:
            return
        if not store.done(sha256, config):
            seen.add(sha256)
            await dialogue.finish(Task(path, sha256, form_id, plan))

    with workers(jobs, limits) as read:
        most = at_once(jobs)
        dialogue = Dialogue(read, note, most, most, never)
        await each(walk(paths, exclude=files_of(store.path)), look, most, never)
    return found


@contextlib.contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets; the second interrupts as always."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may handle signals
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
