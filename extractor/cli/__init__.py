"""The command `gouji`: read the arguments, call, print. Everything heavy is loaded on use."""

from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from extractor.errors import GoujiError

PLUGINS = "gouji.commands"
"""The entry points by which another package of this project adds a command."""

_COMMANDS = {
    "doctor": ("asking", "Make one tiny call to the configured model and say what works."),
    "export": ("looking", "Write all records as a table: one row a field with its evidence, "
               "or --wide."),
    "extract": ("reading", "Read FILEs and print what they say, keeping nothing."),
    "findings": ("looking", "List what agencies misreported: both sides, and where they stand."),
    "forms": ("looking", "List the forms that are known, or what form ID asks for: rows, columns, "
              "edit rules."),
    "run": ("reading", "Read files and folders into a database."),
    "serve": ("serving", "Serve the review pages and the API over a database."),
    "show": ("looking", "Show what was read of DOC, or one FIELD of it with its evidence and edit "
             "rules."),
    "user": ("accounts", "Who may sign in to the review service."),
}  # fmt: skip
"""The module of each command, and the first sentence of its help."""


class _OneLine(click.ClickException):
    """A problem told in one line, without a traceback."""

    def show(self, file: Any = None) -> None:
        click.echo(f"gouji: {self.message}", err=True, file=file)


class _Lazy(click.Command):
    """A command whose module is loaded when it is called, not when it is listed."""

    def make_context(self, info_name: str | None, *args: Any, **more: Any) -> click.Context:
        module, _ = _COMMANDS[self.name or ""]
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), self.name or "")
        return command.make_context(info_name, *args, **more)


@lru_cache
def _plugins() -> dict[str, EntryPoint]:
    """The commands of other packages: every package's metadata is read for it, so once."""
    return {plugin.name: plugin for plugin in entry_points(group=PLUGINS)}


class _Group(click.Group):
    """Commands whose GoujiErrors end in one line and exit code 1; plugins load when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *sorted(_plugins())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        plugin = _plugins().get(cmd_name)
        return plugin.load() if plugin else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GoujiError as error:
            raise _OneLine(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gouji", prog_name="gouji")
def app() -> None:
    """Checked figures out of Chinese government information disclosure reports.

    Gouji reads 政府信息公开工作年度报告 (.txt, .html, .docx) and hands over only figures
    that it can show in the source and that agree, or says which do not and why.
    """


for name, (_, summary) in _COMMANDS.items():
    app.add_command(_Lazy(name, help=summary))


def main() -> None:
    """The entry point of the command."""
    app()
