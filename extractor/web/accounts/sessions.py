"""Sessions: from signing in to signing out, or until they were not used for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from extractor.store import Store
from extractor.web.accounts.roles import Role
from extractor.web.accounts.secrets import fingerprint, new_secret

LONGEST = timedelta(days=7)
"""After which one signs in again, however busy."""

_RENEWED_AFTER = 0.1
"""The part of its time after which a session that is used gets a new one: few writes."""


@dataclass(frozen=True, slots=True)
class Session:
    """One who is signed in. `csrf` proves that a form came from a page of theirs."""

    user: str
    role: Role
    csrf: str
    renewal: datetime | None
    """Until when it should now be prolonged, by `renew_session`; None while it is fresh."""


def begin_session(store: Store, user: str, at: datetime, hours: float) -> str:
    """Begin a session that lasts while it is used every so many hours; its secret."""
    secret = new_secret()
    store.change("DELETE FROM sessions WHERE expires_at <= ?", [_told(at)])
    store.change(
        "INSERT INTO sessions (hash, user, csrf, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [fingerprint(secret), user, new_secret(), _told(at), _told(at + timedelta(hours=hours))],
    )
    return secret


def find_session(store: Store, secret: str, at: datetime, hours: float) -> Session | None:
    """The session with this secret, while it lasts and its user may sign in."""
    query = (
        "SELECT s.*, u.role FROM sessions s JOIN users u ON u.name = s.user "
        "WHERE s.hash = ? AND s.expires_at > ? AND NOT u.disabled"
    )
    row = next(store.query(query, [fingerprint(secret), _told(at)]), None)
    if row is None:
        return None
    expires, begun = (datetime.fromisoformat(row[name]) for name in ("expires_at", "created_at"))
    wanted = min(at + timedelta(hours=hours), begun + LONGEST)
    stale = wanted - expires > timedelta(hours=hours * _RENEWED_AFTER)
    return Session(row["user"], cast(Role, row["role"]), row["csrf"], wanted if stale else None)


def renew_session(store: Store, secret: str, until: datetime) -> None:
    """Let a session last longer."""
    statement = "UPDATE sessions SET expires_at = ? WHERE hash = ?"
    store.change(statement, [_told(until), fingerprint(secret)])


def end_session(store: Store, secret: str) -> None:
    """Sign out."""
    store.change("DELETE FROM sessions WHERE hash = ?", [fingerprint(secret)])


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
