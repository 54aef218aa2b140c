"""What comes out: readings on the way, and the record with its fields, facts and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.document import Document, Span
from extractor.forms.edit import EditRule
from extractor.record.question import Call
from extractor.values.amount import Amount, Qualifier, State

FieldId = str
Value = Decimal | str
Source = Literal[
    "grid", "skeleton", "rules", "outline", "model", "model_again", "imputed", "review"
]
Disposition = Literal["accept", "review"]
Status = Literal["satisfied", "violated", "not_evaluable"]


class Evidence(Struct, frozen=True, omit_defaults=True):
    """Where a value is printed: `text[start:end] == quote`; table, row, column from 1."""

    start: int
    end: int
    quote: str
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @classmethod
    def at(cls, document: Document, start: int, end: int) -> "Evidence":
        """What a document prints from `start` to `end`."""
        return cls(start, end, document.text[start:end])

    @classmethod
    def trimmed(cls, document: Document, start: int, end: int) -> "Evidence":
        """The same, without the white space at its ends."""
        text = document.text[start:end]
        start += len(text) - len(text.lstrip())
        return cls.at(document, start, start + len(text.strip()))

    @property
    def span(self) -> Span:
        """The same place as a span."""
        return Span(self.start, self.end)

    @property
    def is_row(self) -> bool:
        """Whether it is more than one cell of a table: a row, or all of it."""
        return self.table is not None and self.column is None

    def __contains__(self, other: "Evidence") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may stand, with its unit and who proposes it."""

    value: Value
    unit: str | None = None
    source: str | None = None


class Reading(Struct, frozen=True):
    """One reader's claim: this field is printed there, and reads so.

    `content` is an Amount, or text for fields that are text. `signals` are what the
    reader noticed that bears on trust (`row_fuzzy`, `clipped`, ...); none is good news.
    """

    field: FieldId
    content: Amount | str
    evidence: Evidence
    source: Source
    signals: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


OUTSIDE = "outside"
"""The irregularity of what is printed and none of the form's."""
ABSENCES = ("missing_row", "missing_column", "missing_table", "missing_cells", "clipped_row")
"""The irregularities of what the form has and the document does not print."""


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A place where the document departs from the form, told and not guessed at.

    What is printed and waits for a person: `short_row`, `long_row`, `unknown_row`,
    `unknown_column`, `unread_table`, `unread_cell`. `fields` are those that it may print. What is
    printed and none of the form's: `outside`. What is not printed (ABSENCES): `missing_row`,
    `missing_column`, `missing_table`, `missing_cells`, `clipped_row`. Where a model's answer is
    not borne out: `unfit_figure`, `absence_not_stated`, `label_not_printed`, `item_out_of_order`,
    `quote_not_found`, `quote_without_figure`, `cell_claimed_twice`; where there is none:
    `model_unavailable`.
    """

    code: str
    message: str
    fields: tuple[FieldId, ...] = ()
    evidence: Evidence | None = None

    @property
    def asks(self) -> bool:
        """Whether something is printed there that a person has to read."""
        return self.evidence is not None and self.code not in (OUTSIDE, *ABSENCES)


class Printed(Struct, frozen=True):
    """What became of the cells in which tables print a figure, a dash or text that is no label.

    `read` cells are evidence of a field that is accepted, `asked` ones wait for a person (in a
    field, a row or a whole table), `outside` ones are none of the form's and told with their
    place. There is no fourth kind: what is in neither would be lost.
    """

    read: int = 0
    asked: int = 0
    outside: int = 0

    @property
    def total(self) -> int:
        """How many such cells the tables have."""
        return self.read + self.asked + self.outside


@dataclass(frozen=True, slots=True)
class Fact:
    """A counted thing of the prose outside the closed list.

    `share` is the percentage that the prose prints beside it; of what, a Share says.
    """

    label: str
    amount: Amount
    evidence: Evidence
    share: Amount | None = None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A total and the parts that the prose lists for it: fields or numbers of facts.

    `complete` says that the list claims to be whole, so that the parts must add up to the
    total and not only stay below it.
    """

    total: FieldId
    parts: tuple[FieldId | int, ...]
    complete: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the prose prints beside another one; `field`, where it is one of the record."""

    amount: Amount
    evidence: Evidence
    field: FieldId | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of a whole, printed beside a part: a field or the number of a fact.

    `wholes` are the figures it may be of, by its words the first; they are fields, numbers of
    facts or sums of fields (`a + b`).
    """

    part: FieldId | int
    share: Stated
    wholes: tuple[FieldId | int, ...]


