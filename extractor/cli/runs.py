"""One run of a batch, in each of its ways: live, dry, or by the provider's batch service."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from extractor.batch import Ask, OnProgress, Tally, open_questions, run_async
from extractor.batch.progress import telling
from extractor.cli.asking import Asking, spent_told, the_model
from extractor.cli.options import console
from extractor.limits import Limits
from extractor.llm import batches
from extractor.llm.budget import Forecast, forecast
from extractor.llm.cache import Cache
from extractor.llm.model import kept_answer
from extractor.llm.settings import Settings
from extractor.record.question import Answer, Question
from extractor.store import Store


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read, how, into which store, and what the batch is called."""

    paths: Sequence[Path]
    store: Store
    name: str
    form_id: str | None
    jobs: int
    retry: bool
    asked: Asking
    limits: Limits

    @property
    def settings(self) -> Settings:
        """The model's, which there is."""
        assert self.asked.settings is not None
        return self.asked.settings


async def live(job: Job) -> Tally:
    """Read, asking the model as the need arises."""
    currency = job.settings.currency
    async with the_model(job.settings) as model:
        with telling(console(stderr=True), lambda: spent_told(model.spent, currency)) as tell:
            return await _run(job, tell, model.ask)


async def dry(job: Job) -> str:
    """What would be asked, and what that would cost, in words. Nothing is asked or stored."""
    with _as_it_is(job.settings) as cache:
        seen = forecast(await _open(job, cache), job.settings, cache)
    lines = [
        f"{seen.calls} calls to make, {seen.cached} answers in the cache",
        f"about {seen.prompt_tokens:,} tokens asked and {seen.completion_tokens:,} answered "
        f"(at most {seen.most_completion_tokens:,})",
        _cost(seen, job.settings.currency),
    ]
    if job.asked.plan.escalate:
        lines[-1] += "; what stays in doubt is asked again, and not counted here"
    return "\n".join((*lines, "nothing was asked (--dry-run)"))


def _cost(seen: Forecast, currency: str) -> str:
    if seen.money is None:
        return "cost unknown: give the model's price in [prices] of gouji.toml"
    cent = Decimal("0.01")
    most = (seen.most_money or seen.money).quantize(cent)
    return f"about {seen.money.quantize(cent)}, at most {most} {currency}".rstrip()


async def submit(job: Job) -> str:
    """Send everything that is to be asked to the batch service."""
    with Cache(job.settings.cache) as cache:
        sent = await batches.submit(await _open(job, cache), job.settings, cache)
    if not sent:
        return "nothing to send: every question is answered, or waits in a batch already"
    return f"sent {', '.join(sent)}; `--batch poll` says how far it is"


async def poll(job: Job) -> str:
    """How far the batches are."""
    with _as_it_is(job.settings) as cache:
        states = await batches.poll(job.settings, cache)
    lines = [
        f"{state.id}: {state.status}, {state.answered} of {state.questions} answered"
        + (f", {state.failed} failed" if state.failed else "")
        for state in states
    ]
    if any(state.over for state in states):
        lines.append("`--batch collect` takes the answers")
    return "\n".join(lines) or "no batch is waiting"


async def collect(job: Job) -> tuple[str, Tally]:
    """Take the answers, finish the documents that have all of theirs, send what is still open."""
    with Cache(job.settings.cache) as cache:
        got = await batches.collect(job.settings, cache)
        lines = [f"{got.answered} answers taken ({spent_told(got.spent, job.settings.currency)})"]
        lines += [f"given up: {one.question}: {one.reason}" for one in got.given_up]
        with telling(console(stderr=True)) as tell:
            tally = await _run(job, tell, _from(cache, job.settings))
        sent = await batches.submit(await _open(job, cache), job.settings, cache)
    if sent := [*got.again, *sent]:
        lines.append(f"sent what is still open: {', '.join(sent)}")
    if tally.waiting:
        lines.append(f"{tally.waiting} reports wait for answers")
    return "\n".join(lines), tally


async def _run(job: Job, tell: OnProgress, ask: Ask) -> Tally:
    how = job.asked.plan, ask, job.asked.model, job.settings.concurrency, job.name, job.limits
    return await run_async(job.paths, job.store, job.form_id, job.jobs, tell, job.retry, *how)


def _as_it_is(settings: Settings) -> Cache:
    """The cache, to be looked at: an empty one where there is none, so that none is made."""
    return Cache(settings.cache if settings.cache.exists() else None)


def _from(cache: Cache, settings: Settings) -> Ask:
    """One who answers from the cache alone, and else not yet."""

    async def ask(question: Question) -> Answer | None:
        return kept_answer(question, settings, cache)

    return ask


async def _open(job: Job, cache: Cache) -> list[Question]:
    """The questions that have no answer yet."""
    how = job.asked.plan, _from(cache, job.settings), job.asked.model, job.limits
    return await open_questions(job.paths, job.store, job.form_id, job.jobs, *how)
