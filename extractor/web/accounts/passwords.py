"""Passwords <-> argon2id hashes."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 12
LONGEST = 256
"""Characters. Length is what makes a password hard to guess; no rule asks for signs or digits."""

_hasher = PasswordHasher()


def weakness(password: str, name: str) -> str | None:
    """Why this is no password for that user, or None."""
    plain = _same(password)
    if len(plain) < SHORTEST:
        return f"a password has at least {SHORTEST} characters"
    if len(plain) > LONGEST:
        return f"a password has at most {LONGEST} characters"
    if len(set(plain)) < SHORTEST // 3 or plain.casefold() in (name * len(plain)).casefold():
        return "a password is not one sign, or one's own name, over and over"
    return None


def hashed(password: str) -> str:
    """The hash of a password, with a salt of its own."""
    return _hasher.hash(_same(password))


def verified(known: str | None, password: str) -> bool:
    """Whether a password has this hash. Without one it takes as long, and is not."""
    if known is None:
        _hasher.hash(_same(password))
        return False
    try:
        return _hasher.verify(known, _same(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(known: str) -> bool:
    """Whether a hash was made with other parameters than are used today."""
    return _hasher.check_needs_rehash(known)


def _same(password: str) -> str:
    """The password in one form, however a keyboard composes its characters (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
