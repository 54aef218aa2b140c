"""`python -m eval.simulate GOLD...`: a simulated model that answers from labels, over HTTP.

It prints its base URL on standard output as soon as it answers, and serves until it is ended.
"""

import signal
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from eval.simulation import MODES
from eval.simulation.errors import Behaviour, Errors
from eval.simulation.faults import FAULTS, Faults
from extractor.errors import GoujiError

if TYPE_CHECKING:
    from eval.simulation.server import Simulator

_ERRORS = tuple(field.name for field in fields(Errors))


class _Rate(click.ParamType[tuple[str, float]]):
    """`KIND=RATE`, or a RATE alone for `all` -> (kind, rate)."""

    name = "rate"

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self._kinds = kinds

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        kind, _, rate = value.rpartition("=")
        kind = kind or "all"
        if kind != "all" and kind not in self._kinds:
            self.fail(f"no kind {kind!r}; there are all, {', '.join(self._kinds)}", param, ctx)
        try:
            return kind, float(rate)
        except ValueError:
            self.fail(f"{rate!r} is no number", param, ctx)


def _modes(_: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    modes = tuple(value.split(","))
    if unknown := set(modes) - set(MODES):
        told = f"no mode {min(unknown)!r}; there are {', '.join(MODES)}"
        raise click.BadParameter(told, param=param)
    return modes


@click.command("simulate")
@click.argument(
    "gold",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--port", default=8765, show_default=True, help="0 takes a free one.")
@click.option(
    "--errors",
    multiple=True,
    type=_Rate(_ERRORS),
    metavar="[KIND=]RATE",
    help=f"How often the model is mistaken: all, {', '.join(_ERRORS)}.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    type=_Rate(FAULTS),
    metavar="[KIND=]RATE",
    help=f"The part of requests that meet a fault: all together, {', '.join(FAULTS)}.",
)
@click.option("--retry-after", default=50.0, show_default=True, help="Told with a 429, in ms.")
@click.option("--slow", default=1000.0, show_default=True, help="How late a slow answer is, in ms.")
@click.option("--latency", default=0.0, show_default=True, help="Of every answer, in ms.")
@click.option("--rpm", type=click.IntRange(min=1), help="Requests a minute, else 429.")
@click.option(
    "--modes",
    default=",".join(MODES),
    show_default=True,
    callback=_modes,
    help="How answers may be constrained; other requests get a 400.",
)
@click.option(
    "--behaviour",
    type=click.Choice(get_args(Behaviour)),
    default="honest",
    show_default=True,
    help="Answer from labels, obey the text, repeat the example, or answer at random.",
)
@click.option("--seed", default=0, show_default=True, help="The same errors and faults again.")
def command(
    gold: tuple[Path, ...],
    errors: tuple[tuple[str, float], ...],
    faults: tuple[tuple[str, float], ...],
    retry_after: float,
    slow: float,
    latency: float,
    **options: Any,
) -> None:
    """Serve a simulated model that answers from the labels in each GOLD folder.

    What is measured with it is simulated: it tells how answers are treated, not how right a
    model's are.
    """
    import asyncio  # this and the server are slow to import

    from eval.simulation.server import Simulator

    try:
        simulator = Simulator(
            gold,
            errors=Errors(**_spread(errors, _ERRORS, 1)),
            faults=Faults(_spread(faults, FAULTS, len(FAULTS)), retry_after / 1000, slow / 1000),
            latency=latency / 1000,
            **options,
        )
        asyncio.run(_serve(simulator))
    except (GoujiError, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _spread(rates: tuple[tuple[str, float], ...], kinds: tuple[Any, ...], parts: int) -> Any:
    """The rate of each kind; that of `all` is for every kind, or shared among `parts`."""
    spread: dict[str, float] = {}
    for kind, rate in rates:
        spread |= dict.fromkeys(kinds, rate / parts) if kind == "all" else {kind: rate}
    return spread


async def _serve(simulator: "Simulator") -> None:
    import asyncio

    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with simulator as server:
        click.echo(
            "A simulated model: whatever is measured with it is simulated, no model's accuracy.\n"
            "Ask it with:\n"
            f"  export GOUJI_PROVIDER=simulated GOUJI_BASE_URL={server.url} GOUJI_MODEL=simulated",
            err=True,
        )
        click.echo(server.url)
        await ended.wait()


if __name__ == "__main__":
    command()
