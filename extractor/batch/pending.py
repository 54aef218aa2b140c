"""Which questions about a batch of files are still open, given the answers that are there."""

import threading
from collections.abc import Iterable
from pathlib import Path

from extractor.batch.dialogue import Ask, Dialogue
from extractor.batch.files import files_of, hash_of, walk
from extractor.batch.run import each
from extractor.batch.worker import Task
from extractor.batch.workers import at_once, workers
from extractor.errors import DocumentError
from extractor.limits import LIMITS, Limits
from extractor.pipeline import config_key
from extractor.record.question import Answer, Plan, Question
from extractor.store import Store


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
        try:
            sha256 = hash_of(path)
        except (DocumentError, OSError):
            return
        if sha256 not in seen and not store.done(sha256, config):
            seen.add(sha256)
            await dialogue.finish(Task(path, sha256, form_id, plan))

    with workers(jobs, limits) as read:
        most = at_once(jobs)
        dialogue = Dialogue(read, note, most, most, never)
        await each(walk(paths, exclude=files_of(store.path)), look, most, never)
    return found
