"""An empty cell where the report prints something in cells like it: a figure was overlooked."""

from collections import Counter

from msgspec.structs import replace

from extractor.checking.hear.totals import totals
from extractor.checking.observation import Observation
from extractor.forms.form import Form
from extractor.record.record import FieldId

FEW = 4
"""An empty cell is unusual where a report prints at least so many like it for each empty one."""


def unusual_blanks(
    form: Form, observations: dict[FieldId, Observation]
) -> dict[FieldId, Observation]:
    """The observations; an empty cell that is unlike the others has the reason `unusual_blank`.

    Agencies have habits: a nought is printed, or a dash, or nothing at all; and totals are or are
    not. So a total is held against the totals that are printed, any other cell against those that
    print a nought or a dash: they must be more in its own table, and far more in the report.
    """
    if not any(seen.state == "blank" for seen in observations.values()):
        return observations
    sums = totals(form)
    kin = {
        name: (table.part, name in sums)
        for name, (table, _, column) in form.cells.items()
        if column.kind != "text"
    }
    empty = [name for name in kin if observations[name].state == "blank"]
    printed = [name for name in kin if _printed(observations[name], name in sums)]
    empty_here, printed_here = (Counter(kin[n] for n in names) for names in (empty, printed))
    empty_all, printed_all = (Counter(n in sums for n in names) for names in (empty, printed))
    return observations | {
        name: replace(seen, reasons=(*seen.reasons, "unusual_blank"))
        for name in empty
        if empty_here[kin[name]] < printed_here[kin[name]]
        and FEW * empty_all[name in sums] <= printed_all[name in sums]
        for seen in (observations[name],)
    }


def _printed(seen: Observation, is_total: bool) -> bool:
    """Whether a cell prints a total, or that there is nothing to count."""
    return seen.state == "dash" or (seen.state == "reported" and (is_total or not seen.value))
