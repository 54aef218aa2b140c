"""What a document says of one field, once all readers have been heard."""

from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from extractor.checking.trust import LEAST_WEIGHT, SOFT_ZERO, Signals, log_odds
from extractor.forms.form import Form, Kind
from extractor.record.record import Candidate, Evidence, FieldId, Source, Value
from extractor.values.amount import Qualifier, State, read_amount
from extractor.values.units import CONTINUOUS, PERCENT

CELL_SOURCES = frozenset(("grid", "skeleton"))
"""The readers of cells."""


class Observation(Struct, frozen=True):
    """One field as read: its printed value and how far that is to be trusted.

    `value` is None where nothing is printed or what is printed stays undecided; the truth of
    a known figure lies in `low`..`high` (None: no end). `probability` knows no arithmetic: it
    is what its signals weigh. `certain` says that it is read beyond doubt (see `merge`), so that
    a disagreement with other figures is the source's own. `open` is an empty cell that cannot
    stand for zero. `settled` tells how a person settled the field, if one did; it is then certain,
    but `on_word` where only that person says so.
    """

    field: FieldId
    kind: Kind
    state: State
    value: Value | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    raw: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    source: Source | None = None
    evidence: Evidence | None = None
    probability: float = 1.0
    certain: bool = False
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    signals: Signals | None = None
    open: bool = False
    settled: str | None = None
    on_word: bool = False

    @property
    def known(self) -> bool:
        """A figure is printed, or an empty cell or dash that may stand for zero."""
        return self.soft_zero or isinstance(self.value, Decimal)

    @property
    def soft_zero(self) -> bool:
        """An empty cell or dash that may stand for zero."""
        return self.state in SOFT_ZERO and not self.open

    @property
    def is_no_count(self) -> bool:
        """A count that is negative or fractional."""
        value = self.value if self.kind == "count" else None
        return isinstance(value, Decimal) and (value < 0 or value != value.to_integral_value())

    @property
    def of_cell(self) -> bool:
        """Read in a cell of a table, and not in the prose."""
        return self.source in CELL_SOURCES

    @property
    def exact(self) -> bool:
        """A printed figure that is neither rounded nor vague."""
        return isinstance(self.value, Decimal) and self.low == self.high == self.value

    @property
    def point(self) -> Decimal | None:
        """The printed figure; zero for an empty cell or dash; None where unknown."""
        if self.soft_zero:
            return Decimal(0)
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def least(self) -> Decimal | None:
        """The least a changed or unknown value can be: 0, or None for a signed change."""
        return None if self.kind == "change" else Decimal(0)

    @property
    def interval(self) -> tuple[Decimal | None, Decimal | None]:
        """Where the truth lies if the figure was read right; None for an open end."""
        if self.soft_zero:
            return Decimal(0), Decimal(0)
        return (self.low, self.high) if self.known else (self.least, None)

    @property
    def weight(self) -> float:
        """What it costs to change the field: its log odds, nothing where it is unknown."""
        if not self.known:
            return 0.0
        weight = max(log_odds(self.probability), LEAST_WEIGHT)
        return min(weight, SOFT_ZERO.get(self.state, weight))

    @property
    def rival(self) -> "Observation | None":
        """The same field had the reader been believed who disagrees; None where the figure is
        not disputed (an empty cell and a nought are the same figure)."""
        if "readings_disagree" not in self.reasons or not self.candidates:
            return None
        other = self.candidates[0].value
        figure = other if isinstance(other, Decimal) else None
        if isinstance(other, str) and read_amount(other).state in SOFT_ZERO:
            figure = Decimal(0)
        return None if figure == self.point else as_printed(self, figure)


def kind_of_unit(unit: str | None) -> Kind:
    """The kind of a figure in prose, by its unit."""
    if unit in PERCENT:
        return "change"
    return "money" if unit in CONTINUOUS else "count"


@lru_cache(maxsize=8)
def kinds(form: Form) -> dict[FieldId, Kind]:
    """The kind of every field of the form's tables and facts; every other field is text."""
    cells: dict[FieldId, Kind] = {name: cell[2].kind for name, cell in form.cells.items()}
    return cells | {rule.field: kind_of_unit(rule.unit) for rule in form.facts}


def as_printed(observation: Observation, value: Decimal | None) -> Observation:
    """The observation as if this figure had been printed; unknown where it is None."""
    state: State = "missing" if value is None else "reported"
    return replace(observation, state=state, value=value, low=value, high=value)
