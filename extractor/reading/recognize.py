"""A document -> the form whose labels it prints, or an error that names the nearest one."""

from collections.abc import Sequence
from functools import lru_cache

from extractor.document import Document
from extractor.errors import UnknownForm
from extractor.forms.form import Column, Form, Row
from extractor.values.folding import label_key, squeeze

ENOUGH = 0.4
"""Share of a form's row and column labels that a report prints, however damaged it is."""
HEADED = 0.2
"""The same where the headings of most parts are printed: then the tables may be reworded."""
SHORTEST = 4
"""Characters of a label that says something about the form; 其他 and 总计 say nothing."""
SHOWN = 4


def recognize(document: Document, forms: Sequence[Form]) -> Form:
    """The form with the greatest share of its labels found in the document.

    Raises UnknownForm where no form has enough of them, naming the nearest and what of
    it is missing. Fewer are enough where the parts have the form's headings.
    """
    text = squeeze(document.folded)
    missing = {form.id: _missing(text, form) for form in forms}
    form = min(forms, key=lambda form: len(missing[form.id]) / len(_telling(form)))
    labels = len(_telling(form))
    found = labels - len(missing[form.id])
    if found / labels >= (HEADED if _is_headed(text, form) else ENOUGH):
        return form
    raise UnknownForm(
        f"no report of a known form: the nearest is {form.id}, of whose {labels} labels {found} "
        f"were found; missing among others {'、'.join(missing[form.id][:SHOWN])}",
        "name the form with --form if it is one all the same",
    )


def _is_headed(text: str, form: Form) -> bool:
    """Whether the headings of more than half of the form's parts are printed."""
    found = [any(label_key(label) in text for label in part.labels) for part in form.sections]
    return 2 * sum(found) > len(found)


def _missing(text: str, form: Form) -> list[str]:
    """The first labels of the rows and columns that a text does not print."""
    return [label for label, keys in _telling(form) if not any(key in text for key in keys)]


@lru_cache(maxsize=8)
def _telling(form: Form) -> list[tuple[str, tuple[str, ...]]]:
    """The rows and columns that every wording has, by labels that no ordinary sentence holds:
    the first label, and the keys of all."""
    lines: list[Row | Column] = []
    for table in form.tables:
        lines += [*table.rows, *table.columns]
    return [
        (line.labels[0], tuple(map(label_key, line.labels)))
        for line in lines
        if not line.optional and any(len(label) >= SHORTEST for label in line.labels)
    ]
