"""Commands about the users who may sign in to the review service."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.cli.options import console, database

if TYPE_CHECKING:
    from extractor.web.accounts.users import Role

_ROLES = click.Choice(["reader", "reviewer", "admin"])

_role = click.option(
    "--role",
    type=_ROLES,
    default="reviewer",
    show_default=True,
    help="Readers look, reviewers decide, admins arrange.",
)
_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, not a prompt."
)
_name = click.argument("name", metavar="NAME")


@click.group()
def user() -> None:
    """Who may sign in to the review service."""


@user.command("add")
@_name
@_role
@_from_stdin
@database
def add(name: str, role: "Role", password_stdin: bool, db: Path) -> None:
    """Add a user. The password is asked for."""
    from extractor.store import Store
    from extractor.web.accounts.users import add_user

    password = _password(password_stdin)
    with Store(db, create=True) as store:
        added = add_user(store, name, role, password, _now())
    click.echo(f"{added.name} may sign in as {added.role}")


@user.command("list")
@database
def list_users(db: Path) -> None:
    """List all users."""
    from rich.table import Table

    from extractor.store import Store
    from extractor.web.accounts.credentials import tokens_of
    from extractor.web.accounts.users import users

    table = Table("name", "role", "since", "tokens", "")
    with Store(db) as store:
        for one in users(store):
            tokens = str(len(tokens_of(store, one.name)))
            state = "disabled" if one.disabled else ""
            table.add_row(one.name, one.role, one.created_at[:10], tokens, state)
    console().print(table if table.rows else "no users: `gouji user add NAME` makes one")


@user.command("role")
@_name
@click.argument("role", type=_ROLES)
@database
def change_role(name: str, role: "Role", db: Path) -> None:
    """Give a user another role, from their next click on."""
    from extractor.store import Store
    from extractor.web.accounts.users import set_role

    with Store(db) as store:
        set_role(store, name, role)
    click.echo(f"{name} is {role}")


@user.command("disable")
@_name
@click.option("--undo", is_flag=True, help="Let the user sign in again.")
@database
def disable(name: str, undo: bool, db: Path) -> None:
    """Let a user sign in no more; their sessions end, their decisions stay."""
    from extractor.store import Store
    from extractor.web.accounts.users import enable_user

    with Store(db) as store:
        enable_user(store, name, enabled=undo)
    click.echo(f"{name} may sign in again" if undo else f"{name} is signed out for good")


@user.command("password")
@_name
@_from_stdin
@database
def change_password(name: str, password_stdin: bool, db: Path) -> None:
    """Give a user another password; their sessions end."""
    from extractor.store import Store
    from extractor.web.accounts.users import set_password

    password = _password(password_stdin)
    with Store(db) as store:
        set_password(store, name, password)
    click.echo(f"{name} has a new password, and signs in anew")


@user.command("token")
@_name
@click.argument("label", required=False)
@click.option("--revoke", is_flag=True, help="End the token LABEL.")
@database
def token(name: str, label: str | None, revoke: bool, db: Path) -> None:
    """Make an API token for a user's program, called LABEL, and print it this once.

    It may do what the user may. Without LABEL, the user's tokens are listed.
    """
    from rich.table import Table

    from extractor.store import Store
    from extractor.web.accounts.credentials import issue_token, revoke_token, tokens_of

    if revoke and label is None:
        raise click.UsageError("--revoke which? Give the token's LABEL")
    with Store(db) as store:
        if label is None:
            table = Table("label", "made", "last used")
            for one in tokens_of(store, name):
                table.add_row(one.label, one.created_at[:10], (one.used_at or "never")[:10])
            console().print(table if table.rows else f"{name} has no tokens")
        elif revoke:
            revoke_token(store, name, label)
            click.echo(f"the token {label!r} of {name} has ended")
        else:
            click.echo(issue_token(store, name, label, _now()))


def _password(from_stdin: bool) -> str:
    """A password that is typed twice, or the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    told: Any = click.prompt("Password", hide_input=True, confirmation_prompt="Again")
    return str(told)


def _now() -> datetime:
    return datetime.now(UTC)
