"""A document -> the form whose labels it prints, or an error that names the nearest one."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model.document import Document
from extractor.model.errors import UnknownForm
from extractor.model.folding import label_key, squeeze
from extractor.model.form import Column, Form, Row, TableForm

ENOUGH = 0.4
"""Share of a form's row and column labels that a report prints, however damaged it is."""
SHORTEST = 4
"""Characters of a label that says something about the form; 其他 and 总计 say nothing."""
SHOWN = 4


@dataclass(frozen=True, slots=True)
class _Score:
    form: Form
    found: int
    labels: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.found / self.labels


def recognize(document: Document, forms: Sequence[Form]) -> Form:
    """The form with the greatest share of its labels found in the document.

    Raises UnknownForm where no form has enough of them, naming the nearest and what of
    it is missing.
    """
    text = squeeze(document.folded)
    best = max((_score(text, form) for form in forms), key=lambda score: score.share)
    if best.share >= ENOUGH:
        return best.form
    missing = "、".join(best.missing[:SHOWN])
    raise UnknownForm(
        f"no report of a known form: the nearest is {best.form.id}, of whose {best.labels} "
        f"labels {best.found} were found; missing among others {missing}",
        "name the form with --form if it is one all the same",
    )


def _score(text: str, form: Form) -> _Score:
    wanted = [labels for table in form.tables for labels in _telling(table)]
    missing = [labels[0] for labels in wanted if not any(label_key(x) in text for x in labels)]
    return _Score(form, len(wanted) - len(missing), len(wanted), tuple(missing))


def _telling(table: TableForm) -> list[tuple[str, ...]]:
    """The labels that occur in no ordinary sentence: long ones, of all wordings' rows."""
    lines: tuple[Row | Column, ...] = (*table.rows, *table.columns)
    return [
        line.labels
        for line in lines
        if not line.optional and any(len(label) >= SHORTEST for label in line.labels)
    ]
