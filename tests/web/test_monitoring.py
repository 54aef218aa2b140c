"""What monitors and logs are told, and what they are not."""

import json
import sqlite3
from contextlib import closing

import pytest
from prometheus_client.parser import text_string_to_metric_families
from running_service import PASSWORD, Running

SECRET = "张三申请公开"


def samples(text: str) -> dict[str, float]:
    """`name{label=value,...}` -> the number."""
    return {
        sample.name
        + "{"
        + ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
        + "}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class TestHealth:
    def test_it_is_alive_and_ready(self, service: Running) -> None:
        assert service.visit().get("/healthz").json() == {"status": "alive"}
        assert service.visit().get("/readyz").json() == {"status": "ready"}

    def test_without_its_database_it_is_not_ready(self, fresh_service: Running) -> None:
        with closing(sqlite3.connect(fresh_service.db)) as db:
            db.execute("DROP TABLE batches")
        answer = fresh_service.visit().get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["detail"] == "the database cannot be used"
        assert fresh_service.visit().get("/healthz").status_code == 200


class TestMetrics:
    def test_counts_what_is_there(self, service: Running) -> None:
        told = samples(service.visit().get("/metrics").text)
        with closing(sqlite3.connect(service.db)) as db:
            waiting = "SELECT count(*) FROM fields WHERE decision = 'review'"
            assert told["gouji_queue_fields{}"] == db.execute(waiting).fetchone()[0]
        assert told["gouji_reports{}"] == 6

    def test_counts_requests_by_route(self, fresh_service: Running) -> None:
        visit = fresh_service.visit()
        for path in ("/login", "/login?next=/account", f"/{SECRET}", f"/{SECRET}?q={SECRET}"):
            visit.get(path)
        text = visit.get("/metrics").text
        told = samples(text)
        assert told["gouji_requests_total{method=GET,route=/login,status=200}"] == 2
        assert told["gouji_requests_total{method=GET,route=none,status=404}"] == 2
        assert told["gouji_request_seconds_count{route=/login}"] == 2
        assert SECRET not in text

    def test_counts_attempts_to_sign_in(self, fresh_service: Running) -> None:
        visit = fresh_service.visit()
        visit.post("/login", data={"name": "reader", "password": "wrong"})
        visit.post("/login", data={"name": "reader", "password": PASSWORD})
        told = samples(visit.get("/metrics").text)
        assert told["gouji_logins_total{outcome=wrong}"] == 1
        assert told["gouji_logins_total{outcome=right}"] == 1

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
    def test_who_comes_through_a_proxy_must_be_admin(self, service: Running, header: str) -> None:
        through = {header: "127.0.0.1"}
        assert service.visit().get("/metrics", headers=through).status_code == 401
        assert service.program("reviewer").get("/metrics", headers=through).status_code == 403
        assert service.program("admin").get("/metrics", headers=through).status_code == 200


class TestLog:
    def test_a_line_a_request(self, fresh_service: Running) -> None:
        fresh_service.signed_in("reader").get("/account?done=password")
        fresh_service.visit().get("/login")
        told = json.loads(fresh_service.log.getvalue().splitlines()[0])
        assert told.pop("at").endswith("Z")
        assert told.pop("ms") > 0
        assert len(told.pop("request_id")) == 12
        assert told == {
            "level": "info",
            "event": "request",
            "method": "GET",
            "route": "/account",
            "status": 200,
            "user": "reader",
        }

    def test_never_any_text_or_secret(self, fresh_service: Running) -> None:
        visit = fresh_service.visit(headers={"Referer": "http://x/secret"})
        visit.get(f"/{SECRET}?q={SECRET}")
        visit.request(SECRET.encode().hex().upper()[:20], f"/{SECRET}")
        visit.post("/login", data={"name": SECRET, "password": PASSWORD})
        visit.post("/login", data={"name": "reader", "password": PASSWORD})
        (session,) = visit.cookies.values()
        visit.get("/account")
        log = fresh_service.log.getvalue()
        for secret in (SECRET, PASSWORD, session, "http://x", SECRET.encode().hex().upper()[:20]):
            assert secret not in log
