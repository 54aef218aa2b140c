"""A document -> the form whose labels it prints, or an error that names the nearest one."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    it is missing. Fewer are enough where the parts have the form's headings.
    """
    text = squeeze(document.folded)
    best = max((_score(text, form) for form in forms), key=lambda score: score.share)
    if best.share >= (HEADED if _headed(text, best.form) else ENOUGH):
        return best.form
    missing = "、".join(best.missing[:SHOWN])
    raise UnknownForm(
        f"no report of a known form: the nearest is {best.form.id}, of whose {best.labels} "
        f"labels {best.found} were found; missing among others {missing}",
        "name the form with --form if it is one all the same",
    )


def _headed(text: str, form: Form) -> bool:
    """Whether the headings of more than half of the form's parts are printed."""
    found = [any(label_key(label) in text for label in part.labels) for part in form.sections]
    return 2 * sum(found) > len(found)


def _score(text: str, form: Form) -> _Score:
    wanted = _telling(form)
    missing = [label for label, keys in wanted if not any(key in text for key in keys)]
    return _Score(form, len(wanted) - len(missing), len(wanted), tuple(missing))


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
