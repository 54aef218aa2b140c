"""Labelled documents read with a simulated model: what becomes of its mistakes.

Whatever is measured here is simulated. It tells how answers are treated, not how right a model's
are.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from eval.gold import GoldReport
from eval.judge import LABELLED, Outcome, says
from eval.score import DocumentScore, score, score_unread
from eval.simulation.errors import Errors
from eval.simulation.process import running
from extractor.batch import Failure, attempt_asking
from extractor.forms.file import load_form
from extractor.llm.cache import Cache
from extractor.llm.model import Model
from extractor.llm.settings import Settings, load_settings
from extractor.pipeline import Extraction
from extractor.record.question import Answer, Plan, Question
from extractor.values.folding import fold

SCORED = ("disclosure", "requests", "remedies", "narrative")
"""The parts whose values are figures of the form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled document, read with a model, and every question with its answer."""

    report: GoldReport
    result: Extraction | Failure
    dialogue: tuple[tuple[Question, Answer], ...]

    @property
    def score(self) -> DocumentScore:
        """Every verdict on it."""
        if isinstance(self.result, Failure):
            return score_unread(self.report.name, self.report.labels, self.result.reason)
        document, record = self.result
        return score(self.report.name, self.report.labels, document, record)


def read_simulated(
    gold: Sequence[GoldReport], plan: Plan, errors: Errors | None = None, seed: int = 0
) -> list[Asked]:
    """Every document read with a simulated model in a process of its own."""
    folders = sorted({report.path.parent for report in gold})
    with running(folders, errors=errors, seed=seed) as server:
        settings = load_settings(provider="simulated", model="simulated", base_url=server.url)
        assert settings is not None
        return read_asking(gold, plan, settings)


def read_asking(
    gold: Sequence[GoldReport], plan: Plan, settings: Settings, cache: Path | None = None
) -> list[Asked]:
    """Every document read with the model of these settings; answers are kept in `cache`, if any."""
    return asyncio.run(_read(gold, plan, settings, cache))


async def _read(
    gold: Sequence[GoldReport], plan: Plan, settings: Settings, kept: Path | None
) -> list[Asked]:
    with Cache(kept) as cache:
        async with Model(settings, cache) as model:
            return await asyncio.gather(*(_ask(report, plan, model) for report in gold))


async def _ask(report: GoldReport, plan: Plan, model: Model) -> Asked:
    dialogue: list[tuple[Question, Answer]] = []

    async def ask(question: Question) -> Answer:
        answer = await model.ask(question)
        dialogue.append((question, answer))
        return answer

    result = await attempt_asking(report.path, None, plan, ask)
    return Asked(report, result, tuple(dialogue))


def unprinted(asked: Iterable[Asked]) -> Iterator[str]:
    """Every value in the records that the source does not print at its span; there is none.

    What the source denies there is 0.
    """
    for one in asked:
        if isinstance(one.result, Failure):
            continue
        document, record = one.result
        denies = re.compile(load_form(record.form).denies)
        for name, field in record.fields.items():
            if field.value is None or field.source == "imputed":
                continue
            seen = field.evidence
            there = seen is not None and document.quote(seen.span) == seen.quote
            denied = seen is not None and field.value == 0 and denies.search(fold(seen.quote))
            if not (there and seen and (denied or says(seen.quote, field.value))):
                yield f"{one.report.name}: {name} = {field.value} ({field.source})"
        for fact in record.facts:
            there = document.quote(fact.evidence.span) == fact.evidence.quote
            if not (there and fact.amount.raw in fact.evidence.quote):
                yield f"{one.report.name}: {fact.label} {fact.amount.raw}"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What became of the fields: of the accepted values how many are wrong, how many are asked."""

    labelled: int
    accepted: int
    wrong: int
    review: int
    missing: int

    @classmethod
    def of(cls, asked: Iterable[Asked]) -> "Treatment":
        """Over all figures of the form that are labelled, or claimed without a label."""
        outcomes: Counter[Outcome] = Counter()
        for one in asked:
            for verdict in one.score.verdicts:
                if verdict.part in SCORED and verdict.aspect == "value":
                    outcomes[verdict.outcome] += 1
        wrong = outcomes["wrong"] + outcomes["spurious"]
        accepted = outcomes["right"] + wrong
        labelled = sum(outcomes[outcome] for outcome in LABELLED)
        review = outcomes["asked"] + outcomes["needless"]
        return cls(labelled, accepted, wrong, review, outcomes["missing"])


def treatment_table(
    gold: Sequence[GoldReport], errors: Errors, seeds: int, told: Callable[[str], None]
) -> Table:
    """How mistakes are treated with and without asking again, over `seeds` seeds."""
    table = Table(
        title=f"simulated model with {_errors(errors)}, {seeds} seeds, {len(gold)} reports",
        title_justify="left",
    )
    table.add_column("reader")
    for name in ("calls a report", "labelled", "accepted", "wrong", "review", "missing"):
        table.add_column(name, justify="right")
    table.add_column("unprinted", justify="right")
    for name, plan in (("model", Plan(True)), ("model, escalated", Plan(True, escalate=True))):
        asked = []
        for seed in range(seeds):
            told(f"{name}, seed {seed}")
            asked += read_simulated(gold, plan, errors, seed)
        seen = Treatment.of(asked)
        calls = sum(len(one.dialogue) for one in asked)
        table.add_row(
            name,
            f"{calls / len(asked):.2f}",
            str(seen.labelled),
            str(seen.accepted),
            _share(seen.wrong, seen.accepted),
            _share(seen.review, seen.labelled),
            _share(seen.missing, seen.labelled),
            str(len(list(unprinted(asked)))),
        )
    return table


def _errors(errors: Errors) -> str:
    kinds = {name: getattr(errors, name) for name in errors.__slots__}
    return ", ".join(f"{rate:.0%} {name}" for name, rate in kinds.items() if rate) or "no errors"


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.2%})" if whole else "-"
