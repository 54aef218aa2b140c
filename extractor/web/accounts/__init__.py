"""Who may use the service: users with a role, how they sign in, and tokens for their programs.

All are functions of a Store. Of passwords, sessions and tokens only hashes are kept.
"""

from extractor.web.accounts.roles import ROLES, Role, may
from extractor.web.accounts.sessions import Session, begin_session, end_session, find_session
from extractor.web.accounts.tokens import Token, find_token, issue_token, revoke_token, tokens_of
from extractor.web.accounts.users import (
    AccountError,
    User,
    add_user,
    check_password,
    enable_user,
    set_password,
    set_role,
    users,
)

__all__ = [
    "ROLES",
    "AccountError",
    "Role",
    "Session",
    "Token",
    "User",
    "add_user",
    "begin_session",
    "check_password",
    "enable_user",
    "end_session",
    "find_session",
    "find_token",
    "issue_token",
    "may",
    "revoke_token",
    "set_password",
    "set_role",
    "tokens_of",
    "users",
]
