"""Many files -> one store: in parallel, resumable, each file's trouble its own."""

from extractor.batch.dialogue import Ask, attempt_asking
from extractor.batch.documents import OnProgress, Outcome, Tally
from extractor.batch.run import open_questions, read_once, run, run_async
from extractor.batch.worker import Failure, attempt

__all__ = [
    "Ask",
    "Failure",
    "OnProgress",
    "Outcome",
    "Tally",
    "attempt",
    "attempt_asking",
    "open_questions",
    "read_once",
    "run",
    "run_async",
]
