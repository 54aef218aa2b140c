"""`python langextract_run.py JOB`: the same texts through langextract, one call for each.

It runs in an environment of its own (requirements.txt) and imports nothing of Gouji; what it
prints is told in job.py. langextract sends its own prompt and a schema made from an example, by
a client that blocks, from a pool of threads. The simulated model finds nothing for that schema,
so that langextract is spared to align answers with the text.
"""

import gc
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import langextract as lx  # type: ignore[import-not-found]

PACKAGES = ("langextract", "openai", "httpx2", "pydantic")
PROMPT = "列出文中的每个数量：照抄原文，并说明它统计的是什么。"
EXAMPLES = [
    lx.data.ExampleData(
        text="召开会议3次。",
        extractions=[
            lx.data.Extraction(
                extraction_class="figure", extraction_text="3次", attributes={"counts": "召开会议"}
            )
        ],
    )
]


def connect(url: str, threads: int) -> Any:
    """langextract's OpenAI provider."""
    config = lx.factory.ModelConfig(
        model_id="gpt-4o",  # the server takes any name, langextract finds its provider by it
        provider_kwargs={
            "api_key": "none",
            "base_url": url,
            "temperature": 0.0,
            "max_workers": threads,
        },
    )
    return lx.factory.create_model(config, examples=EXAMPLES, use_schema_constraints=True)


def extract(model: Any, questions: list[dict[str, Any]]) -> None:
    """Read the texts that the questions show, each in one piece.

    They are one batch: between two batches all threads would wait for the slowest.
    """
    texts = [question["messages"][-1]["content"] for question in questions]
    found = lx.extract(
        [lx.data.Document(text=text) for text in texts],
        prompt_description=PROMPT,
        examples=EXAMPLES,
        model=model,
        use_schema_constraints=False,  # it has its schema
        max_char_buffer=max(map(len, texts)),
        batch_length=len(texts),
        max_workers=model.max_workers,
        show_progress=False,
    )
    assert len(found) == len(texts)


def main() -> None:
    """Do the job that the command line names, and print what was measured."""
    job = json.loads(Path(sys.argv[1]).read_bytes())
    gc.set_threshold(*job["collections"])
    model = connect(job["url"], job["in_flight"])
    extract(model, job["warm"])
    seconds, processor = time.perf_counter(), time.process_time()
    extract(model, job["asked"])
    measured = {
        "seconds": time.perf_counter() - seconds,
        "processor": time.process_time() - processor,
        "versions": {name: version(name) for name in PACKAGES},
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
