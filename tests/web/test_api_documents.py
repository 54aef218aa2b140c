"""Documents through the API: handed in, listed, read."""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator

import pytest
from conftest import GOLD, REPORTS
from running_service import Running, Visit

from extractor.limits import Limits
from extractor.pipeline import extract
from extractor.record.json import to_json
from extractor.store import Store

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANOTHER = GOLD / "dev" / "chengxi-county-office-2021.html"


@pytest.fixture
def reader(service: Running) -> Visit:
    return service.program("reader")


@pytest.fixture
def reviewer(fresh_service: Running) -> Visit:
    return fresh_service.program("reviewer")


def test_a_record_is_what_the_command_line_prints(reader: Visit) -> None:
    for listed in reader.get("/api/v1/documents").json()["items"]:
        (path,) = (path for path in REPORTS if path.name == listed["path"].rpartition("/")[2])
        record = reader.get(f"/api/v1/documents/{listed['document']}").content
        printed = to_json(extract(path).record)
        assert record == printed.replace(str(path).encode(), listed["path"].encode())


def test_a_document_is_listed_with_what_waits(reader: Visit) -> None:
    answer = reader.get("/api/v1/documents", params={"status": "waiting"}).json()
    assert answer["next"] is None
    for listed in answer["items"]:
        fields = f"/api/v1/documents/{listed['document']}/fields"
        waiting = reader.get(fields, params={"waiting": True}).json()["items"]
        assert len(waiting) == listed["waiting"] > 0
        assert all(field["decision"] == "review" for field in waiting)


def test_a_list_goes_on_at_its_cursor(reader: Visit) -> None:
    whole = reader.get("/api/v1/documents").json()["items"]
    parts, cursor = [], None
    while True:
        asked = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        part = reader.get("/api/v1/documents", params=asked).json()
        parts += part["items"]
        cursor = part["next"]
        if cursor is None:
            break
    assert parts == whole and len(whole) == len(REPORTS)
    assert reader.get("/api/v1/documents", params={"cursor": "Wzc"}).status_code == 422


def test_documents_are_chosen_by_agency_year_and_form(reader: Visit) -> None:
    for listed in reader.get("/api/v1/documents").json()["items"]:
        asked = {name: listed[name] for name in ("agency", "year", "form")}
        found = reader.get("/api/v1/documents", params=asked).json()["items"]
        assert listed["document"] in [other["document"] for other in found]
        assert all(other["agency"] == listed["agency"] for other in found)
    assert reader.get("/api/v1/documents", params={"year": 1999}).json()["items"] == []
    assert reader.get("/api/v1/documents", params={"yaer": 2024}).status_code == 422


def test_evidence_stands_in_the_text(reader: Visit) -> None:
    text = reader.get("/api/v1/documents/1/text").text
    places = reader.get("/api/v1/documents/1/evidence").json()["items"]
    assert len(places) > 100
    for place in places:
        evidence = place["evidence"]
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    one = reader.get("/api/v1/documents/1/evidence", params={"field": places[9]["field"]})
    assert one.json()["items"] == [places[9]]


def test_findings_of_all_reports_are_those_of_each(reader: Visit) -> None:
    found = reader.get("/api/v1/findings").json()["items"]
    assert found
    for document in {finding["document"] for finding in found}:
        own = reader.get(f"/api/v1/documents/{document}/findings").json()["items"]
        told = [finding["message"] for finding in found if finding["document"] == document]
        assert [finding["message"] for finding in own] == told
    code = found[0]["code"]
    some = reader.get("/api/v1/findings", params={"code": code, "limit": 1}).json()
    assert some["items"] == found[:1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/documents/999", 404),
        ("GET", "/api/v1/documents/99999999999999999999", 422),
        ("GET", "/api/v1/documents/1/fields/requests.none", 404),
        ("GET", "/api/v1/nothing", 404),
        ("PUT", "/api/v1/documents", 405),
        ("POST", "/api/v1/documents", 403),
    ],
)
def test_whatever_goes_wrong_is_a_problem(
    reader: Visit, method: str, path: str, status: int
) -> None:
    answer = reader.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_problem_with_a_method_tells_those_that_are_answered(reader: Visit) -> None:
    assert reader.put("/api/v1/documents").headers["allow"] == "GET, POST"


