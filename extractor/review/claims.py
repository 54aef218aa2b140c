"""Who works on a report, so that two people don't do the same work.

A claim lasts half an hour from the last decision and is free again by itself. An assignment stays
until the report is given to someone else or released. Neither locks anything: a decision on a
report that another has is taken, and `Conflict` protects each field.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from extractor.errors import GoujiError, NotStored
from extractor.store import Store

LEASE = timedelta(minutes=30)

_IN_FORCE = "SELECT * FROM claims WHERE document = :document AND (until IS NULL OR until > :at)"
_CLAIM = """
INSERT INTO claims (document, reviewer, given_by, at, until)
VALUES (:document, :reviewer, NULL, :at, :until)
ON CONFLICT (document) DO UPDATE SET
  reviewer = excluded.reviewer, given_by = NULL, at = excluded.at, until = excluded.until
WHERE claims.until <= :at OR (claims.until IS NOT NULL AND claims.reviewer = :reviewer)
"""
_ASSIGN = "INSERT OR REPLACE INTO claims (document, reviewer, given_by, at) VALUES (?, ?, ?, ?)"
_RELEASE = (
    "DELETE FROM claims WHERE document = ? AND reviewer = coalesce(?, reviewer) RETURNING document"
)
_REVIEWERS = (
    "SELECT name FROM users WHERE role IN ('reviewer', 'admin') AND NOT coalesce(disabled, 0) "
    "ORDER BY name"
)


class ClaimError(GoujiError):
    """A report cannot be given to this person."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a document since when; `until` is None where `given_by` assigned it to them."""

    document: int
    reviewer: str
    given_by: str | None
    at: str
    until: str | None

    @property
    def assigned(self) -> bool:
        """Whether it was given to them, and does not end by itself."""
        return self.until is None


def moment(at: datetime) -> str:
    """A time as the database has it: UTC, whole seconds, sorted as text."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def claim_on(store: Store, document: int, at: datetime) -> Claim | None:
    """Who has the document now, if anyone."""
    rows = store.query(_IN_FORCE, {"document": document, "at": moment(at)})
    return next((Claim(**row) for row in rows), None)


def claim(store: Store, document: int, reviewer: str, at: datetime) -> Claim:
    """Claim a document that nobody has, or renew one's own claim; whose it is then.

    What another has, or was assigned to, stays theirs. Raises NotStored.
    """
    _check(store, document)
    ends = {"at": moment(at), "until": moment(at + LEASE)}
    store.change(_CLAIM, {"document": document, "reviewer": reviewer} | ends)
    held = claim_on(store, document, at)
    assert held is not None  # it is the one that was there, or the one just made
    return held


def assign(store: Store, document: int, reviewer: str, by: str, at: datetime) -> Claim:
    """Give a document to someone, whoever had it.

    Raises ClaimError where they cannot review, and NotStored.
    """
    _check(store, document)
    if reviewer not in reviewers(store):
        raise ClaimError(f"{reviewer!r} is no reviewer: ask an administrator to make them one")
    store.change(_ASSIGN, [document, reviewer, by, moment(at)])
    return Claim(document, reviewer, by, moment(at), None)


def release(store: Store, document: int, reviewer: str | None = None) -> bool:
    """Let go of a document, if `reviewer` has it, or whoever has where that is None."""
    return bool(store.change(_RELEASE, [document, reviewer]))


def reviewers(store: Store) -> tuple[str, ...]:
    """The names of those who may settle fields."""
    return tuple(row["name"] for row in store.query(_REVIEWERS))


def _check(store: Store, document: int) -> None:
    known = "SELECT 1 FROM documents WHERE id = ? AND status = 'ok'"
    if next(store.query(known, [document]), None) is None:
        raise NotStored(f"no record of document {document}")