Role = Literal["before", "by", "rate"]
"""What stands beside a figure in a Change."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure differs from that of the year before: what that was `before`, `by` how many it
    has changed, at what `rate`, as far as the prose has `stated` it.

    `now` are the figures it may be told of, the nearest first.
    """

    now: tuple[FieldId | int, ...]
    stated: Mapping[Role, Stated]


@dataclass(frozen=True, slots=True)
class Item:
    """A listed problem, improvement or other matter: text, not a figure."""

    kind: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Readings:
    """All that the readers found in one document.

    `printed` is every place where a table prints a figure, a dash or a text that is no label.
    `calls` are the calls to a model that took part; `unanswered` the fields that a call which
    failed was asked about.
    """

    form: str
    readings: tuple[Reading, ...]
    facts: tuple[Fact, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    shares: tuple[Share, ...] = ()
    changes: tuple[Change, ...] = ()
    items: tuple[Item, ...] = ()
    irregularities: tuple[Irregularity, ...] = ()
    calls: tuple[Call, ...] = ()
    unanswered: frozenset[FieldId] = frozenset()
    printed: tuple[Evidence, ...] = ()


class Field(Struct, frozen=True):
    """One field of the record. `value` and `state` are kept apart: a blank is no zero.

    `proof` names the edit rules that prove an imputed value, `proposal` the value that
    would restore agreement where an error was localized here.
    """

    value: Value | None
    state: State
    raw: str | None
    unit: str | None
    source: Source | None
    evidence: Evidence | None
    confidence: float
    decision: Disposition
    reasons: tuple[str, ...] = ()
    qualifier: Qualifier | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    candidates: tuple[Candidate, ...] = ()
    proof: tuple[str, ...] = ()
    proposal: Value | None = None


class EditResult(Struct, frozen=True):
    """One edit rule on one record: both sides as far as they are known, and the outcome."""

    rule: str
    at: str
    status: Status
    left: Decimal | None
    right: Decimal | None
    fields: tuple[FieldId, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake of the source: what it says, what follows from its own figures, where.

    `rests_on` are the fields that are as a person said, and as nobody else read: the finding is
    theirs, and waits for a second look.
    """

    code: str
    message: str
    fields: tuple[FieldId, ...]
    rules: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    printed: Decimal | None = None
    expected: Decimal | None = None
    rests_on: tuple[FieldId, ...] = ()


class Origin(Struct, frozen=True):
    """The document a record is of."""

    sha256: str
    path: str
    media_type: str
    characters: int


@dataclass(frozen=True, slots=True)
class Record:
    """One document, read and reconciled.

    `findings` may be published: every figure in them was read for certain. `disagreements` are all
    other figures that do not agree, where the mistake may be ours: they are looked at, and never
    published. `rules` are those written for this document, of what its prose says of its own
    figures, and `stated` what these name that is in no field. `printed` is the account of all
    cells that the document's tables print.
    """

    document: Origin
    form: str
    fields: dict[FieldId, Field]
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]
    edits: tuple[EditResult, ...]
    findings: tuple[Finding, ...]
    irregularities: tuple[Irregularity, ...]
    calls: tuple[Call, ...] = ()
    disagreements: tuple[Finding, ...] = ()
    rules: tuple[EditRule, ...] = ()
    stated: Mapping[FieldId, Stated] = field(default_factory=dict)
    printed: Printed = field(default_factory=Printed)

    @property
    def review(self) -> tuple[FieldId, ...]:
        """The fields that wait for a person."""
        return tuple(name for name, field in self.fields.items() if field.decision == "review")
