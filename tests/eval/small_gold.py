"""A small labelled report, questions about it as a model sees them, and a plain HTTP client."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession

from eval.simulation.server import Simulator
from extractor.record.answer import answer_schema
from extractor.record.question import Shape

T = TypeVar("T")

PROSE = (
    "2020年，我局主动公开政府信息320条，其中网站300条。收到政府信息公开申请12件，"
    "上年结转3件，比上年下降25%。未发生行政诉讼。召开新闻发布会3场。"
)
TABLE = (
    "结果\t自然人\t商业企业\t总计",
    "本年新收政府信息公开申请数量\t9\t3\t12",
    "予以公开\t5\t-\t5",
    "部分公开\t1\t\t1",
)
REPORT = "\n".join(("示例市水务局2020年政府信息公开工作年度报告", "一、总体情况", PROSE, *TABLE))
FIGURES = {
    "narrative.proactive.total": 320,
    "narrative.proactive.website": 300,
    "narrative.requests.received": 12,
    "narrative.requests.brought_forward": 3,
    "narrative.requests.received_change": -25,
    "narrative.lawsuit.cases": 0,
    "requests.received.natural_person": 9,
    "requests.received.business": 3,
    "requests.received.total": 12,
    "requests.granted.natural_person": 5,
    "requests.granted.total": 5,
    "requests.partially_granted.natural_person": 1,
    "requests.partially_granted.total": 1,
}
GOLD = {
    "document": "small.txt",
    "form": "disclosure_2019",
    "fields": {
        **{name: {"state": "reported", "value": value} for name, value in FIGURES.items()},
        "requests.granted.business": {"state": "dash"},
        "requests.partially_granted.business": {"state": "blank"},
    },
    "facts": [{"label": "新闻发布会", "value": 3, "unit": "场", "quote": "召开新闻发布会3场"}],
}
FIELDS = (
    *(name.removeprefix("narrative.") for name in FIGURES if name.startswith("narrative.")),
    "staff",
)

MARKED = (
    "# 总体情况\n"
    "2020年，我局主动公开政府信息⟦1⟧320条，其中网站⟦2⟧300条。收到政府信息公开申请⟦3⟧12件，"
    "上年结转⟦4⟧3件，比上年⟦5⟧下降25%。§1 未发生行政诉讼。召开新闻发布会⟦6⟧3场。"
)
NARRATIVE = Shape("narrative", fields=FIELDS, items=("problem",), pointers=6, sentences=1)
RIGHT: dict[str, Any] = {
    "facts": [
        {"field": "proactive.total", "at": 1},
        {"field": "proactive.website", "at": 2},
        {"field": "requests.received", "at": 3},
        {"field": "requests.brought_forward", "at": 4},
        {"field": "requests.received_change", "at": 5},
    ],
    "open": [{"at": 6, "label": "新闻发布会"}],
    "none": [{"field": "lawsuit.cases", "sentence": 1}],
    "items": [],
    "quotes": [],
}


def write_gold(folder: Path, text: str = REPORT, gold: dict[str, Any] = GOLD) -> Path:
    """The report and its labels as files -> their folder."""
    (folder / gold["document"]).write_text(text, encoding="utf-8")
    labels = json.dumps(gold, ensure_ascii=False)
    (folder / "small.gold.json").write_text(labels, encoding="utf-8")
    return folder


def body(
    text: str = MARKED, shape: Shape = NARRATIVE, mode: str = "json_schema", **more: Any
) -> dict[str, Any]:
    """The body of a chat request that asks `text` in one of the modes."""
    schema = answer_schema(shape)
    system = "You point at marks."
    constrained: dict[str, Any] = {}
    match mode:
        case "json_schema":
            told = {"name": "Answer", "strict": True, "schema": schema}
            constrained = {"response_format": {"type": "json_schema", "json_schema": told}}
        case "tools":
            function = {"name": "Answer", "parameters": schema}
            chosen = {"type": "function", "function": {"name": "Answer"}}
            tools = [{"type": "function", "function": function}]
            constrained = {"tools": tools, "tool_choice": chosen}
        case "json":
            system += f" Answer by this schema: {json.dumps(schema)}"
            constrained = {"response_format": {"type": "json_object"}}
    messages = [{"role": "system", "content": system}, {"role": "user", "content": text}]
    return {"model": "simulated", "messages": messages, **constrained, **more}


def served(simulator: Simulator, use: Callable[[ClientSession, str], Awaitable[T]]) -> T:
    """Run a simulator while `use` talks to it over HTTP at its base URL."""

    async def run() -> T:
        async with simulator as server, ClientSession() as client:
            return await use(client, server.url)

    return asyncio.run(run())


async def ask(client: ClientSession, url: str, request: dict[str, Any]) -> tuple[int, Any]:
    """One chat request -> the status and the JSON of the answer."""
    async with client.post(f"{url}/chat/completions", json=request) as response:
        return response.status, await response.json()


def said(completion: Any) -> Any:
    """The JSON that a completion's first choice holds, as content or as a tool's arguments."""
    message = completion["choices"][0]["message"]
    if message["content"] is None:
        return json.loads(message["tool_calls"][0]["function"]["arguments"])
    return json.loads(message["content"])


def answered(simulator: Simulator, *requests: dict[str, Any]) -> list[Any]:
    """The answers to requests, one after the other, each as its JSON."""

    async def use(client: ClientSession, url: str) -> list[Any]:
        return [said((await ask(client, url, request))[1]) for request in requests]

    return served(simulator, use)
