"""What prose prints beside a figure: its share of a whole, what it was before, its change.

Such a figure is in no field of the record. It takes part in edit rules under a pseudo field,
`beside.<what>.<number>.<figure>`: numbered, as a figure may be compared twice; the figure itself
is a narrative field, or `facts.<number>`. Numbers are from 0.
"""

from typing import Literal

from extractor.model.record import FieldId

What = Literal["share", "before", "by", "rate"]
_FACTS, _BESIDE = "facts.", "beside."


def figure_field(figure: FieldId | int) -> FieldId:
    """A field, or the pseudo field of a fact given by its number."""
    return f"{_FACTS}{figure}" if isinstance(figure, int) else figure


def beside(what: What, number: int, figure: FieldId | int) -> FieldId:
    """The pseudo field of the numbered share or change that is printed beside a figure."""
    return f"{_BESIDE}{what}.{number}.{figure_field(figure)}"


def is_beside(field: FieldId) -> bool:
    """Is this the pseudo field of what stands beside a figure?"""
    return field.startswith(_BESIDE)


def is_of_prose(field: FieldId) -> bool:
    """Is this a pseudo field, and none of the record?"""
    return field.startswith((_FACTS, _BESIDE))


def figure_of(field: FieldId) -> FieldId:
    """The figure that something stands beside; any other field is its own."""
    return field.split(".", 3)[3] if is_beside(field) else field
