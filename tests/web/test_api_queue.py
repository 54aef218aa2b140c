"""The queue through the API: the same as on its page, a part at a time."""

import pytest
from running_service import Running, Visit


@pytest.fixture
def reader(service: Running) -> Visit:
    return service.program("reader")


def test_the_queue_has_every_field_that_waits(reader: Visit) -> None:
    queue = reader.get("/api/v1/queue", params={"limit": 500}).json()
    assert queue["next"] is None
    waiting = {
        (listed["document"], field["field"])
        for listed in reader.get("/api/v1/documents").json()["items"]
        if listed["status"] == "waiting"
        for field in reader.get(
            f"/api/v1/documents/{listed['document']}/fields", params={"waiting": True}
        ).json()["items"]
    }
    assert {(entry["document"], entry["field"]) for entry in queue["items"]} == waiting
    assert waiting
    priorities = [entry["priority"] for entry in queue["items"]]
    assert priorities == sorted(priorities, reverse=True)


def test_the_queue_goes_on_at_its_cursor(reader: Visit) -> None:
    whole = reader.get("/api/v1/queue", params={"limit": 500}).json()["items"]
    parts, asked = [], {"limit": 3}
    while True:
        page = reader.get("/api/v1/queue", params=asked).json()
        parts += page["items"]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert parts == whole
    assert reader.get("/api/v1/queue", params={"cursor": "WzFd"}).status_code == 422


def test_the_queue_is_narrowed_down(reader: Visit) -> None:
    first = reader.get("/api/v1/queue").json()["items"][0]
    for name in ("agency", "year", "form", "part"):
        some = reader.get("/api/v1/queue", params={name: first[name], "limit": 500}).json()
        assert first in some["items"]
        assert all(entry[name] == first[name] for entry in some["items"])
    reason = first["reasons"][0]
    some = reader.get("/api/v1/queue", params={"reason": reason}).json()["items"]
    assert all(reason in entry["reasons"] for entry in some)
    assert reader.get("/api/v1/queue", params={"held": "anyone"}).status_code == 422


def test_who_decides_on_a_report_has_it(fresh_service: Running) -> None:
    reviewer, second = fresh_service.program("reviewer"), fresh_service.program("second")
    waiting = reviewer.get("/api/v1/queue").json()["items"]
    mine = waiting[0]["document"]
    verdict = {"field": "requests.received.total", "action": "accept"}
    kept = reviewer.post(f"/api/v1/documents/{mine}/decisions", json=verdict)
    assert kept.status_code == 201, kept.text
    held = second.get("/api/v1/queue", params={"held": "others"}).json()["items"]
    assert held and all(entry["document"] == mine for entry in held)
    assert {entry["claim"]["reviewer"] for entry in held} == {"reviewer"}
    assert second.get("/api/v1/queue", params={"held": "mine"}).json()["items"] == []
