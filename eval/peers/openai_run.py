"""`python -m eval.peers.openai_run JOB`: the same calls by the openai client in a loop of tasks.

The client as it comes, a semaphore, a pydantic class for the answer: no cache, no budget, no
pace. Class and schema are Gouji's, made once for each shape.
"""

import asyncio
from typing import cast

from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

from eval.peers.job import Job, given, measure
from extractor.record.answer import answer_class, answer_schema
from extractor.record.question import Question

PACKAGES = ("openai", "httpx2", "pydantic")


async def run(job: Job) -> None:
    """Ask with `chat.completions.create`, and read each answer with its class."""
    async with AsyncOpenAI(base_url=job.url, api_key="none") as client:

        async def ask(question: Question) -> None:
            messages = [{"role": one.role, "content": one.content} for one in question.messages]
            completion = await client.chat.completions.create(
                model="simulated",
                messages=cast(list[ChatCompletionMessageParam], messages),
                temperature=0.0,
                response_format={
                    "type": "json_schema",
                    "json_schema": {
                        "name": "answer",
                        "strict": True,
                        "schema": answer_schema(question.shape),
                    },
                },
            )
            content = completion.choices[0].message.content or ""
            answer_class(question.shape).model_validate_json(content)

        await measure(job, ask, job.in_flight, PACKAGES)


if __name__ == "__main__":
    asyncio.run(run(given()))
