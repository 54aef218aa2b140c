"""A service over a database of a few gold reports; see `running_service`."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running_service import Running, make_database, running

GOLD = Path(__file__).parents[2] / "gold"
REPORTS = (
    GOLD / "dev" / "cangyu-zone-2024.txt",
    GOLD / "dev" / "wanghu-fire-2021.txt",
    GOLD / "dev" / "shiqiao-township-2022.html",
    GOLD / "dev" / "jianglan-university-2023.docx",
    GOLD / "dev" / "irregular" / "qingwei-water-2022.txt",
    GOLD / "dev" / "irregular" / "liuyan-street-2023.html",
)


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of REPORTS with USERS in it. Copy it before you change it."""
    return make_database(tmp_path_factory.mktemp("sample") / "sample.db", REPORTS, "gold")


@pytest.fixture(scope="session")
def service(sample_database: Path) -> Iterator[Running]:
    """A service that all tests share, for tests that only look."""
    with running(sample_database) as service:
        yield service


@pytest.fixture
def own_database(sample_database: Path, tmp_path: Path) -> Path:
    """A database that this test may change."""
    return Path(shutil.copy(sample_database, tmp_path / "own.db"))


@pytest.fixture
def fresh_service(own_database: Path) -> Iterator[Running]:
    """A service of this test alone."""
    with running(own_database) as service:
        yield service


@pytest.fixture
def start(own_database: Path) -> Iterator[Callable[..., Running]]:
    """Start a service with other Options than usual: `start(upload_bytes=1000)`."""
    with contextlib.ExitStack() as stack:
        yield lambda **options: stack.enter_context(running(own_database, **options))
