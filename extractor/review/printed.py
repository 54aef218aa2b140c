"""What a person gives as printed -> the figure that it comes to in a field.

It goes the way of a cell: the same grammar, the same units, the same scale of the heading.
"""

from decimal import Decimal

from extractor.checking.observation import kinds
from extractor.forms.form import Form
from extractor.reading.tables.cells import Fitted, fitted
from extractor.record.record import Field, FieldId
from extractor.values.amount import read_amount

_CELLS = ("grid", "skeleton")
_SCALES = (1000, 10**4, 10**8)


def figure_for(form: Form, name: FieldId, seen: Field, printed: str) -> Fitted:
    """A figure as it is typed or pointed at, for a field as the person saw it.

    Where nothing gives a unit it is the field's own.
    """
    factors = (heading_scale(seen),)
    return fitted(printed, kinds(form)[name], form.units.get(name), factors)


def heading_scale(seen: Field) -> Decimal:
    """How many of the field's unit its heading prints as one (万元: 10,000): what the reading made
    of a bare figure tells."""
    bare = read_amount(seen.raw or "")
    if seen.source in _CELLS and isinstance(seen.value, Decimal) and bare.value and not bare.unit:
        for scale in _SCALES:
            if bare.value * scale == seen.value:
                return Decimal(scale)
    return Decimal(1)
