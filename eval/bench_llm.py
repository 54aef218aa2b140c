"""`python -m eval.bench_llm`: calls a second, and the processor time that a call costs the client.

This is what `make bench-llm` runs. Gouji, the plain openai client and langextract ask one
simulated server about the same invented reports; server and contestants have a process each.
Compare numbers only within one run: contestants take turns, so that a noisy machine is noisy for
all of them.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import click
import msgspec
from rich.console import Console
from rich.table import Table

from eval.peers.job import Job, Measured
from eval.simulation.process import Running, running
from eval.synthesize import GROUPS, synthesize
from extractor.batch.worker import RARELY
from extractor.pipeline import Questions, advance
from extractor.record.question import Message, Plan, Question

SHARE, MILLISECONDS = 0.75, 4.0
"""The target: this share of the calls that the latency allows, so much processor time a call."""
OURS, OPENAI, LANGEXTRACT = "Gouji", "openai, tasks", "langextract"
_NOTES = f"""\
target: {SHARE:.0%} of the calls/s that the latency allows, at most {MILLISECONDS:g} ms CPU a call
all three collect garbage seldom, as `gouji run` does; langextract has all texts as one batch,
its own prompt and schema, and empty answers, which it need not align with the text"""
_REPORTS = 100
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Turn:
    """What one contestant did in one round. `calls` are those that the server counted."""

    calls: int
    measured: Measured

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.measured.seconds

    @property
    def milliseconds(self) -> float:
        """Processor time of the client, for each call."""
        return 1000 * self.measured.processor / self.calls


@click.command()
@click.option("--calls", default=1_600, show_default=True, type=click.IntRange(1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--in-flight", default=64, show_default=True, type=click.IntRange(1))
@click.option("--latency", default=200.0, show_default=True, help="Of every answer, in ms.")
@click.option(
    "--langextract",
    type=click.Path(path_type=Path),
    help="The Python of an environment that has langextract; without it, it is left out.",
)
def main(calls: int, rounds: int, in_flight: int, latency: float, langextract: Path | None) -> None:
    """Measure how fast a model can be asked, and at what cost to this machine."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    ceiling = 1000 * in_flight / latency
    commands = contestants(langextract)
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as name:
        folder = Path(name)
        questions = draw_questions(folder, in_flight + calls)
        with running([folder], latency=latency / 1000) as server:
            job = Job(server.url, in_flight, RARELY, questions[:in_flight], questions[in_flight:])
            turns = play(commands, job, server, rounds)
    setting = (
        f"simulated model, {latency:g} ms latency, {in_flight} calls in flight, so at most "
        f"{ceiling:.0f} calls/s; median of {rounds} rounds"
    )
    console.print(
        setting, _table(turns, ceiling), _NOTES, _versions(turns), highlight=False, sep="\n"
    )


def contestants(langextract: Path | None) -> dict[str, list[str]]:
    """The commands that take a job. langextract is left out where there is no Python for it."""
    commands = {
        OURS: [sys.executable, "-m", "eval.peers.gouji_run"],
        OPENAI: [sys.executable, "-m", "eval.peers.openai_run"],
    }
    if langextract and langextract.exists():
        script = Path(__file__).with_name("peers") / "langextract_run.py"
        commands[LANGEXTRACT] = [str(langextract.absolute()), str(script)]
    return commands


def draw_questions(folder: Path, count: int) -> list[Question]:
    """`count` different questions about reports that are written to `folder` with their labels.

    There are fewer reports than questions; a heading of its own makes each question another.
    """
    layouts = GROUPS["txt"]
    asked: list[Question] = []
    for seed in range(min(_REPORTS, count)):
        path = synthesize(seed, layouts[seed % len(layouts)]).write(folder)
        ahead = advance(path, plan=Plan(model=True))
        assert isinstance(ahead, Questions)  # a report has prose
        asked += ahead.questions
    return [_headed(asked[n % len(asked)], f"# 第{n + 1}份") for n in range(count)]


def _headed(question: Question, heading: str) -> Question:
    *before, last = question.messages
    shown = Message(last.role, f"{heading}\n{last.content}")
    return replace(question, messages=(*before, shown))


def play(
    commands: dict[str, list[str]], job: Job, server: Running, rounds: int
) -> dict[str, list[Turn]]:
    """The rounds of each contestant, after one that does not count.

    In that one the server works out its answers; afterwards it has them at hand, and all that
    is left of its own work is to receive and to send.
    """
    turns: dict[str, list[Turn]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            turn = take_turn(command, job, server)
            if number:
                turns[name].append(turn)
    return turns


def take_turn(command: Sequence[str], job: Job, server: Running) -> Turn:
    """Let one contestant do the job in a new process and an empty folder.

    Raises ClickException where it fails.
    """
    before = server.stats.requests
    own = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        path = Path(folder) / "job.json"
        path.write_bytes(msgspec.json.encode(job))
        done = subprocess.run([*command, str(path)], cwd=folder, env=own, capture_output=True)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)}: {done.stderr.decode().strip()}")
    calls = server.stats.requests - before - len(job.warm)
    return Turn(calls, msgspec.json.decode(done.stdout, type=Measured))


def _table(turns: dict[str, list[Turn]], ceiling: float) -> Table:
    table = Table("who")
    for column in ("calls", "seconds", "calls/s", f"of {OURS}", "share", "CPU ms/call", "target"):
        table.add_column(column, justify="right")
    for name, taken in turns.items():
        rate = median(turn.rate for turn in taken)
        milliseconds = median(turn.milliseconds for turn in taken)
        pairs = zip(taken, turns[OURS], strict=True)
        met = rate >= SHARE * ceiling and milliseconds <= MILLISECONDS
        table.add_row(
            name,
            str(taken[0].calls),
            f"{median(turn.measured.seconds for turn in taken):.2f}",
            f"{rate:.0f}",
            f"{median(turn.rate / ours.rate for turn, ours in pairs):.0%}",
            f"{rate / ceiling:.0%}",
            f"{milliseconds:.2f}",
            "met" if met else "missed",
        )
    if LANGEXTRACT not in turns:
        table.add_row(LANGEXTRACT, *["-"] * 6, "not installed")
    return table


def _versions(turns: dict[str, list[Turn]]) -> str:
    """One line for each contestant: what it is made of."""
    made = [f"Python {platform.python_version()}, {os.cpu_count()} cores"]
    for name, (first, *_) in turns.items():
        packages = ", ".join(f"{package} {at}" for package, at in first.measured.versions.items())
        made.append(f"{name}: {packages}")
    return "\n".join(made)


if __name__ == "__main__":
    main()
