"""`python -m eval.peers.gouji_run JOB`: calls as `gouji run` makes them, with all that it has on.

Each question is looked up in the cache, waits for its turn, is answered, checked, counted, and
kept in the cache, a new file in the working directory.
"""

import asyncio

from eval.peers.job import Job, given, measure
from extractor.batch.run import ASKED_PER_CALL
from extractor.cli.asking import the_model
from extractor.llm.settings import load_settings
from extractor.record.question import Question

PACKAGES = ("gouji", "openai", "aiohttp", "instructor", "tenacity", "pydantic")


async def run(job: Job) -> None:
    """Ask through `Model.ask`. Raises RuntimeError where a question has no answer."""
    settings = load_settings(
        provider="simulated", model="simulated", base_url=job.url, concurrency=job.in_flight
    )
    assert settings is not None
    async with the_model(settings) as model:

        async def ask(question: Question) -> None:
            answer = await model.ask(question)
            if answer.content is None:
                raise RuntimeError(answer.error)

        await measure(job, ask, job.in_flight * ASKED_PER_CALL, PACKAGES)


if __name__ == "__main__":
    asyncio.run(run(given()))
