"""What a user may do."""

from typing import Literal

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")
"""Readers look, reviewers decide, admins arrange. Each may do what those before it may."""


def may(role: Role, needed: Role) -> bool:
    """Whether one with this role may do what the other is needed for."""
    return ROLES.index(role) >= ROLES.index(needed)
