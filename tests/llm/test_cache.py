"""What was answered once is there again, also after the process was killed."""

import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import StoreError
from extractor.llm.cache import Cache, Kept, cache_key
from extractor.llm.settings import Settings, load_settings
from extractor.record.question import Message, Question, Shape
from extractor.store import Store

KEPT = Kept('{"cell": 3}', 120, 7)
QUESTION = Question("q", "cell:1", (Message("user", "⟦1⟧5"),), Shape("cell", pointers=1))


@pytest.fixture
def settings() -> Settings:
    """Those of a model that nobody calls here."""
    settings = load_settings(provider="simulated", model="m")
    assert settings is not None
    return settings


def put(cache: Cache, key: str, kept: Kept = KEPT) -> None:
    """Keep an answer; by which prompt and schema does not matter here."""
    cache.put(key, kept, model="m", prompt="cell:1", schema="s")


def test_an_answer_comes_back(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.get("k") is None
        put(cache, "k")
        put(cache, "k2", replace(KEPT, content="{}"))
        put(cache, "k2", KEPT)
    with Cache(tmp_path / "cache.db") as again:
        assert again.get("k") == again.get("k2") == KEPT
        (row,) = again.db.query("SELECT * FROM answers WHERE key = 'k'")
        assert (row["prompt"], row["schema"], row["model"]) == ("cell:1", "s", "m")


def test_the_mode_of_an_endpoint_is_remembered() -> None:
    with Cache(None) as cache:
        assert cache.mode_of("http://x m") is None
        cache.remember_mode("http://x m", "tools")
        cache.remember_mode("http://x m", "json")
        assert cache.mode_of("http://x m") == "json"


def test_a_key_names_all_that_the_answer_depends_on(settings: Settings) -> None:
    def with_(**changes: object) -> str:
        return cache_key(QUESTION, settings.model_copy(update=changes))

    second = settings.model_copy(update={"second_model": "n"})
    other_text = replace(QUESTION, messages=(Message("user", "⟦1⟧6"),))
    other_role = replace(QUESTION, messages=(Message("system", "⟦1⟧5"),))
    keys = [
        cache_key(QUESTION, settings),
        cache_key(other_text, settings),
        cache_key(other_role, settings),
        cache_key(replace(QUESTION, shape=Shape("cell", pointers=2)), settings),
        cache_key(replace(QUESTION, second=True), second),
        with_(model="other"),
        with_(base_url="https://elsewhere.example/v1"),
        with_(temperature=0.5),
        with_(extra={"enable_thinking": False}),
        with_(seed=1),
        with_(max_completion_tokens=9),
    ]
    assert len(set(keys)) == len(keys)


def test_a_key_names_nothing_else(settings: Settings) -> None:
    key = cache_key(QUESTION, settings)
    patient = settings.model_copy(update={"timeout": 9.0, "mode": "json", "attempts": 1})
    assert cache_key(QUESTION, patient) == key
    assert cache_key(replace(QUESTION, id="other"), settings) == key
    assert cache_key(replace(QUESTION, second=True), settings) == key


WRITER = """
import sys
from pathlib import Path
from extractor.llm.cache import Cache, Kept
name, count = sys.argv[2], int(sys.argv[3])
with Cache(Path(sys.argv[1])) as cache:
    for number in range(count):
        cache.put(f"{name}{number}", Kept("{}", number, 1), model="m", prompt="p", schema="s")
        print(number, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """Another process that puts answers and says each number once `put` has returned."""
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_put_outlives_a_killed_process(tmp_path: Path) -> None:
    with writer(tmp_path / "cache.db", "k", 10**9) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(50)]
        process.send_signal(signal.SIGKILL)
    with Cache(tmp_path / "cache.db") as cache:
        assert [cache.get(f"k{number}") for number in said] == [Kept("{}", n, 1) for n in said]


def test_several_processes_begin_and_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    processes = [writer(path, name, 40) for name in "abc"]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with Cache(path) as cache:
        assert cache.db["answers"].count == 120


def test_other_peoples_files_are_left_as_they_are(tmp_path: Path) -> None:
    text, records, newer = (tmp_path / name for name in ("a.txt", "gouji.db", "newer.db"))
    text.write_bytes(b"no database, but long enough to look at" * 99)
    Store(records, create=True).close()
    before = text.read_bytes(), records.read_bytes()
    with pytest.raises(StoreError, match=r"a\.txt: file is not a database"):
        Cache(text)
    with pytest.raises(StoreError, match=r"gouji\.db is no cache of Gouji"):
        Cache(records)
    assert (text.read_bytes(), records.read_bytes()) == before
    with Cache(newer) as cache:
        row = {"migration_set": "gouji-cache", "name": "create_more", "applied_at": ""}
        cache.db.table("_sqlite_migrations").insert(row)
    with pytest.raises(StoreError, match=r"newer Gouji \(create_more\): upgrade"):
        Cache(newer)


def test_a_locked_file_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "cache.db"
    with pytest.raises(StoreError, match="unable to open"):
        Cache(path)
    with Cache(tmp_path / "cache.db") as cache:
        cache.db.execute("PRAGMA busy_timeout = 0")
        other = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"cache\.db: database is locked"):
            put(cache, "k")
        other.close()
