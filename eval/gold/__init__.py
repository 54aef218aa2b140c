"""NAME.gold.json -> what a document says, as a person or its writer labelled it.

The format is told in gold/README.md. Numbers are exact: JSON text goes to Decimal without
a binary float on the way.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from extractor.errors import GoujiError
from extractor.record.record import FieldId, Value
from extractor.values.amount import Qualifier, State

SUFFIX = ".gold.json"


Kind = Literal["written", "generated", "real"]
"""Where a document comes from: written for this project, out of the generator, or published."""


class GoldError(GoujiError):
    """A label file is wrong: which one, where and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldField(_Strict):
    """One label: the state, and the value or the values that may stand.

    `quote` are the words that state the value, where they are hard to find. `review` says that
    the document leaves the value open, so that a person must be asked.
    A reported field with neither `value` nor `any_of` is labelled in its state alone.
    """

    state: State
    value: Value | None = None
    raw: str | None = None
    quote: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    any_of: tuple[Value, ...] = ()
    review: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> "GoldField":
        if self.value is not None and self.any_of:
            raise ValueError("has both value and any_of")
        if self.state != "reported" and self.values:
            raise ValueError(f"is {self.state}, so it has no value; see imputed")
        if self.review and not self.any_of:
            raise ValueError("is for review, so any_of must list the values that may stand")
        return self

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that may stand; none where only the state is labelled."""
        return self.any_of if self.value is None else (self.value,)


class GoldFact(_Strict):
    """A counted thing of the prose outside the closed list, and the words that state it."""

    label: str
    value: Decimal
    unit: str | None = None
    quote: str
    qualifier: Qualifier | None = None
    share: Decimal | None = None


class GoldFinding(_Strict):
    """A mistake that is known to be the source's own; `fields` are those that disagree, `quote`
    the words that state what is in no field."""

    code: str
    fields: tuple[FieldId, ...] = ()
    quote: str | None = None

    @model_validator(mode="after")
    def _names_a_place(self) -> "GoldFinding":
        if not self.fields and not self.quote:
            raise ValueError("names neither fields nor a quote")
        return self


class GoldReviewed(_Strict):
    """Who settled the labelled fields in the review service, and when the last of them."""

    by: Annotated[tuple[str, ...], Field(min_length=1)]
    at: AwareDatetime


class GoldLabels(_Strict):
    """All labels of one document. What is None was not labelled, and is not scored.

    Where `reviewed` is told, only the fields that people settled are in `fields`; others may be
    printed too, and are not scored.
    """

    document: str
    form: str
    kind: Kind = "written"
    fields: dict[FieldId, GoldField]
    facts: tuple[GoldFact, ...] | None = None
    imputed: dict[FieldId, Decimal] | None = None
    findings: tuple[GoldFinding, ...] | None = None
    reviewed: GoldReviewed | None = None


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A document and its labels. `called` is its name where its own is not enough."""

    path: Path
    labels: GoldLabels
    called: str | None = None

    @property
    def name(self) -> str:
        """What it is called: else the document's file name without its ending."""
        return self.called or self.path.stem


def parse_labels(text: str, source: str) -> GoldLabels:
    """The text of a label file -> labels. Raises GoldError naming `source` and the place."""
    try:
        data = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_unique_keys
        )
        return GoldLabels.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"{source}: at {place or 'the top'}: {first['msg']}") from error
    except ValueError as error:
        raise GoldError(f"{source}: {error}") from error


def load_gold(folder: Path) -> tuple[GoldReport, ...]:
    """Every labelled document under `folder`, at any depth, in order of path.

    Raises GoldError where there is none, a label file is wrong or its document is not
    beside it.
    """
    paths = sorted(folder.rglob(f"*{SUFFIX}"))
    if not paths:
        raise GoldError(f"{folder}: no *{SUFFIX} file here or below")
    return tuple(_load(path) for path in paths)


def _load(path: Path) -> GoldReport:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: {error}") from error
    labels = parse_labels(text, str(path))
    document = path.with_name(labels.document)
    if not document.is_file():
        raise GoldError(f"{path}: at document: no file {labels.document!r} beside it")
    return GoldReport(document, labels)


def _unique_keys(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"{key!r} is labelled twice")
        seen[key] = value
    return seen


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to mend. A warning is to be looked at, and may be right as it is."""

    place: str
    problem: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}: {self.remedy}"
