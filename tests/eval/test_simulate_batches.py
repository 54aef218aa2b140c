"""Files and batches of the simulated model, as a client of the protocol uses them."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from small_gold import RIGHT, body, said, served, write_gold

from eval.simulation.faults import Faults
from eval.simulation.library import Library
from eval.simulation.server import Simulator


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small labelled report."""
    return Library([write_gold(tmp_path_factory.mktemp("gold"))])


def line(custom_id: str, request: dict[str, Any]) -> str:
    order = {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions"}
    return json.dumps(order | {"body": request}, ensure_ascii=False)


async def submit(client: ClientSession, url: str, *lines: str) -> Any:
    form = FormData({"purpose": "batch"})
    form.add_field("file", "\n".join(lines).encode(), filename="requests.jsonl")
    async with client.post(f"{url}/files", data=form) as response:
        file = await response.json()
    order = {
        "input_file_id": file["id"],
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {"gouji": "run-1"},
    }
    async with client.post(f"{url}/batches", json=order) as response:
        return await response.json()


async def get(client: ClientSession, url: str) -> Any:
    async with client.get(url) as response:
        return await response.json()


async def lines_of(client: ClientSession, url: str, file_id: str) -> list[Any]:
    async with client.get(f"{url}/files/{file_id}/content") as response:
        return [json.loads(text) for text in (await response.text()).splitlines()]


def test_a_batch_goes_from_validating_to_its_answers(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> tuple[list[str], Any, list[Any]]:
        batch = await submit(client, url, line("a", body()), line("b", body("收到⟦1⟧8件")))
        states = [batch["status"]]
        while states[-1] != "completed":
            batch = await get(client, f"{url}/batches/{batch['id']}")
            states.append(batch["status"])
        return states, batch, await lines_of(client, url, batch["output_file_id"])

    simulator = Simulator(gold)
    states, batch, written = served(simulator, use)
    assert states == ["validating", "in_progress", "completed"]
    assert batch["request_counts"] == {"total": 2, "completed": 2, "failed": 0}
    assert (batch["metadata"], batch["error_file_id"]) == ({"gouji": "run-1"}, None)
    assert [entry["custom_id"] for entry in written] == ["a", "b"]
    assert said(written[0]["response"]["body"]) == RIGHT
    assert simulator.stats.batched == 2


@pytest.mark.parametrize(
    ("fault", "error", "status"), [("500", None, 500), ("drop", "batch_expired", None)]
)
def test_what_failed_is_in_a_file_of_errors(
    gold: Library, fault: Any, error: str | None, status: int | None
) -> None:
    async def use(client: ClientSession, url: str) -> tuple[Any, list[Any]]:
        batch = await submit(client, url, line("a", body()))
        for _ in range(2):
            batch = await get(client, f"{url}/batches/{batch['id']}")
        return batch, await lines_of(client, url, batch["error_file_id"])

    batch, [written] = served(Simulator(gold, faults=Faults({fault: 1.0})), use)
    assert batch["output_file_id"] is None
    assert batch["request_counts"]["failed"] == 1
    assert (written["response"] or {}).get("status_code") == status
    assert (written["error"] or {}).get("code") == error


@pytest.mark.parametrize("lines", [["{"], [line("a", body()), line("a", body())]])
def test_a_file_that_is_no_list_of_requests_fails_the_batch(
    gold: Library, lines: list[str]
) -> None:
    async def use(client: ClientSession, url: str) -> Any:
        batch = await submit(client, url, *lines)
        return await get(client, f"{url}/batches/{batch['id']}")

    batch = served(Simulator(gold), use)
    assert batch["status"] == "failed"
    assert batch["errors"]["data"]


def test_batches_are_listed_by_pages_and_listing_moves_none(gold: Library) -> None:
    async def use(client: ClientSession, url: str) -> tuple[list[str], list[str], set[str]]:
        made = [(await submit(client, url, line("a", body())))["id"] for _ in range(5)]
        found: list[str] = []
        states: set[str] = set()
        more, after = True, ""
        while more:
            page = await get(client, f"{url}/batches?limit=2{after}")
            found += [batch["id"] for batch in page["data"]]
            states |= {batch["status"] for batch in page["data"]}
            more, after = page["has_more"], f"&after={page['last_id']}"
        return made, found, states

    made, found, states = served(Simulator(gold), use)
    assert found == made[::-1]
    assert states == {"validating"}


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"input_file_id": "file-9", "endpoint": "/v1/chat/completions", "completion_window": "24h"},
    ],
)
def test_a_batch_of_nothing_is_refused(gold: Library, order: dict[str, str]) -> None:
    async def use(client: ClientSession, url: str) -> int:
        async with client.post(f"{url}/batches", json=order) as response:
            return response.status

    assert served(Simulator(gold), use) == 400


@pytest.mark.parametrize("path", ["files/none", "files/none/content", "batches/none"])
def test_what_is_not_there_is_not_found(gold: Library, path: str) -> None:
    async def use(client: ClientSession, url: str) -> int:
        async with client.get(f"{url}/{path}") as response:
            return response.status

    assert served(Simulator(gold), use) == 404