def test_a_handed_in_file_becomes_a_document(reviewer: Visit) -> None:
    data = ANOTHER.read_bytes()
    answer = reviewer.post("/api/v1/documents", files={"file": ("报告.html", data)})
    assert answer.status_code == 201, answer.text
    place, sha256 = answer.headers["location"], answer.json()["sha256"]
    record = reviewer.get(place).json()
    assert record["document"]["path"] == f"upload/{sha256[:12]}/报告.html"
    assert (
        to_json(extract(ANOTHER).record).replace(
            str(ANOTHER).encode(), record["document"]["path"].encode()
        )
        == reviewer.get(place).content
    )


def test_the_same_bytes_are_the_same_document(fresh_service: Running, reviewer: Visit) -> None:
    data = ANOTHER.read_bytes()
    first = reviewer.post("/api/v1/documents", files={"file": ("a.html", data)})
    again = reviewer.post(
        "/api/v1/documents",
        params={"name": "../b.html"},
        content=data,
        headers={"Content-Type": "text/html"},
    )
    known = reviewer.post("/api/v1/documents", files={"file": REPORTS[0].read_bytes()})
    assert (first.status_code, again.status_code, known.status_code) == (201, 200, 200)
    assert again.json() == first.json() | {"new": False}
    assert again.headers["location"] == first.headers["location"]
    with Store(fresh_service.db) as store:
        found = store.query(
            "SELECT path FROM sources WHERE document = ? ORDER BY path", [first.json()["document"]]
        )
        names = [row["path"].rpartition("/")[2] for row in found]
        (batch,) = store.query("SELECT id, name FROM batches ORDER BY id DESC LIMIT 1")
    assert names == ["a.html", "b.html"]
    assert batch["name"] == "uploads"
    uploads = reviewer.get("/api/v1/documents", params={"batch": batch["id"]}).json()["items"]
    assert [listed["document"] for listed in uploads] == [
        known.json()["document"],
        first.json()["document"],
    ]


