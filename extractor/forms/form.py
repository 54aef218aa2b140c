"""A form: the labels, fields, wordings and edit rules of one kind of report, as data.

A form is read from `forms/<id>/*.toml` (see `extractor.forms.file`); adding a form means
adding a folder. Field ids follow the codebook: `part.row.column`.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal

from extractor.forms.edit import EditRule

Kind = Literal["count", "change", "money", "text"]
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A leaf column: the labels it is printed under, and those of the groups above it.

    An `optional` column or row belongs to one wording of the form only: it is not missed.
    """

    id: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()
    kind: Kind = "count"
    unit: str | None = None
    optional: bool = False
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row: its labels, those of the group it stands in, its columns (none named: all).

    `sets` names the sets of rows it belongs to, for the edit rules' sums.
    """

    id: str
    labels: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unit: str | None = None
    sets: tuple[str, ...] = ()
    optional: bool = False
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    @property
    def name(self) -> str:
        """What a person calls the row: its first label."""
        return self.labels[0] if self.labels else self.id


@dataclass(frozen=True, eq=False)
class TableForm:
    """One table of the form. `stubs` are labels of no cell: corner texts, group headings.

    A table with a single unnamed row has no row labels; its columns are found by theirs.
    """

    part: str
    label: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    stubs: tuple[str, ...] = ()
    unit: str | None = None
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    def columns_of(self, row: Row) -> tuple[Column, ...]:
        """The columns that the form gives this row, in the form's order."""
        return self._columns[row.id]

    def fields_of(self, row: Row) -> dict[str, Column]:
        """The fields of this row, in the form's order, each with its column."""
        return {self.field_id(row, column): column for column in self.columns_of(row)}

    def field_id(self, row: Row, column: Column) -> str:
        """`part.row.column`, or `part.column` where the row has no name."""
        return self._ids[row.id, column.id]

    @cached_property
    def _columns(self) -> dict[str, tuple[Column, ...]]:
        return {
            row.id: tuple(c for c in self.columns if not row.columns or c.id in row.columns)
            for row in self.rows
        }

    @cached_property
    def _ids(self) -> dict[tuple[str, str], str]:
        return {
            (row.id, column.id): ".".join(filter(None, (self.part, row.id, column.id)))
            for row in self.rows
            for column in self.columns
        }

    @cached_property
    def cells(self) -> dict[str, tuple[Row, Column]]:
        """Every field of the table, in the form's order."""
        return {
            name: (row, column) for row in self.rows for name, column in self.fields_of(row).items()
        }


