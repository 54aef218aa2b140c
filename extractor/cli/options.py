"""Options that several commands have, and where they print to."""

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.limits import LIMITS

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 100

database = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("gouji.db"),
    show_default=True,
    envvar="GOUJI_DB",
    show_envvar=True,
    help="The SQLite database.",
)
form = click.option(
    "--form", "form_id", metavar="ID", help="Read by this form instead of recognizing one."
)

_MODEL = (
    click.option(
        "--reader",
        type=click.Choice(["auto", "rules", "model"]),
        default="auto",
        show_default=True,
        help="Rules alone, or a language model as well; auto: where one is configured.",
    ),
    click.option("--escalate", is_flag=True, help="Ask again, differently, what stays in doubt."),
    click.option("--provider", metavar="NAME", help="Whose model; see `gouji doctor --providers`."),
    click.option("--model", metavar="NAME", help="The model's name at the provider."),
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Settings to read instead of ./gouji.toml.",
    ),
    click.option("--budget", metavar="MONEY", help="The most that this run may cost."),
    click.option("--refresh", is_flag=True, help="Ask again, whatever was answered before."),
)

_LIMITS = (
    click.option(
        "--seconds",
        type=click.FloatRange(min=0, min_open=True),
        default=LIMITS.seconds,
        show_default=True,
        help="Processor time that one document may take.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(min=1),
        default=LIMITS.megabytes,
        show_default=True,
        help="Megabytes that one document may take (on Linux).",
    ),
)


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about what a document may take of the machine; the command gets `limits`."""

    @functools.wraps(command)
    def limited(*, seconds: float, memory: int, **options: Any) -> Any:
        return command(**options, limits=replace(LIMITS, seconds=seconds, megabytes=memory))

    for option in reversed(_LIMITS):
        limited = option(limited)
    return limited


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about a language model."""
    for option in reversed(_MODEL):
        command = option(command)
    return command


def console(stderr: bool = False) -> "Console":
    """Where tables go: as wide as the terminal, or of one width where there is none."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = _PLAIN_WIDTH
    return made


def check_form(form_id: str | None) -> None:
    """Refuse an unknown form before anything is read by it."""
    if form_id is not None:
        from extractor.forms.file import load_form

        load_form(form_id)
