"""Many files -> one store: in parallel, resumable, each file's trouble its own."""

from extractor.batch.run import OnProgress, Outcome, Tally, run
from extractor.batch.worker import Failure, attempt

__all__ = ["Failure", "OnProgress", "Outcome", "Tally", "attempt", "run"]
