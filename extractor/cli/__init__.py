"""The command `gouji`: read the arguments, call, print. Everything heavy is loaded on use."""

from importlib.metadata import entry_points
from typing import Any

import click

from extractor.cli import accounts, looking, reading, serving
from extractor.errors import GoujiError

PLUGINS = "gouji.commands"
"""The entry points by which another package of this project adds a command."""


class _Told(click.ClickException):
    """A problem told in one line, without a traceback."""

    def show(self, file: Any = None) -> None:
        click.echo(f"gouji: {self.message}", err=True, file=file)


class _Group(click.Group):
    """Commands whose GoujiErrors end in one line and exit code 1; plugins load when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *sorted(entry_points(group=PLUGINS).names)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for plugin in entry_points(group=PLUGINS, name=cmd_name):
            command: click.Command = plugin.load()
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GoujiError as error:
            raise _Told(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gouji", prog_name="gouji")
def app() -> None:
    """Checked figures out of Chinese government information disclosure reports.

    Gouji reads 政府信息公开工作年度报告 (.txt, .html, .docx) and hands over only figures
    that it can show in the source and that agree, or says which do not and why.
    """


for command in (
    reading.extract,
    reading.run,
    reading.doctor,
    looking.show,
    looking.findings,
    looking.export,
    looking.forms,
    serving.serve,
    accounts.user,
):
    app.add_command(command)


def main() -> None:
    """The entry point of the command."""
    app()