def bomb() -> bytes:
    """A docx of some 70 kB that would expand to 70 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * (70 * 2**20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "told"),
    [
        (b"", "text/plain", "empty"),
        (bomb(), DOCX, "when expanded"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/octet-stream", "PDF"),
        (b"<script>alert(1)</script>", "text/html", "no text"),
        (("字" * 10_000 + "\n").encode() * 20, "text/plain", "form"),
        (b"\x00\x01\x02\x03" * 1000, "text/plain", "binary"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept_as_a_failure(
    reviewer: Visit, data: bytes, media_type: str, told: str
) -> None:
    answer = reviewer.post("/api/v1/documents", content=data, headers={"Content-Type": media_type})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]
    (failed,) = reviewer.get("/api/v1/documents", params={"status": "failed"}).json()["items"]
    assert failed["error"] == answer.json()["detail"]
    missing = reviewer.get(f"/api/v1/documents/{failed['document']}")
    assert missing.status_code == 404
    assert failed["error"] in missing.json()["detail"]


def test_markup_in_a_report_is_text(reviewer: Visit) -> None:
    hostile = "<script>alert(1)</script>\u202e" + "长" * 10_000
    data = REPORTS[0].read_bytes() + f"\n{hostile}\n".encode()
    answer = reviewer.post(
        "/api/v1/documents",
        params={"name": "<script>\u202e.txt"},
        content=data,
        headers={"Content-Type": "text/plain"},
    )
    text = reviewer.get(answer.headers["location"] + "/text")
    assert hostile in text.text
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["x-content-type-options"] == "nosniff"
    path = reviewer.get(answer.headers["location"]).json()["document"]["path"]
    assert path.endswith("/<script>.txt")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415),
        ({"content": b"x", "headers": {"Content-Type": "application/pdf"}}, 415),
        ({"content": b"x"}, 415),
        ({"data": {"name": "x"}}, 415),
        ({"files": {"report": b"x"}}, 422),
        ({"files": {"file": b"x", "more": b"y"}}, 400),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    ],
)
def test_what_is_no_file_is_refused(reviewer: Visit, sent: dict[str, object], status: int) -> None:
    answer = reviewer.post("/api/v1/documents", **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_upload_over_the_limit_is_refused(start: Callable[..., Running]) -> None:
    """At once where its length is told, else underway; and what follows is answered again."""
    reviewer = start(upload_bytes=100_000).program("reviewer")
    text = {"Content-Type": "text/plain"}

    def streamed() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    told = reviewer.post("/api/v1/documents", content=b"x" * 400_000, headers=text)
    assert told.status_code == 413
    untold = reviewer.post("/api/v1/documents", content=streamed(), headers=text)
    assert untold.status_code == 413
    form = reviewer.post("/api/v1/documents", files={"file": b"x" * 400_000})
    for answer in (told, untold, form):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert reviewer.get("/api/v1/documents", params={"status": "failed"}).json()["items"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts memory")
def test_an_upload_that_takes_too_much_fails_alone(start: Callable[..., Running]) -> None:
    reviewer = start(limits=Limits(megabytes=48)).program("reviewer")
    text = {"Content-Type": "text/plain"}
    large = REPORTS[0].read_bytes() + f"\n{'召开会议。' * 10_000}".encode() * 15
    refused = reviewer.post("/api/v1/documents", content=large, headers=text)
    assert refused.status_code == 422
    assert "more than 48 MB of memory" in refused.json()["detail"]
    (failed,) = reviewer.get("/api/v1/documents", params={"status": "failed"}).json()["items"]
    assert failed["error"] == refused.json()["detail"]
    small = REPORTS[0].read_bytes() + b"\n"
    assert reviewer.post("/api/v1/documents", content=small, headers=text).status_code == 201


def test_a_browser_uploads_with_its_csrf_token(fresh_service: Running) -> None:
    person = fresh_service.signed_in("reviewer")
    file = {"file": ("a.html", ANOTHER.read_bytes())}
    assert person.post("/api/v1/documents", files=file).status_code == 403
    sent = person.post("/api/v1/documents", files=file, headers={"X-CSRF-Token": person.csrf})
    assert sent.status_code == 201


def test_without_a_token_nothing_is_told(service: Running) -> None:
    nobody = service.visit()
    for path in ("documents", "documents/1", "findings", "queue", "exports/fields.csv"):
        answer = nobody.get(f"/api/v1/{path}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert nobody.get("/api/v1/openapi.json").status_code == 200


def test_the_description_names_every_answer(service: Running) -> None:
    description = service.visit().get("/api/v1/openapi.json").json()
    named = {tag["name"] for tag in description["tags"]}
    for path, operations in description["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in operations.values():
            assert set(operation["tags"]) <= named
            assert operation["summary"] and operation["description"] and operation["security"]
            for status, answer in operation["responses"].items():
                assert answer["description"]
                assert status.startswith("2") or "application/problem+json" in answer["content"]


def test_a_figure_keeps_every_digit(reviewer: Visit) -> None:
    digits = "123456789012345678.89"
    verdict = {"field": "requests.received.total", "action": "correct", "typed": digits}
    kept = reviewer.post("/api/v1/documents/1/decisions", json=verdict)
    assert f'"value":{digits},' in kept.text
    detail = reviewer.get("/api/v1/documents/1/fields/requests.received.total")
    exported = reviewer.get("/api/v1/exports/decisions.jsonl")
    for answer in (detail, exported, reviewer.get("/api/v1/documents/1")):
        assert f'"value":{digits},' in answer.text
