"""`gouji serve` and `gouji user`, as they are typed."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner, Result
from running_service import PASSWORD

from extractor.cli import app
from extractor.cli.serving import listening
from extractor.store import Store

NEW = "another six words nobody guesses"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A database without reports and users."""
    with Store(tmp_path / "reports.db", create=True) as store:
        assert store.path
        return store.path


def gouji(db: Path, *words: str, typed: str = "") -> Result:
    """What a command prints and its exit code; an escaping exception fails the test."""
    result = CliRunner().invoke(app, [*words, "--db", str(db)], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def add(db: Path, name: str, *words: str, password: str = PASSWORD) -> str:
    return gouji(db, "user", "add", name, *words, "--password-stdin", typed=password + "\n").output


@dataclass
class Serving:
    """A process that serves, where, and what it has said so far."""

    process: subprocess.Popen[str]
    url: str
    said: list[str]

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit code. What else it said is in `said`."""
        self.process.send_signal(by)
        self.said += self.process.communicate(timeout=60)[1].splitlines()
        return self.process.returncode


@contextmanager
def serving(db: Path, *words: str) -> Iterator[Serving]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "extractor.cli",
            "serve",
            "--port",
            "0",
            "--jobs",
            "1",
            *words,
            "--db",
            str(db),
        ],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stderr
    with ExitStack() as stack:
        stack.callback(process.communicate)
        stack.callback(process.kill)
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"https?://\S+", line):
                yield Serving(process, found[0], said)
                return
        pytest.fail("".join(said))


class TestUsers:
    def test_are_added_and_listed(self, empty: Path) -> None:
        assert add(empty, "anna", "--role", "admin") == "anna may sign in as admin\n"
        assert "already" in add(empty, "Anna")
        assert gouji(empty, "user", "role", "anna", "reader").stdout == "anna is reader\n"
        gouji(empty, "user", "disable", "anna")
        listed = gouji(empty, "user", "list").stdout
        assert re.search(r"anna\W+reader\W+\d{4}-\d\d-\d\d\W+0\W+disabled", listed)

    def test_a_database_is_made_for_the_first_one(self, tmp_path: Path) -> None:
        assert "may sign in" in add(tmp_path / "new.db", "anna")

    def test_a_password_is_never_an_argument_and_never_shown(self, empty: Path) -> None:
        assert "--password " not in gouji(empty, "user", "add", "--help").stdout
        done = gouji(empty, "user", "add", "anna", "--password-stdin", typed="short pass\n")
        assert done.exit_code == 1
        assert "at least 12" in done.stderr
        assert "short pass" not in done.stdout + done.stderr

    def test_a_token_is_printed_once(self, empty: Path) -> None:
        add(empty, "anna")
        token = gouji(empty, "user", "token", "anna", "monthly").stdout.strip()
        assert re.fullmatch(r"gouji_[\w-]{43}", token)
        listed = gouji(empty, "user", "token", "anna").stdout
        assert "monthly" in listed
        assert token not in listed
        ended = gouji(empty, "user", "token", "anna", "monthly", "--revoke").stdout
        assert ended == "the token 'monthly' of anna has ended\n"


class TestServe:
    def test_refuses_to_start_without_an_account(self, empty: Path) -> None:
        for host in ("127.0.0.1", "0.0.0.0"):
            done = gouji(empty, "serve", "--host", host, "--port", "0")
            assert done.exit_code == 1
            assert f"gouji user add NAME --role admin --db {empty}" in done.stderr

    def test_refuses_where_everyone_is_disabled(self, empty: Path) -> None:
        add(empty, "anna")
        gouji(empty, "user", "disable", "anna")
        assert "nobody can sign in" in gouji(empty, "serve", "--port", "0").stderr

    def test_names_what_is_missing(self, tmp_path: Path) -> None:
        done = gouji(tmp_path / "none.db", "serve")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "no database at" in done.stderr

    def test_serves_until_it_is_interrupted(self, empty: Path) -> None:
        add(empty, "anna")
        with serving(empty) as service:
            assert service.url.startswith("http://127.0.0.1:")
            with httpx2.Client(base_url=service.url, follow_redirects=True, timeout=60) as visit:
                visit.post("/login", data={"name": "anna", "password": PASSWORD})
                assert visit.get("/account").url.path == "/account"
                gouji(empty, "user", "password", "anna", "--password-stdin", typed=NEW)
                assert visit.get("/account").url.path == "/login"
                port = str(visit.base_url.port)
            taken = gouji(empty, "serve", "--port", port)
            assert taken.exit_code == 1
            assert f"cannot listen on 127.0.0.1:{port}" in taken.stderr
            assert service.end() == 0
        first, *requests, last = service.said
        assert str(empty) in first
        assert last == "Gouji has ended."
        assert json.loads(requests[0])["route"] == "/login"

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_answers_go_out_at_once(self, host: str) -> None:
        """asyncio sends without delay on sockets that say they speak TCP."""
        with closing(listening(host, 0)) as listener:
            assert listener.proto == socket.IPPROTO_TCP

    def test_on_a_network_it_says_that_https_is_missing(self, empty: Path) -> None:
        add(empty, "anna")
        with serving(empty, "--host", "0.0.0.0") as service:
            service.end(signal.SIGTERM)
        assert "browsers cannot sign in here without HTTPS" in service.said[0]

    def test_a_proxy_says_who_asks_by_what(self, empty: Path) -> None:
        add(empty, "anna")
        through = {"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "https"}
        form = {"name": "anna", "password": PASSWORD}
        with (
            serving(empty, "--forwarded-from", "127.0.0.1") as service,
            httpx2.Client(base_url=service.url, headers=through, timeout=60) as visit,
        ):
            answer = visit.post("/login", data=form)
            assert answer.headers["set-cookie"].startswith("__Host-gouji=")
            assert "max-age" in answer.headers["strict-transport-security"]
            assert visit.get("/metrics").status_code == 401

    def test_serves_https_with_a_certificate(self, empty: Path, tmp_path: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("no openssl to make a certificate with")
        add(empty, "anna")
        certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
        subprocess.run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 "
            f"-keyout {key} -out {certificate}".split(),
            check=True,
            capture_output=True,
        )
        trusting = ssl.create_default_context(cafile=certificate)
        words = ("--certificate", str(certificate), "--key", str(key))
        with serving(empty, *words) as service:
            assert service.url.startswith("https://")
            with httpx2.Client(
                base_url=service.url, verify=trusting, follow_redirects=True, timeout=60
            ) as visit:
                visit.post("/login", data={"name": "anna", "password": PASSWORD})
                assert visit.get("/account").url.path == "/account"
                assert list(visit.cookies) == ["__Host-gouji"]
            assert service.end() == 0

    def test_says_so_if_a_certificate_is_none(self, empty: Path) -> None:
        add(empty, "anna")
        done = gouji(empty, "serve", "--certificate", str(empty))
        assert done.exit_code == 1
        assert f"{empty} cannot be used for HTTPS" in done.stderr
