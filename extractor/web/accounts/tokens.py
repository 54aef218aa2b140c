"""API tokens: what a user's program shows in place of a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from extractor.store import Store
from extractor.web.accounts.roles import Role
from extractor.web.accounts.secrets import fingerprint, new_secret
from extractor.web.accounts.users import AccountError, users

PREFIX = "gouji_"
"""By which a token that lies about is recognized for what it is."""

_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. `used_at` is exact to an hour, None if it never was."""

    user: str
    label: str
    created_at: str
    used_at: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """The user whose token was shown. `unnoted`: its use should be noted, by `note_use`."""

    user: str
    role: Role
    unnoted: bool


def issue_token(store: Store, user: str, label: str, at: datetime) -> str:
    """A new token of a user, to be shown this once. Raises AccountError if the label is taken."""
    label = label.strip()
    known = {one.name for one in users(store)}
    if user not in known:
        raise AccountError(f"there is no user {user}: `gouji user list` names all")
    if not label or not label.isprintable() or len(label) > 60:
        raise AccountError("a token needs a label of 1 to 60 characters: what it is for")
    if any(token.label == label for token in tokens_of(store, user)):
        raise AccountError(f"{user} has a token {label!r} already: revoke it, or name another")
    secret = PREFIX + new_secret()
    store.change(
        "INSERT INTO tokens (hash, user, label, created_at) VALUES (?, ?, ?, ?)",
        [fingerprint(secret), user, label, at.isoformat(timespec="seconds")],
    )
    return secret


def tokens_of(store: Store, user: str) -> tuple[Token, ...]:
    """The tokens of one user, oldest first."""
    query = "SELECT * FROM tokens WHERE user = ? ORDER BY created_at, label"
    return tuple(
        Token(row["user"], row["label"], row["created_at"], row["used_at"])
        for row in store.query(query, [user])
    )


def revoke_token(store: Store, user: str, label: str) -> None:
    """End a token. Raises AccountError where the user has none of this label."""
    statement = "DELETE FROM tokens WHERE user = ? AND label = ? RETURNING hash"
    if not store.change(statement, [user, label]):
        raise AccountError(f"{user} has no token {label!r}")


def find_token(store: Store, secret: str, at: datetime) -> Holder | None:
    """Whose token this is, while they may use the service."""
    query = (
        "SELECT t.*, u.role FROM tokens t JOIN users u ON u.name = t.user "
        "WHERE t.hash = ? AND NOT u.disabled"
    )
    row = next(store.query(query, [fingerprint(secret)]), None)
    if row is None:
        return None
    used = datetime.fromisoformat(row["used_at"]) if row["used_at"] else None
    return Holder(row["user"], cast(Role, row["role"]), not used or at - used > _NOTED_EVERY)


def note_use(store: Store, secret: str, at: datetime) -> None:
    """Remember when a token was used."""
    statement = "UPDATE tokens SET used_at = ? WHERE hash = ?"
    store.change(statement, [at.isoformat(timespec="seconds"), fingerprint(secret)])
