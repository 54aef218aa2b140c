"""Labelled documents read by rules, or with a model: one that is configured, or a simulated one.

The simulated model answers from the labels, in this process. Whatever is measured with it tells
how answers are treated, not how right a model's are.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table

from eval.gold import GoldReport
from eval.judge import LABELLED, Outcome, says
from eval.judged import Judged, judged
from eval.simulation.answers import right_answer_to
from eval.simulation.errors import Errors
from eval.simulation.library import Library
from extractor.batch import Ask, Failure, attempt_asking
from extractor.forms.file import load_form
from extractor.llm.cache import Cache
from extractor.llm.model import Model
from extractor.llm.settings import Settings
from extractor.pipeline import Extraction
from extractor.record.question import Answer, Plan, Question
from extractor.values.folding import fold

SCORED = ("disclosure", "requests", "remedies", "narrative")
"""The parts whose values are figures of the form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled document as it was read with a model, and how many questions that took."""

    report: GoldReport
    result: Extraction | Failure
    calls: int = 0

    @property
    def judged(self) -> Judged:
        """It, held against its labels."""
        return judged(self.report, self.result)


def read_simulated(
    gold: Sequence[GoldReport], plan: Plan, errors: Errors | None = None, seed: int = 0
) -> list[Asked]:
    """Every document read with a simulated model that makes these errors."""
    library = Library.of(gold)

    async def ask(question: Question) -> Answer:
        content = right_answer_to(question, library, errors or Errors(), seed)
        return Answer(question.id, content, question.prompt, "", "simulated")

    return asyncio.run(_read(gold, plan, ask))


def read_asking(gold: Sequence[GoldReport], plan: Plan, settings: Settings) -> list[Asked]:
    """Every document read with the model of these settings, and with their cache."""

    async def read() -> list[Asked]:
        with Cache(settings.cache) as cache:
            async with Model(settings, cache) as model:
                return await _read(gold, plan, model.ask)

    return asyncio.run(read())


async def _read(gold: Sequence[GoldReport], plan: Plan, ask: Ask) -> list[Asked]:
    async def read(report: GoldReport) -> Asked:
        asked = Counter[str]()

        async def counted(question: Question) -> Answer | None:
            asked[question.id] += 1
            return await ask(question)

        result = await attempt_asking(report.path, None, plan, counted)
        return Asked(report, result, asked.total())

    return await asyncio.gather(*map(read, gold))


def unprinted(asked: Iterable[Asked]) -> Iterator[str]:
    """Every value in the records that the source does not print at its span; there is none.

    What the source denies there is 0.
    """
    for document_asked in asked:
        if isinstance(document_asked.result, Failure):
            continue
        document, record = document_asked.result
        name = document_asked.report.name
        denies = re.compile(load_form(record.form).denies)
        for field_id, field in record.fields.items():
            if field.value is None or field.source == "imputed":
                continue
            seen = field.evidence
            there = seen is not None and document.quote(seen.span) == seen.quote
            denied = seen is not None and field.value == 0 and denies.search(fold(seen.quote))
            if not (there and seen and (denied or says(seen.quote, field.value))):
                yield f"{name}: {field_id} = {field.value} ({field.source})"
        for fact in record.facts:
            there = document.quote(fact.evidence.span) == fact.evidence.quote
            if not (there and fact.amount.raw in fact.evidence.quote):
                yield f"{name}: {fact.label} {fact.amount.raw}"


def treatment_table(
    gold: Sequence[GoldReport], errors: Errors, seeds: int, progress: Callable[[str], None]
) -> Table:
    """What becomes of a model's mistakes with and without asking again, over `seeds` seeds."""
    kinds = {name: getattr(errors, name) for name in errors.__slots__}
    made = ", ".join(f"{rate:.0%} {name}" for name, rate in kinds.items() if rate) or "no errors"
    title = f"simulated model with {made}, {seeds} seeds, {len(gold)} reports"
    table = Table("reader", title=title, title_justify="left")
    heads = ("calls a report", "labelled", "accepted", "wrong", "review", "missing", "unprinted")
    for name in heads:
        table.add_column(name, justify="right")
    for name, plan in (("model", Plan(True)), ("model, escalated", Plan(True, escalate=True))):
        asked = []
        for seed in range(seeds):
            progress(f"{name}, seed {seed}")
            asked += read_simulated(gold, plan, errors, seed)
        calls = sum(document.calls for document in asked) / len(asked)
        table.add_row(name, f"{calls:.2f}", *_treatment(asked), str(len(list(unprinted(asked)))))
    return table


def _treatment(asked: Iterable[Asked]) -> tuple[str, ...]:
    """Of the figures of the form: labelled, accepted, of these wrong, asked about, and missing."""
    outcomes = Counter[Outcome](
        verdict.outcome
        for document in asked
        for verdict in document.judged.score.verdicts
        if verdict.part in SCORED and verdict.aspect == "value"
    )
    wrong = outcomes["wrong"] + outcomes["spurious"]
    accepted = outcomes["right"] + wrong
    labelled = sum(outcomes[outcome] for outcome in LABELLED)
    review = outcomes["asked"] + outcomes["needless"]
    shares = ((wrong, accepted), (review, labelled), (outcomes["missing"], labelled))
    told = (f"{part} ({part / whole:.2%})" if whole else "-" for part, whole in shares)
    return (str(labelled), str(accepted), *told)
