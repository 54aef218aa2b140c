"""Users: a name, a role, and a password, of which only an argon2id hash is kept."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from extractor.errors import GoujiError
from extractor.store import Store

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Readers look, reviewers decide, admins arrange. Each may do what those before it may."""

SHORTEST, LONGEST = 12, 256
"""Characters. Length is what makes a password hard to guess; no rule asks for signs or digits."""

_hasher = PasswordHasher()
_NAME = re.compile(r"[\w][\w.@+-]{0,39}")


class AccountError(GoujiError):
    """An account cannot be made or used like that: what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class User:
    """One who may sign in, unless `disabled`. `created_at` is a time in UTC, ISO 8601."""

    name: str
    role: Role
    created_at: str
    disabled: bool


def may(role: Role, needed: Role) -> bool:
    """Whether one with this role may do what the other is needed for."""
    return ROLES.index(role) >= ROLES.index(needed)


def add_user(store: Store, name: str, role: Role, password: str, at: datetime) -> User:
    """Keep a new user. Raises AccountError where the name is taken, or no name, or too simple."""
    name = _plain(name)
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"{name!r} is no name for a user: 1 to 40 letters, digits or signs of .@+-_, "
            "a letter or digit first"
        )
    if any(user.name.casefold() == name.casefold() for user in users(store)):
        raise AccountError(f"there is a user {name} already")
    _check_role(role)
    _check_strength(password, name)
    created_at = at.isoformat(timespec="seconds")
    added = store.change(
        "INSERT OR IGNORE INTO users (name, role, password, created_at, disabled) "
        "VALUES (?, ?, ?, ?, 0) RETURNING name",
        [name, role, _hashed(password), created_at],
    )
    if not added:
        raise AccountError(f"there is a user {name} already")
    return User(name, role, created_at, disabled=False)


def users(store: Store) -> tuple[User, ...]:
    """All users, by name."""
    rows = store.query("SELECT name, role, created_at, disabled FROM users ORDER BY name")
    return tuple(map(_user, rows))


def check_password(store: Store, name: str, password: str) -> tuple[User | None, str | None]:
    """The user of this name and password, or None for whatever reason; as slow either way.

    Second comes a new hash for `renew_hash`, where the one that is kept is of an older kind.
    """
    query = "SELECT * FROM users WHERE name = ? AND NOT disabled"
    row = next(store.query(query, [_plain(name)]), None)
    if row is None:
        _hashed(password)
        return None, None
    try:
        _hasher.verify(row["password"], _composed(password))
    except (VerifyMismatchError, InvalidHashError):
        return None, None
    outdated = _hasher.check_needs_rehash(row["password"])
    return _user(row), _hashed(password) if outdated else None


def renew_hash(store: Store, name: str, password_hash: str) -> None:
    """Keep another hash of the same password."""
    store.change("UPDATE users SET password = ? WHERE name = ?", [password_hash, name])


def set_password(store: Store, name: str, password: str) -> None:
    """Give a user another password, and end their sessions."""
    name = _plain(name)
    _check_strength(password, name)
    _update(store, name, "password", _hashed(password))
    _sign_out(store, name)


def set_role(store: Store, name: str, role: Role) -> None:
    """Give a user another role, from their next request on."""
    _check_role(role)
    _update(store, _plain(name), "role", role)


def enable_user(store: Store, name: str, *, enabled: bool) -> None:
    """Let a user sign in again; or no longer, which ends their sessions and stops their tokens."""
    name = _plain(name)
    _update(store, name, "disabled", int(not enabled))
    if not enabled:
        _sign_out(store, name)


def _update(store: Store, name: str, column: str, value: object) -> None:
    statement = f"UPDATE users SET {column} = ? WHERE name = ? RETURNING name"
    if not store.change(statement, [value, name]):
        raise AccountError(f"there is no user {name}: `gouji user list` names all")


def _sign_out(store: Store, name: str) -> None:
    store.change("DELETE FROM sessions WHERE user = ?", [name])


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError(f"{role!r} is no role: it is one of {', '.join(ROLES)}")


def _check_strength(password: str, name: str) -> None:
    plain = _composed(password)
    if len(plain) < SHORTEST:
        raise AccountError(f"a password has at least {SHORTEST} characters")
    if len(plain) > LONGEST:
        raise AccountError(f"a password has at most {LONGEST} characters")
    if len(set(plain)) < SHORTEST // 3 or plain.casefold() in (name * len(plain)).casefold():
        raise AccountError("a password is not one sign, or one's own name, over and over")


def _hashed(password: str) -> str:
    """The hash of a password, with a salt of its own."""
    return _hasher.hash(_composed(password))


def _composed(password: str) -> str:
    """The password in one form, however a keyboard composes its characters (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


def _user(row: dict[str, Any]) -> User:
    return User(row["name"], cast(Role, row["role"]), row["created_at"], bool(row["disabled"]))
