"""The tables of the cache, and the steps by which an older one becomes a current one."""

from sqlite_utils import Database, Migrations

migrations = Migrations("gouji-cache")


@migrations()
def create_answers(db: Database) -> None:
    """Version 1: answers by key, and what is known of endpoints."""
    answers = {
        "key": str,
        "content": str,
        "prompt": str,
        "schema": str,
        "model": str,
        "prompt_tokens": int,
        "completion_tokens": int,
        "time": str,
    }
    db.table("answers").create(answers, pk="key", not_null=set(answers), strict=True)
    modes = {"endpoint": str, "mode": str}
    db.table("modes").create(modes, pk="endpoint", not_null=set(modes), strict=True)


@migrations()
def create_batches(db: Database) -> None:
    """Version 1: batches sent to a provider, and the questions that wait for one."""
    batches = {"mark": str, "base_url": str, "id": str}
    db.table("batches").create(batches, pk="mark", not_null=set(batches) - {"id"}, strict=True)
    waiting = {
        "key": str,
        "base_url": str,
        "model": str,
        "question": str,
        "rounds": int,
        "reply": str,
        "error": str,
        "prompt_tokens": int,
        "completion_tokens": int,
        "batch": str,
    }
    counts = {"rounds": 0, "prompt_tokens": 0, "completion_tokens": 0}
    db.table("waiting").create(
        waiting,
        pk="key",
        not_null=set(waiting) - {"reply", "error", "batch"},
        defaults=counts,
        foreign_keys=[("batch", "batches", "mark")],
        strict=True,
    )
    db.table("waiting").create_index(["batch"])


STEPS = frozenset(step.name for step in migrations.pending(Database(memory=True)))
"""The names of all steps: an empty database has them all before it."""
