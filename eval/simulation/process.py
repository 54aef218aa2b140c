"""A simulated model in a process of its own, so that its work is not the caller's."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import msgspec

from eval.simulation.behaviour import Behaviour
from eval.simulation.errors import Errors
from eval.simulation.faults import Faults
from eval.simulation.request import MODES, Mode
from eval.simulation.stats import Stats
from extractor.errors import GoujiError

_TO_STOP = 10.0


class NotRunning(GoujiError):
    """The server did not start: what it said."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server in another process. `url` is for clients, with /v1; `pid` is the process."""

    url: str
    pid: int

    @property
    def stats(self) -> Stats:
        """What the server has counted so far."""
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/stats") as response:
            return msgspec.json.decode(response.read(), type=Stats)


@contextmanager
def running(
    gold: Sequence[Path],
    *,
    errors: Errors | None = None,
    faults: Faults | None = None,
    behaviour: Behaviour = "honest",
    modes: Sequence[Mode] = MODES,
    latency: float = 0.0,
    rpm: int | None = None,
    seed: int = 0,
    port: int = 0,
) -> Iterator[Running]:
    """Start a simulated model, give it, and end it. Raises NotRunning where it cannot start.

    The arguments are those of `Simulator`.
    """
    faults = faults or Faults()
    command = [sys.executable, "-m", "eval.simulate", *map(str, gold)]
    command += ["--port", str(port), "--seed", str(seed), "--behaviour", behaviour]
    command += ["--latency", str(latency * 1000), "--modes", ",".join(modes)]
    command += ["--retry-after", str(faults.retry_after * 1000)]
    command += ["--slow", str(faults.delay * 1000)]
    command += _rates("--errors", asdict(errors or Errors())) + _rates("--fault", faults.rates)
    command += ["--rpm", str(rpm)] if rpm else []
    with (
        TemporaryFile() as told,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            if not url:
                process.wait(_TO_STOP)
                told.seek(0)
                raise NotRunning(f"no simulated model: {told.read().decode().strip()}")
            yield Running(url, process.pid)
        finally:
            process.terminate()
            process.wait(_TO_STOP)


def _rates(option: str, rates: Mapping[Any, float]) -> list[str]:
    return [word for kind, rate in rates.items() if rate for word in (option, f"{kind}={rate}")]
