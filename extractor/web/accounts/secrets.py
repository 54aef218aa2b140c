"""Random secrets that are shown once, and what is kept to know them again."""

import hashlib
import secrets

_BYTES = 32


def new_secret() -> str:
    """A secret that nobody guesses: 256 random bits, fit for headers and cookies."""
    return secrets.token_urlsafe(_BYTES)


def fingerprint(secret: str) -> str:
    """What is kept of a secret. It is random, so a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
