"""Decisions through the API: what one leads to, and many people who decide at the same time."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from running_service import Running, Visit

from extractor.limits import Limits
from extractor.pipeline import Content, Extraction, advance
from extractor.record.decision import in_force
from extractor.record.json import to_json
from extractor.review import load_case
from extractor.store import Store

RECEIVED = "requests.received.natural_person"


@pytest.fixture
def reviewer(fresh_service: Running) -> Visit:
    return fresh_service.program("reviewer")


def waiting_field(program: Visit) -> tuple[int, str]:
    """A document and a field of it that waits for a person."""
    first = program.get("/api/v1/queue", params={"limit": 1}).json()["items"][0]
    return first["document"], first["field"]


def test_a_decision_settles_a_field(reviewer: Visit) -> None:
    document, name = waiting_field(reviewer)
    decisions = f"/api/v1/documents/{document}/decisions"
    answer = reviewer.post(decisions, json={"field": name, "action": "correct", "typed": "3"})
    assert answer.status_code == 201, answer.text
    settled = answer.json()
    assert settled["version"] == settled["decision"]["number"]
    told = reviewer.get(f"/api/v1/documents/{document}/fields/{name}").json()
    assert (told["value"], told["decision"]) == (3, "accept")
    assert "corrected" in told["reasons"]
    assert told["after"] == told["in_force"] == settled["decision"]["number"]
    assert told["decisions"] == [settled["decision"]]
    assert settled["decision"]["reviewer"] == "reviewer"


def test_a_decision_whose_report_takes_too_long_is_not_kept(start: Callable[..., Running]) -> None:
    reviewer = start(limits=Limits(seconds=0.001)).program("reviewer")
    document, name = waiting_field(reviewer)
    decisions = f"/api/v1/documents/{document}/decisions"
    for _ in range(2):
        answer = reviewer.post(decisions, json={"field": name, "action": "correct", "typed": "3"})
        assert answer.status_code == 409, answer.text
        assert "more than 0.001 s of processor time" in answer.json()["detail"]
    assert reviewer.get(decisions).json() == {"version": 0, "items": []}


def test_a_preview_tells_the_same_and_keeps_nothing(reviewer: Visit) -> None:
    document, name = waiting_field(reviewer)
    decisions = f"/api/v1/documents/{document}/decisions"
    verdict = {"field": name, "action": "correct", "typed": "3"}
    before = reviewer.get(f"/api/v1/documents/{document}").content
    tried = reviewer.post(f"{decisions}/preview", json=verdict)
    assert tried.status_code == 200, tried.text
    assert reviewer.get(f"/api/v1/documents/{document}").content == before
    assert reviewer.get(decisions).json() == {"version": 0, "items": []}
    settled = reviewer.post(decisions, json=verdict).json()
    for told in ("cleared", "raised", "waiting"):
        assert tried.json()[told] == settled[told]
    detail = reviewer.get(f"/api/v1/documents/{document}/fields/{name}").json()
    assert tried.json()["edits"] == detail["edits"]
    assert all(name in edit["fields"] for edit in detail["edits"])


def test_the_second_to_decide_is_told_what_the_first_did(
    fresh_service: Running, reviewer: Visit
) -> None:
    second = fresh_service.program("second")
    decisions = "/api/v1/documents/1/decisions"
    first = reviewer.post(decisions, json={"field": RECEIVED, "action": "accept"}).json()
    verdict = {"field": RECEIVED, "action": "correct", "typed": "1,175件", "note": "看错了"}
    refused = second.post(decisions, json=verdict)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["latest"] == first["decision"]
    known = refused.json()["latest"]["number"]
    assert second.post(f"{decisions}/preview", json=verdict).status_code == 409
    kept = second.post(decisions, json=verdict | {"after": known})
    assert kept.status_code == 201
    assert (kept.json()["decision"]["value"], kept.json()["decision"]["after"]) == (1175, known)
    numbers = [d["number"] for d in reviewer.get(decisions).json()["items"]]
    assert numbers == [known, kept.json()["version"]]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ({"field": RECEIVED, "action": "correct"}, "say what is printed"),
        ({"field": RECEIVED, "action": "correct", "typed": "many"}, "is no figure"),
        ({"field": RECEIVED, "action": "correct", "typed": "5.05万元"}, "not counted in"),
        ({"field": "requests.none", "action": "accept"}, "no field"),
        ({"field": RECEIVED, "action": "undo"}, "no decision to take back"),
        ({"field": RECEIVED, "action": "delete"}, "body/action"),
        ({"field": RECEIVED, "action": "accept", "value": 3}, "body/value"),
        ({"field": RECEIVED, "action": "accept", "after": "1"}, "body/after"),
        ({"action": "accept"}, "body/field"),
    ],
)
def test_what_is_no_decision_is_refused_with_a_reason(
    service: Running, verdict: dict[str, Any], told: str
) -> None:
    answer = service.program("reviewer").post("/api/v1/documents/1/decisions", json=verdict)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


def test_who_may_only_read_decides_nothing(service: Running) -> None:
    verdict = {"field": RECEIVED, "action": "accept"}
    answer = service.program("reader").post("/api/v1/documents/1/decisions", json=verdict)
    assert answer.status_code == 403


def test_history_is_there_for_fields_of_the_report(service: Running) -> None:
    reader = service.program("reader")
    decisions = "/api/v1/documents/1/decisions"
    assert reader.get(decisions, params={"field": RECEIVED}).json()["items"] == []
    assert reader.get(decisions, params={"field": "requests.none"}).status_code == 404
    assert reader.get("/api/v1/documents/999/decisions").status_code == 404


CLIENTS = 50
CONTESTED = tuple(
    (document, f"requests.{row}.{column}")
    for document in (1, 2, 3)
    for row, column in (("received", "natural_person"), ("brought_forward", "total"))
)


@dataclass
class Heard:
    """What one client asked for and heard."""

    requests: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)


async def insists(client: httpx2.AsyncClient, number: int, heard: Heard) -> None:
    """Decide on one field, as if nobody had, and again until it is kept."""
    document, name = CONTESTED[number % len(CONTESTED)]
    verdict: dict[str, Any] = {
        "field": name,
        "action": "correct",
        "typed": str(number),
        "note": f"client {number}",
    }
    while not heard.kept:
        answer = await client.post(f"/api/v1/documents/{document}/decisions", json=verdict)
        heard.requests += 1
        if answer.status_code == 201:
            heard.kept.append(answer.json()["decision"])
        else:
            assert answer.status_code == 409, answer.text
            heard.conflicts.append(answer.json()["latest"])
            verdict["after"] = answer.json()["latest"]["number"]


async def all_insist(service: Running, token: str) -> list[Heard]:
    everyone = [Heard() for _ in range(CLIENTS)]
    async with asyncio.TaskGroup() as group:

        async def one(number: int, heard: Heard) -> None:
            headers = {"Authorization": token}
            async with httpx2.AsyncClient(
                base_url=service.url, headers=headers, timeout=120
            ) as client:
                await insists(client, number, heard)

        for number, heard in enumerate(everyone):
            group.create_task(one(number, heard))
    return everyone


def test_fifty_decide_at_once(fresh_service: Running) -> None:
    """Nothing is lost, every conflict is told, and the record is that of the decisions in force."""
    token = fresh_service.program("reviewer").headers["Authorization"]
    everyone = asyncio.run(all_insist(fresh_service, token))

    kept = [decision for heard in everyone for decision in heard.kept]
    conflicts = [latest for heard in everyone for latest in heard.conflicts]
    assert len(kept) + len(conflicts) == sum(heard.requests for heard in everyone)
    assert len(kept) == CLIENTS
    assert len(conflicts) >= CLIENTS - len(CONTESTED), "hardly anyone was in another's way"

    with Store(fresh_service.db) as store:
        cases = {document: load_case(store, document) for document, _ in CONTESTED}
    log = [decision for case in cases.values() for decision in case.decisions]
    assert Counter(d.number for d in log) == Counter(d["number"] for d in kept)
    assert {d.note for d in log} == {f"client {number}" for number in range(CLIENTS)}
    numbers = {decision.number for decision in log}
    assert {latest["number"] for latest in conflicts} <= numbers

    for case in cases.values():
        for name in {decision.field for decision in case.decisions}:
            history = case.history(name)
            known = [decision.after for decision in history]
            assert known == [None, *(decision.number for decision in history[:-1])]
            value = case.record.fields[name].value
            assert value == history[-1].value == Decimal(history[-1].note.removeprefix("client "))
        assert in_force(case.decisions).keys() == {decision.field for decision in case.decisions}
        assert case.inputs.data is not None
        content = Content(case.inputs.data, case.inputs.path)
        again = advance(content, case.inputs.form, decisions=case.decisions)
        assert isinstance(again, Extraction)
        assert to_json(again.record) == to_json(case.record)
