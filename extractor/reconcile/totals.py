"""An empty total of printed figures is no zero: it is left out, and may follow from its parts."""

from msgspec.structs import replace

from extractor.model.form import Form
from extractor.model.record import FieldId
from extractor.reconcile.observation import Observation


def open_totals(form: Form, observations: dict[FieldId, Observation]) -> dict[FieldId, Observation]:
    """The observations; an empty cell is open where a part of the sum in it is printed above zero.

    Many agencies leave totals blank. A dash is another matter: it says that there is none.
    """
    blank = {name for name, seen in observations.items() if seen.state == "blank"}
    if not blank:
        return observations
    found = {}
    for rule in form.edits:
        total, *others = rule.left
        if total.field in blank and not others and rule.relation == "=":
            parts = (observations.get(term.field) for term in rule.right if term.coefficient == 1)
            if any(part and part.exact and part.point for part in parts):
                found[total.field] = replace(observations[total.field], open=True)
    return observations | found
