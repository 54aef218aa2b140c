"""A report of `gouji eval --json` -> what the page shows of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Measured(BaseModel):
    """One figure: so many of so many, with its interval and what it should be."""

    model_config = ConfigDict(frozen=True)

    label: str
    hits: int
    total: int
    share: float | None
    interval: tuple[float, float]
    least: float | None = None
    most: float | None = None
    met: bool | None = None


class _Report(BaseModel):
    """What is taken of the file; it has more."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["gouji.eval/1"] = Field(alias="schema")
    reader: str
    figures: dict[str, Measured]
    documents: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How labelled reports were read, and when. `readable` tells whether the file says so."""

    name: str
    readable: bool = False
    at: str = ""
    reader: str = ""
    documents: int = 0
    figures: tuple[tuple[str, Measured], ...] = ()


def evaluation_of(path: Path) -> Evaluation:
    """The report in a file, as it is now; one that is not readable where it is none."""
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        told = _Report.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Evaluation(path.name)
    return Evaluation(
        path.name,
        readable=True,
        at=at.isoformat(timespec="minutes")[:16].replace("T", " "),
        reader=told.reader,
        documents=len(told.documents),
        figures=tuple((name, one) for name, one in told.figures.items() if one.total),
    )
