"""Sessions of people and API tokens of programs: random secrets by which a user is known again.

A secret is shown once; what is kept of it is a hash.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from extractor.store import Store
from extractor.web.accounts.users import AccountError, Role, users

LONGEST = timedelta(days=7)
"""After which one signs in again, however busy."""

PREFIX = "gouji_"
"""By which a token that lies about is recognized for what it is."""

_RENEWED_AFTER = 0.1
"""The part of its time after which a session that is used gets a new one: few writes."""

_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The user whose secret was shown, and what should now be written of it, if anything.

    `csrf` proves that a form came from a page of theirs; None for a token, which no browser sends
    by itself. `renewal` is the time to keep: until when a session lasts, by `renew_session`, or
    when a token was used, by `note_use`.
    """

    user: str
    role: Role
    csrf: str | None
    renewal: datetime | None


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. `used_at` is exact to an hour, None if it never was."""

    label: str
    created_at: str
    used_at: str | None


def begin_session(store: Store, user: str, at: datetime, hours: float) -> str:
    """Begin a session that lasts while it is used every so many hours; its secret."""
    secret = _new_secret()
    store.change("DELETE FROM sessions WHERE expires_at <= ?", [_text(at)])
    store.change(
        "INSERT INTO sessions (hash, user, csrf, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        [_hash(secret), user, _new_secret(), _text(at), _text(at + timedelta(hours=hours))],
    )
    return secret


def find_session(store: Store, secret: str, at: datetime, hours: float) -> Known | None:
    """Whose session this is, while it lasts and they may sign in."""
    query = (
        "SELECT s.*, u.role FROM sessions s JOIN users u ON u.name = s.user "
        "WHERE s.hash = ? AND s.expires_at > ? AND NOT u.disabled"
    )
    row = next(store.query(query, [_hash(secret), _text(at)]), None)
    if row is None:
        return None
    expires, begun = (datetime.fromisoformat(row[name]) for name in ("expires_at", "created_at"))
    wanted = min(at + timedelta(hours=hours), begun + LONGEST)
    stale = wanted - expires > timedelta(hours=hours * _RENEWED_AFTER)
    return Known(row["user"], cast(Role, row["role"]), row["csrf"], wanted if stale else None)


def renew_session(store: Store, secret: str, at: datetime) -> None:
    """Let a session last until then."""
    store.change("UPDATE sessions SET expires_at = ? WHERE hash = ?", [_text(at), _hash(secret)])


def end_session(store: Store, secret: str) -> None:
    """Sign out."""
    store.change("DELETE FROM sessions WHERE hash = ?", [_hash(secret)])


def issue_token(store: Store, user: str, label: str, at: datetime) -> str:
    """A new token of a user, to be shown this once. Raises AccountError if the label is taken."""
    label = label.strip()
    if all(known.name != user for known in users(store)):
        raise AccountError(f"there is no user {user}: `gouji user list` names all")
    if not label or not label.isprintable() or len(label) > 60:
        raise AccountError("a token needs a label of 1 to 60 characters: what it is for")
    if any(token.label == label for token in tokens_of(store, user)):
        raise AccountError(f"{user} has a token {label!r} already: revoke it, or name another")
    secret = PREFIX + _new_secret()
    store.change(
        "INSERT INTO tokens (hash, user, label, created_at) VALUES (?, ?, ?, ?)",
        [_hash(secret), user, label, _text(at)],
    )
    return secret


def tokens_of(store: Store, user: str) -> tuple[Token, ...]:
    """The tokens of one user, oldest first."""
    query = (
        "SELECT label, created_at, used_at FROM tokens WHERE user = ? ORDER BY created_at, label"
    )
    return tuple(Token(**row) for row in store.query(query, [user]))


def revoke_token(store: Store, user: str, label: str) -> None:
    """End a token. Raises AccountError where the user has none of this label."""
    statement = "DELETE FROM tokens WHERE user = ? AND label = ? RETURNING hash"
    if not store.change(statement, [user, label]):
        raise AccountError(f"{user} has no token {label!r}")


def find_token(store: Store, secret: str, at: datetime) -> Known | None:
    """Whose token this is, while they may use the service."""
    query = (
        "SELECT t.*, u.role FROM tokens t JOIN users u ON u.name = t.user "
        "WHERE t.hash = ? AND NOT u.disabled"
    )
    row = next(store.query(query, [_hash(secret)]), None)
    if row is None:
        return None
    used = datetime.fromisoformat(row["used_at"]) if row["used_at"] else None
    noted = used is not None and at - used <= _NOTED_EVERY
    return Known(row["user"], cast(Role, row["role"]), None, None if noted else at)


def note_use(store: Store, secret: str, at: datetime) -> None:
    """Remember when a token was used."""
    store.change("UPDATE tokens SET used_at = ? WHERE hash = ?", [_text(at), _hash(secret)])


def _new_secret() -> str:
    """256 random bits, fit for headers and cookies."""
    return secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    """What is kept of a secret. It is random, so a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
