"""An empty total of printed figures is no zero: it is left out, and may follow from its parts."""

from functools import lru_cache

from msgspec.structs import replace

from extractor.checking.observation import Observation
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.record import FieldId


def open_totals(form: Form, observations: dict[FieldId, Observation]) -> dict[FieldId, Observation]:
    """The observations; an empty cell is open where a part of the sum in it is printed above zero.

    Many agencies leave totals blank. A dash is another matter: it says that there is none.
    """
    blank = {name for name, seen in observations.items() if seen.state == "blank"}
    if not blank:
        return observations
    found = {}
    for rule in sums(form):
        name = rule.left[0].field
        if name in blank:
            parts = (observations.get(term.field) for term in rule.right if term.coefficient == 1)
            if any(part and part.exact and part.point for part in parts):
                found[name] = replace(observations[name], open=True)
    return observations | found


def totals(form: Form) -> frozenset[FieldId]:
    """The fields that are the sum of others."""
    return frozenset(rule.left[0].field for rule in sums(form))


@lru_cache(maxsize=8)
def sums(form: Form) -> tuple[EditRule, ...]:
    """The edit rules that say what a total is the sum of."""
    return tuple(rule for rule in form.edits if len(rule.left) == 1 and rule.relation == "=")