@dataclass(frozen=True, slots=True)
class Section:
    """One of the report's numbered parts, and the headings it is known by.

    `prose` says that what it counts is told in running text, not in a table.
    """

    id: str
    labels: tuple[str, ...]
    prose: bool = False
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class FactRule:
    """How prose states one narrative field.

    Patterns are regular expressions over a marked sentence, in which every figure reads
    `⟦7⟧件`: its number in the document, then its unit. The group `n` is the number of the figure
    meant, in the form's file written as `{n}`.
    `absent` patterns state a zero without a figure (未收到申请). A rule applies only where
    `topic` is found in the passage (the paragraph and its heading), `given` in the sentence
    and `unless` not there. The headings above a sentence count as part of it.

    Under a heading with the field's own subject, `under`, short wordings are enough, the `bare`
    patterns: 新收31件 under 依申请公开. `parts` are figures that only their printed sum makes the
    field: 建议31件、提案44件，共计75件.

    A field `admits` circumstances by name that speak against others: last year's figure is stated
    of the year before.

    A field that `covers` others is meant where only the first of them is stated and the edit
    rules bear out the whole instead: 予以公开10件 for 8 granted and 2 in part.
    """

    field: str
    label: str
    unit: str
    patterns: tuple[re.Pattern[str], ...] = ()
    absent: tuple[re.Pattern[str], ...] = ()
    topic: re.Pattern[str] | None = None
    given: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    under: re.Pattern[str] | None = None
    bare: tuple[re.Pattern[str], ...] = ()
    parts: tuple[re.Pattern[str], ...] = ()
    covers: tuple[str, ...] = ()
    admits: tuple[str, ...] = ()
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """What counts as an open fact, and how its label is cut.

    A figure in one of `units` is a fact unless the words before it match one of `never`. Its
    label is what follows, up to `tail` and without `lead`, else what precedes, less
    `strip_before` and `strip_after`.
    """

    units: tuple[str, ...]
    never: tuple[str, ...]
    strip_before: tuple[str, ...]
    strip_after: tuple[str, ...]
    lead: str
    tail: str
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class Whole:
    """A field that lists and shares are of.

    `parts` are the fields that are parts of it; where they are `overlapping`, one thing may be
    counted in several (published on a website and in a newspaper). `named` are the words that
    name it as what a share is of. `also` are fields, or sums of them (`a + b`), that a share of
    it may be of as well.
    """

    field: str
    parts: tuple[str, ...] = ()
    overlapping: bool = False
    named: str = ""
    also: tuple[str, ...] = ()
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class Lists:
    """How prose lists the parts of a whole, and what share of it each is.

    `opened` opens a list behind its total, and `ended` ends it before its sentence does. A list
    is all of its total where it is opened by `complete` or its last part is `rest`, and nothing
    `unfinished` follows. `share` are the words between a figure and its share, `respectively`
    those between some figures and the shares of all of them.
    """

    opened: str
    ended: str
    complete: str
    rest: str
    unfinished: str
    share: str
    respectively: str
    wholes: tuple[Whole, ...]
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class Changes:
    """How prose holds a figure against that of the year before.

    Patterns over the words before a figure: `before` where it is that of the year before, and
    where the sentence compares (`against`), `rise` and `fall` where it is the change. `level`
    says that there is none; from words of `elsewhere` on, the comparison is with another year.
    `previous` maps a field to the one that is the same a year ago.
    """

    against: str
    before: str
    rise: str
    fall: str
    level: str
    elsewhere: str
    previous: dict[str, str]
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class MetaRule:
    """Patterns for one metadata field; the first that matches gives it.

    Groups are `value`, or `year`, `month` and `day` for a date. `plain` asks for the value
    in plain characters (digits of full width are no part of a telephone number).
    """

    field: str
    patterns: tuple[str, ...]
    plain: bool = False
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Which sections list which kind of text item, and what turns one kind into the next."""

    kind: str
    section: str
    starts: str = ""
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


NOTHING = "(?!)"
"""A pattern that never matches."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who speaks, and how it sums up and denies.

    `governs` finds in an agency's name the `level` that it is the government of. `sums` leads to
    the sum of the figures before it, `none` follows or leads a 一件 that denies.
    """

    governs: str = NOTHING
    sums: str = NOTHING
    none: str = NOTHING
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What speaks against a figure's being the agency's own of the year reported on.

    `words` are a pattern over what stands `before` the figure in its sentence, in its own `clause`
    before it, `behind` it, `around` it (where the figure itself is `⟦⟧`), in the whole `sentence`,
    in its `heading`, or in what is `denied` without a figure. They bear on `fields` (a pattern):
    they exclude the figure, compete for it, or make it a `part`, which only a printed sum makes the
    field. Of rules `about` the same thing, for the same fields, only that holds whose words come
    last; its effect is `none` if nothing is odd, and those that say nothing of it are `ignored`.

    What is said of something `wider` than the agency and its year is true of a nought as well.
    Words for a body are the agency's own where it is `governing` any place, the place of that
    `level`, or has the name that is `named`.
    """

    name: str
    words: str
    effect: Literal["ignored", "none", "competes", "excludes", "part"]
    about: str = ""
    where: Literal["before", "clause", "behind", "around", "sentence", "heading", "denied"] = (
        "before"
    )
    fields: str = ""
    wider: bool = False
    own_if: Literal["", "governing", "level", "named"] = ""
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, eq=False)
class Form:
    """Everything that is known of one form."""

    id: str
    label: str
    tables: tuple[TableForm, ...]
    sections: tuple[Section, ...]
    title: tuple[str, ...]
    meta: tuple[MetaRule, ...]
    facts: tuple[FactRule, ...]
    open_facts: OpenFacts
    lists: Lists
    changes: Changes
    items: tuple[ItemRule, ...]
    nothing: str
    denies: str
    bullets: tuple[str, ...]
    bodies: Bodies = field(default_factory=Bodies)
    circumstances: tuple[Circumstance, ...] = ()
    edits: tuple[EditRule, ...] = field(default=())
    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    @cached_property
    def cells(self) -> dict[str, tuple[TableForm, Row, Column]]:
        """Every table field of the form -> its table, row and column, in the form's order."""
        return {
            name: (table, row, column)
            for table in self.tables
            for name, (row, column) in table.cells.items()
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """The Chinese label of every table field, and of what the prose states: the heading above
        the row (above the column, where rows have no labels), the row and the column."""
        labels = {rule.field: rule.label for rule in self.facts}
        for name, (_, row, column) in self.cells.items():
            above = row.under if row.labels else column.under
            labels[name] = "·".join((*above[-1:], *row.labels[:1], *column.labels[:1]))
        return labels

    @cached_property
    def units(self) -> dict[str, str | None]:
        """Canonical unit of every field that has one."""
        cells = {
            name: column.unit or row.unit or table.unit
            for name, (table, row, column) in self.cells.items()
        }
        return cells | {rule.field: rule.unit for rule in self.facts}
