"""A figure -> the characters a cell prints for it, and the label that these deserve."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Literal

from eval.synthesis.draw import Figures
from eval.synthesis.sheet import Wording, is_total
from extractor.record.record import FieldId

Zero = Literal["zero", "blank", "dash", "mixed"]
ZEROS: tuple[Zero, ...] = ("zero", "blank", "dash", "mixed")
"""How a report prints nought. In all but the first, totals are still printed."""

_DASHES = ("-", "—", "－", "/")
_MYRIAD = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one cell prints, and its label in the gold format."""

    text: str
    label: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Habits:
    """How one agency writes figures: drawn once for a report."""

    zero: Zero
    dash: str
    thousands: bool
    signs: tuple[str, str]
    money: Literal["yuan", "myriad", "bare"]

    @classmethod
    def drawn(cls, random: Random, zero: Zero | None) -> "Habits":
        """Habits by chance; `zero` is taken as given where it is given."""
        return cls(
            zero=zero or random.choices(ZEROS, (5, 2, 2, 1))[0],
            dash=random.choice(_DASHES),
            thousands=random.random() < 0.1,
            signs=random.choice((("+", "-"), ("", "-"), ("增加", "减少"), ("+", "－"))),
            money=random.choices(("yuan", "myriad", "bare"), (5, 5, 1))[0],
        )


def print_figures(
    random: Random, figures: Figures, habits: Habits, wording: Wording
) -> dict[FieldId, Mark]:
    """Every figure with its printed form under these habits."""
    marks = {}
    for field, value in figures.items():
        if field.startswith("disclosure.") and field.endswith(".amount"):
            marks[field] = _money(value, habits, wording)
        elif value == 0 and not is_total(field):
            marks[field] = _nought(random, habits)
        else:
            text = f"{abs(value):,}" if habits.thousands else str(abs(value))
            if field.endswith(".change") and value:
                text = habits.signs[value < 0] + text
            marks[field] = Mark(text, {"state": "reported", "value": value})
    if wording == "early":
        channel = random.choice(("政府门户网站", "区政务公开专栏", "本单位网站及公示栏"))
        label = {"state": "reported", "value": channel}
        marks["disclosure.budget.channel"] = Mark(channel, label)
    return marks


def _nought(random: Random, habits: Habits) -> Mark:
    style = random.choice(ZEROS[:3]) if habits.zero == "mixed" else habits.zero
    match style:
        case "blank":
            return Mark("", {"state": "blank"})
        case "dash":
            return Mark(habits.dash, {"state": "dash"})
        case _:
            return Mark("0", {"state": "reported", "value": Decimal(0)})


def _money(value: Decimal, habits: Habits, wording: Wording) -> Mark:
    """Yuan: in the heading's 万元 since 2021, before that as the agency liked.

    A sum without a unit, under a heading that has none, may be either: for a person.
    """
    if value == 0:
        return Mark("0", {"state": "reported", "value": value})
    myriads = f"{(value / _MYRIAD).normalize():f}"
    if wording == "2021":
        return Mark(myriads, {"state": "reported", "value": value, "raw": myriads})
    if habits.money == "bare":
        either = [value, Decimal(myriads)]
        label = {"state": "reported", "any_of": either, "raw": myriads, "review": True}
        return Mark(myriads, label)
    text = f"{value}元" if habits.money == "yuan" else f"{myriads}万元"
    return Mark(text, {"state": "reported", "value": value, "raw": text})
