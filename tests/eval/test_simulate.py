"""The simulated model over HTTP: what a client of the protocol gets from it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from click.testing import CliRunner
from small_gold import (
    MARKED,
    NARRATIVE,
    RIGHT,
    answered,
    ask,
    body,
    said,
    served,
    write_gold,
)

from eval.simulate import command
from eval.simulation.faults import FAULTS, Fault, Faults
from eval.simulation.library import Library
from eval.simulation.server import Simulator


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small labelled report."""
    return Library([write_gold(tmp_path_factory.mktemp("gold"))])


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_the_labels_are_answered_in_every_mode(gold: Library, mode: str) -> None:
    assert answered(Simulator(gold), body(mode=mode)) == [RIGHT]


def test_a_completion_is_as_the_protocol_has_it(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> Any:
        return (await ask(client, url, body()))[1]

    completion = served(Simulator(gold), use)
    assert completion["object"] == "chat.completion"
    assert completion["choices"][0]["finish_reason"] == "stop"
    usage = completion["usage"]
    assert usage["prompt_tokens"] > len(MARKED) // 4
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_it_tells_its_model_and_that_it_is_up(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> tuple[Any, Any]:
        async with client.get(f"{url}/models") as models, client.get(f"{url}/../healthz") as health:
            return await models.json(), await health.json()

    models, health = served(Simulator(gold), use)
    assert [model["id"] for model in models["data"]] == ["simulated"]
    assert health == {"status": "ok"}


def test_a_text_that_no_labelled_document_has_is_answered_with_nothing(gold: Library) -> None:
    simulator = Simulator(gold)
    told = answered(simulator, body("# 总体情况\n某局种树⟦1⟧320棵，§1 未发生火灾。"))
    assert told == [{part: [] for part in RIGHT}]
    assert simulator.stats.unknown == 1


def test_a_repair_is_the_same_question_and_is_answered_as_before(gold: Library) -> None:
    repair = body()
    repair["messages"] += [
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "facts: field required"},
    ]
    simulator = Simulator(gold)
    assert answered(simulator, body(), repair) == [RIGHT, RIGHT]
    assert simulator.stats.distinct == 1


def test_an_example_in_the_messages_is_not_the_question(gold: Library) -> None:
    shown = body()
    shown["messages"][1:1] = [
        {"role": "user", "content": "示例厅收到申请⟦1⟧90000007件。"},
        {"role": "assistant", "content": '{"facts": []}'},
    ]
    assert answered(Simulator(gold), shown) == [RIGHT]


def test_stats_count_calls_questions_and_tokens(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> tuple[Any, int]:
        tokens = 0
        for request in (body(), body(), body("收到申请⟦1⟧8件")):
            _, completion = await ask(client, url, request)
            tokens += completion["usage"]["prompt_tokens"]
        async with client.get(f"{url}/../stats") as stats:
            return await stats.json(), tokens

    stats, tokens = served(Simulator(gold), use)
    assert (stats["requests"], stats["outcomes"]) == (3, {"answered": 3})
    assert (stats["distinct"], stats["answered_again"], stats["unknown"]) == (2, 1, 1)
    assert stats["prompt_tokens"] == tokens


def test_calls_in_flight_are_counted_at_the_server(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> None:
        await asyncio.gather(*(ask(client, url, body(seed=number)) for number in range(7)))

    simulator = Simulator(gold, latency=0.2)
    served(simulator, use)
    assert 1 < simulator.stats.most_in_flight <= 7


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
def test_a_mode_that_is_not_supported_is_refused(gold: Library, mode: str) -> None:
    async def use(client: ClientSession, url: str) -> list[int]:
        return [(await ask(client, url, body(mode=asked)))[0] for asked in (mode, "json")]

    simulator = Simulator(gold, modes=("json",))
    assert served(simulator, use) == [400, 200]
    assert simulator.stats.outcomes == {"answered": 1, "refused_mode": 1}


@pytest.mark.parametrize("request_body", [{"model": "m"}, body(stream=True), {}])
def test_a_request_that_makes_no_sense_is_refused(
    gold: Library, request_body: dict[str, Any]
) -> None:
    async def use(client: ClientSession, url: str) -> tuple[int, Any]:
        return await ask(client, url, request_body)

    status, told = served(Simulator(gold), use)
    assert status == 400
    assert told["error"]["type"] == "invalid_request_error"


# --- faults ---------------------------------------------------------------------------------


def only(fault: Fault) -> Faults:
    return Faults({fault: 1.0}, retry_after=0.25, delay=0.01)


@pytest.mark.parametrize("fault", ["429", "500", "503"])
def test_a_status_is_told_with_its_error(gold: Library, fault: Fault) -> None:
    async def use(client: ClientSession, url: str) -> tuple[int, dict[str, str], Any]:
        async with client.post(f"{url}/chat/completions", json=body()) as response:
            return response.status, dict(response.headers), await response.json()

    simulator = Simulator(gold, faults=only(fault))
    status, headers, told = served(simulator, use)
    assert status == int(fault)
    assert "message" in told["error"]
    if fault == "429":
        assert (headers["Retry-After"], headers["retry-after-ms"]) == ("1", "250")
    assert simulator.stats.outcomes == {fault: 1}
    assert simulator.stats.prompt_tokens == 0, "no model has worked"


def test_a_dropped_connection_ends_without_an_answer(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> None:
        with pytest.raises(ClientError):
            await ask(client, url, body())

    simulator = Simulator(gold, faults=only("drop"))
    served(simulator, use)
    assert simulator.stats.outcomes == {"drop": 1}


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
@pytest.mark.parametrize("fault", ["truncated", "refusal", "empty", "prose", "invalid", "slow"])
def test_an_answer_is_spoiled(gold: Library, fault: Fault, mode: str) -> None:
    async def use(client: ClientSession, url: str) -> Any:
        return (await ask(client, url, body(mode=mode)))[1]

    simulator = Simulator(gold, faults=only(fault))
    choice = served(simulator, use)["choices"][0]
    message = choice["message"]
    calls = message.get("tool_calls") or [{"function": {"arguments": None}}]
    text = message["content"] if message["content"] else calls[0]["function"]["arguments"]
    right = json.dumps(RIGHT, ensure_ascii=False, separators=(",", ":"))
    match fault:
        case "truncated":
            assert right.startswith(text)
            assert choice["finish_reason"] in ("length", "stop")
        case "refusal":
            assert text is None
            assert message["refusal"]
        case "empty":
            assert not text
            assert message["refusal"] is None
        case "prose":
            assert right in text
            assert not text.startswith("{")
        case "invalid":
            assert json.loads(text)["facts"][0]["field"] not in NARRATIVE.fields
        case _:
            assert text == right
    assert simulator.stats.outcomes == {fault: 1}
    assert simulator.stats.completion_tokens > 0 or fault == "empty"


def test_the_same_seed_gives_the_same_faults_in_whatever_order(gold: Library) -> None:
    requests = [body(f"{MARKED}\n第{number}问") for number in range(12)]

    async def statuses(
        client: ClientSession, url: str, order: list[int]
    ) -> dict[tuple[int, int], int]:
        return {
            (number, turn): (await ask(client, url, requests[number]))[0]
            for turn in range(3)
            for number in order
        }

    def run(order: list[int], seed: int) -> dict[tuple[int, int], int]:
        simulator = Simulator(gold, faults=Faults({"500": 0.3, "503": 0.3}), seed=seed)
        return served(simulator, lambda client, url: statuses(client, url, order))

    forwards = run(list(range(12)), 1)
    assert forwards == run(list(range(11, -1, -1)), 1)
    assert forwards != run(list(range(12)), 2)
    again = [forwards[n, 1] for n in range(12) if forwards[n, 0] != 200]
    assert 200 in again, "a question that met a fault may be answered when asked again"


def test_all_faults_together_are_met_by_their_part_of_the_requests() -> None:
    assert set(Faults.all(0.2).rates) == set(FAULTS)
    assert sum(Faults.all(0.2).rates.values()) == pytest.approx(0.2)


@pytest.mark.parametrize("rates", [{"429": 0.7, "500": 0.7}, {"429": -0.1}, {"teapot": 0.1}])
def test_rates_that_cannot_be_are_refused(rates: dict[Any, float]) -> None:
    with pytest.raises(ValueError, match=r"rates|teapot"):
        Faults(rates)


def test_more_requests_a_minute_than_allowed_are_told_when_to_come_back(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> list[tuple[int, str | None]]:
        told = []
        for _ in range(3):
            async with client.post(f"{url}/chat/completions", json=body()) as response:
                told.append((response.status, response.headers.get("Retry-After")))
        return told

    simulator = Simulator(gold, rpm=2)
    told = served(simulator, use)
    assert [status for status, _ in told] == [200, 200, 429]
    assert 0 < int(told[2][1] or 0) <= 60
    assert simulator.stats.outcomes == {"answered": 2, "rate_limited": 1}


def test_an_answer_whose_caller_has_gone_counts_as_abandoned(gold: Library) -> None:
    simulator = Simulator(gold, latency=0.05)

    async def use(client: ClientSession, url: str) -> None:
        async with ClientSession() as hasty:
            call = asyncio.create_task(ask(hasty, url, body()))
            while not simulator.stats.most_in_flight:
                await _look(client, url)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
        while not simulator.stats.requests:
            await _look(client, url)
        assert said((await ask(client, url, body()))[1]) == RIGHT

    served(simulator, use)
    assert simulator.stats.outcomes == {"abandoned": 1, "answered": 1}
    assert simulator.stats.answered_again == 0


async def _look(client: ClientSession, url: str) -> None:
    async with client.get(f"{url}/../healthz") as response:
        await response.read()


# --- in a process of its own ----------------------------------------------------------------


def test_it_says_that_it_is_simulated_and_how_to_be_asked(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "eval.simulate", str(write_gold(tmp_path)), "--port", "0"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.terminate()
        _, told = process.communicate()
    assert "simulated" in told
    assert f"GOUJI_PROVIDER=simulated GOUJI_BASE_URL={url} GOUJI_MODEL=simulated" in told
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--errors", "typo=0.1"], "no kind 'typo'"),
        (["--fault", "429=often"], "'often' is no number"),
        (["--fault", "429=0.9", "--fault", "500=0.9"], "rates must not"),
        (["--errors", "2"], "must be between 0 and 1"),
        (["--modes", "json,xml"], "no mode 'xml'"),
    ],
)
def test_a_wrong_option_is_told(tmp_path: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(command, [str(write_gold(tmp_path)), *arguments])
    assert result.exit_code != 0
    assert told in result.output


def test_what_keeps_it_from_running_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert result.exit_code == 1
    assert "no *.gold.json file" in result.output
