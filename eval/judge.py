"""One label against one field of the record -> an outcome. None: nothing is at stake.

Values, states, imputed values and evidence are judged apart: a reader may be good at one
and bad at another. A field in review claims nothing, whatever stands in it: it is a question.
"""

import re
from decimal import Decimal
from typing import Literal

from eval.gold import GoldField
from extractor.record.record import Field, Value
from extractor.values.amount import find_amounts
from extractor.values.folding import fold
from extractor.values.numeral import HAN, read_han
from extractor.values.units import DATES

Outcome = Literal["right", "asked", "missing", "wrong", "spurious", "needless"]
OUTCOMES: tuple[Outcome, ...] = ("right", "asked", "missing", "wrong", "spurious", "needless")
LABELLED: tuple[Outcome, ...] = ("right", "asked", "missing", "wrong")
"""What may become of what is labelled, the least harm first. `right`: as labelled. `asked`: left
to a person. `missing`: neither claimed nor asked about. `wrong`: claimed otherwise. What is not
labelled may be `spurious`: claimed, or `needless`: asked about."""
CLAIMED: tuple[Outcome, ...] = ("right", "wrong", "spurious")

_ISO_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")


def judge_value(label: GoldField | None, field: Field | None) -> Outcome | None:
    """The printed value. An imputed value is no printed one: see `judge_imputed`.

    Where the label is for review, only a question that offers its values is right. A question
    about a cell that prints no figure is the business of `judge_state`.
    """
    claims = field is not None and field.source != "imputed" and field.value is not None
    if label is None or label.state != "reported":
        if not claims:
            return None
        if not _asks(field):
            return "spurious"
        return "needless" if label is None or label.state == "missing" else None
    if not label.values:
        return None
    if field is not None and _asks(field):
        offered = {candidate.value for candidate in field.candidates}
        return "right" if label.review and offered >= set(label.values) else "asked"
    if field is None or not claims:
        return "missing"
    return "right" if field.value in label.values and not label.review else "wrong"


def judge_state(label: GoldField | None, field: Field | None) -> Outcome | None:
    """A table cell's state. A cell of the form that is not printed is `missing` in both.

    A question is right only where the label is for review or the print unreadable.
    """
    expected = label.state if label else "missing"
    got = field.state if field else "missing"
    if expected == got == "missing":
        return None
    called_for = label is not None and (label.review or label.state == "unreadable")
    if expected == got and (called_for or not _asks(field)):
        return "right"
    if expected == "missing":
        return "needless" if _asks(field) else "spurious"
    if _asks(field):
        return "asked"
    return "missing" if got == "missing" else "wrong"


def judge_imputed(
    proved: Decimal | None, field: Field | None, printed: tuple[Value, ...] = ()
) -> Outcome | None:
    """An imputed value against what follows from the report's own figures.

    A reader may miss a cell that is printed, and its value follow all the same: then the print
    is what it is held against, and the missed cell is the business of `judge_value`.
    """
    if field is None or field.source != "imputed":
        if proved is None:
            return None
        return "asked" if _asks(field) else "missing"
    true = what_follows(proved, printed)
    if _asks(field):
        return "asked" if true else "needless"
    if not true:
        return "spurious"
    return "right" if field.value in true else "wrong"


def what_follows(proved: Decimal | None, printed: tuple[Value, ...]) -> tuple[Value, ...]:
    """The values that an imputed one may have."""
    return printed if proved is None else (proved,)


def _asks(field: Field | None) -> bool:
    return field is not None and field.decision == "review"


def judge_evidence(field: Field, text: str) -> Outcome:
    """Whether the evidence is where it says, and reads back to the field's value."""
    evidence, value = field.evidence, field.value
    if evidence is None or value is None:
        return "missing"
    there = text[evidence.start : evidence.end] == evidence.quote
    return "right" if there and says(evidence.quote, value) else "wrong"


def says(quote: str, value: Value) -> bool:
    """Whether printed characters can be read as `value`.

    A figure may be in a heading's unit (万元), and a stated absence is a zero without a
    figure. The sign of a change may be in a word before the quote. Of an ISO date, month
    and day are printed, the year not always.

    >>> says("增加7", Decimal(7)), says("五月一日", "2020-05-01"), says("5万元", Decimal(5))
    (True, True, False)
    """
    plain = re.sub(r"\s", "", fold(quote))
    if isinstance(value, str):
        if date := _ISO_DATE.fullmatch(value):
            printed = re.findall(rf"\d+|[{HAN}]+", plain)
            days = {int(part) if part.isdecimal() else read_han(part) for part in printed}
            return set(map(int, date.groups())) <= days
        return re.sub(r"\s", "", fold(value)) in plain
    amounts = [a for _, _, a in find_amounts(plain) if a.value is not None]
    if value == 0 and all(amount.unit in DATES for amount in amounts):
        return True
    figures = [amount.value for amount in amounts if amount.value is not None]
    return any(abs(value) in (abs(figure), abs(figure) * 10_000) for figure in figures)
