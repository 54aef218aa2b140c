"""Figures in a row of a table -> whether the form's own sums within the row hold."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.record import FieldId

MOST_DIGITS = 32
"""Digits that are tried to be set apart."""
MOST_SPLITS = 20_000
"""Ways to set them apart that are looked at; where there are more, none is certain."""


def sums_hold(form: Form, fields: tuple[FieldId, ...], values: Sequence[Decimal]) -> bool | None:
    """Whether every sum between these fields holds of these values; None where there is none."""
    rules = _rules_within(form, fields)
    of = dict(zip(fields, values, strict=True))
    balances = [sum(term.coefficient * of[term.field] for term in rule.terms) for rule in rules]
    return not any(balances) if rules else None


@lru_cache(maxsize=256)
def _rules_within(form: Form, fields: tuple[FieldId, ...]) -> tuple[EditRule, ...]:
    known = set(fields)
    return tuple(
        rule
        for rule in form.edits
        if rule.relation == "="
        and known.issuperset(rule.fields)
        and not any(term.share for term in rule.terms)
    )


def set_apart(form: Form, fields: tuple[FieldId, ...], digits: str) -> list[int]:
    """The lengths of the figures that run together in `digits`, one for each field; none unless
    there is one way only: as many digits as fields, or one way in which the sums hold."""
    if len(digits) == len(fields) or len(fields) == 1:
        return [len(digits)] if len(fields) == 1 else [1] * len(fields)
    if not len(fields) < len(digits) <= MOST_DIGITS or not _rules_within(form, fields):
        return []
    found: list[list[int]] = []
    for tried, lengths in enumerate(_splits(digits, len(fields))):
        if tried == MOST_SPLITS:
            return []
        ends = [sum(lengths[:i]) for i in range(len(lengths) + 1)]
        values = [Decimal(digits[a:b]) for a, b in pairwise(ends)]
        if sums_hold(form, fields, values):
            found.append(lengths)
    return found[0] if len(found) == 1 else []


def _splits(digits: str, count: int) -> Iterator[list[int]]:
    """Every way to take digits for so many figures; none but 0 begins with a nought."""
    if count == 1:
        if digits == "0" or (digits and digits[0] != "0"):
            yield [len(digits)]
        return
    most = 1 if digits[:1] == "0" else len(digits) - count + 1
    for length in range(1, most + 1):
        for rest in _splits(digits[length:], count - 1):
            yield [length, *rest]
