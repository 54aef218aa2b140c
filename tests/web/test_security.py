"""What every answer carries, what is refused, and how problems are told."""

import io
import json
import re
from collections.abc import Callable, Iterator

import pytest
from running_service import Running
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from extractor.errors import (
    Malformed,
    NotRepeatable,
    NotStored,
    StoreError,
    Superseded,
    TooLarge,
    UnsupportedFormat,
)
from extractor.web.accounts.users import AccountError
from extractor.web.logs import Logged, logger
from extractor.web.problems import status_of
from extractor.web.security import SafeHeaders

SECRET = "张三申请公开"


class TestHeaders:
    @pytest.mark.parametrize(
        "path",
        ["/login", "/account", "/nowhere", "/api/v1/nowhere", "/healthz", "/static/gouji.css"],
    )
    def test_every_answer_is_safe(self, service: Running, path: str) -> None:
        headers = service.signed_in("reader").get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in headers

    def test_pages_are_not_kept(self, service: Running) -> None:
        visit = service.signed_in("reader")
        assert visit.get("/account").headers["cache-control"] == "no-store"
        assert visit.get("/static/gouji.css").headers["cache-control"] == "no-cache"

    def test_pages_have_no_scripts_or_styles_of_their_own(self, service: Running) -> None:
        for path in ("/login", "/account", "/nowhere"):
            shown = service.signed_in("reader").get(path).text
            assert "<style" not in shown
            assert " style=" not in shown
            assert not re.search(r"<script(?![^>]*\ssrc=)", shown)
            assert not re.search(r"<[^>]*\son\w+=", shown)


class TestBodies:
    def test_a_large_one_is_refused_by_its_length(self, start: Callable[..., Running]) -> None:
        program = start(upload_bytes=100_000).program("reviewer")
        answer = program.post("/api/v1/documents", content=b"x" * 200_000)
        assert answer.status_code == 413
        assert answer.json()["title"] == "Request Entity Too Large"

    def test_a_large_one_is_refused_underway(self, start: Callable[..., Running]) -> None:
        def chunks() -> Iterator[bytes]:
            for _ in range(20):
                yield b"x" * 10_000

        program = start(upload_bytes=100_000).program("reviewer")
        answer = program.post(
            "/api/v1/documents", content=chunks(), headers={"Content-Type": "text/plain"}
        )
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"

    def test_who_is_not_signed_in_sends_little(self, service: Running) -> None:
        answer = service.visit().post("/login", data={"name": "x" * 100_000})
        assert answer.status_code == 413
        assert "内容过大" in answer.text


class TestProblems:
    def test_programs_get_details(self, service: Running) -> None:
        answer = service.program("reader").get("/api/v1/nowhere")
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert told.pop("request_id")
        assert told == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "Not Found",
        }

    def test_people_get_words(self, service: Running) -> None:
        answer = service.visit().get("/nowhere")
        assert answer.status_code == 404
        assert "找不到页面" in answer.text
        english = service.visit(headers={"Accept-Language": "en"}).get("/nowhere")
        assert "No such page" in english.text

    def test_a_method_that_is_not_there(self, service: Running) -> None:
        answer = service.signed_in("reader").put("/login")
        assert answer.status_code == 405
        assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]

    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (NotStored("no record of document 7"), 404),
            (Superseded("meanwhile"), 409),
            (NotRepeatable("not kept"), 409),
            (StoreError("locked"), 503),
            (AccountError("no name"), 422),
            (UnsupportedFormat("a PDF"), 415),
            (TooLarge("too large"), 413),
            (Malformed("broken"), 422),
        ],
    )
    def test_errors_have_a_status(self, error: Exception, status: int) -> None:
        assert status_of(error) == status


def broken(_: Request) -> Response:
    raise ValueError(SECRET)


def breaking_off(_: Request) -> Response:
    def lines() -> Iterator[bytes]:
        yield b"begun\n"
        raise ValueError(SECRET)

    return StreamingResponse(lines())


@pytest.fixture
def failing() -> Iterator[tuple[TestClient, io.StringIO]]:
    """A service whose routes fail in ways that nobody foresaw, and its log."""
    log = io.StringIO()
    app = Starlette(
        routes=[
            Route("/broken/{name}", broken),
            Route("/api/broken", broken),
            Route("/breaking-off", breaking_off),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(Logged, log=logger(log), on_request=lambda *_: None),
        ],
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client, log


class TestFailures:
    def test_a_page_tells_a_number_and_nothing_else(
        self, failing: tuple[TestClient, io.StringIO]
    ) -> None:
        client, log = failing
        answer = client.get(f"/broken/{SECRET}?q={SECRET}")
        failed, request = map(json.loads, log.getvalue().splitlines())
        assert answer.status_code == 500
        assert failed["request_id"] in answer.text
        assert "ValueError" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert request["request_id"] == failed["request_id"]

    def test_the_log_tells_where_but_not_what(
        self, failing: tuple[TestClient, io.StringIO]
    ) -> None:
        client, log = failing
        client.get(f"/broken/{SECRET}?q={SECRET}")
        failed, request = map(json.loads, log.getvalue().splitlines())
        assert failed["error"] == "ValueError"
        assert failed["place"][-1].startswith("tests/web/test_security.py:")
        assert failed["place"][-1].endswith(" broken")
        assert request["status"] == 500
        assert SECRET not in log.getvalue()

    def test_a_program_gets_details(self, failing: tuple[TestClient, io.StringIO]) -> None:
        client, _ = failing
        answer = client.get("/api/broken")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "the service could not do this"

    def test_an_answer_underway_breaks_off(self, failing: tuple[TestClient, io.StringIO]) -> None:
        client, log = failing
        assert client.get("/breaking-off").text == "begun\n"
        assert json.loads(log.getvalue().splitlines()[0])["error"] == "ValueError"


@pytest.mark.parametrize(
    "header", [("Cookie", "gouji_language=\xff"), ("Authorization", "Bearer \xff"), ("Host", "a b")]
)
def test_odd_headers_do_no_harm(service: Running, header: tuple[str, str]) -> None:
    name, value = header
    answer = service.visit(headers=[(name, value.encode("latin-1"))]).get("/account")
    assert answer.status_code in (200, 400)
