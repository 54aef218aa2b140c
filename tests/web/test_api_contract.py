"""The API keeps to its own description, whatever is sent to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from running_service import Running, running
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.transport import SerializationContext

from extractor.web.app import create_app
from extractor.web.service import Options

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIELDS = ["requests.received.total", "requests.received.natural_person", "meta.agency"]


def described() -> dict[str, Any]:
    """The description, narrowed to documents and fields that are there, so that more is met."""
    description = create_app(Options(Path("not opened"))).openapi()
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["name"] == "document":
                    parameter["schema"]["maximum"] = 6
                if parameter["name"] == "field":
                    parameter["schema"] = {"enum": FIELDS}
    verdict = description["components"]["schemas"]["VerdictBody"]["properties"]
    verdict["field"] = {"enum": FIELDS}
    return description


@schemathesis.serializer(DOCX)
def as_bytes(_context: SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


api = schemathesis.openapi.from_dict(described())


@api.hook
def filter_query(_context: schemathesis.HookContext, query: dict[str, Any] | None) -> bool:
    """A parameter of no value is not sent, so nobody could refuse it."""
    return all(value not in (None, [], {}) for value in (query or {}).values())


@pytest.fixture(scope="module")
def tried_service(
    sample_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A service for what changes its database at random."""
    db = Path(shutil.copy(sample_database, tmp_path_factory.mktemp("tried") / "tried.db"))
    with running(db) as service:
        yield service


@pytest.fixture(scope="module")
def token(tried_service: Running) -> str:
    """What a reviewer's program sends."""
    return tried_service.program("reviewer").headers["Authorization"]


@api.parametrize()
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case: Case, tried_service: Running, token: str) -> None:
    """No 5xx, only described statuses and shapes; what is not as described is refused.

    What is as described may be refused all the same: a file that is no report, a cursor of another
    list, a verdict that says nothing.
    """
    case.call_and_validate(
        base_url=tried_service.url,
        headers={"Authorization": token},
        excluded_checks=[positive_data_acceptance],
    )
