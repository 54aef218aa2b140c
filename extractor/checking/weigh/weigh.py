"""What was heard, held against the edit rules: which hold, and what the broken ones point at."""

from dataclasses import dataclass

from extractor.checking.confront import Confronted, Observations, confront
from extractor.checking.hear.prose import rules_of_prose
from extractor.checking.weigh.localize import Localized, localize
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.record import Readings


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a document says, the rules of its own prose, and what all rules say of it."""

    observations: Observations
    rules: tuple[EditRule, ...]
    confronted: tuple[Confronted, ...]
    localized: tuple[Localized, ...]


def weigh(form: Form, readings: Readings, observations: Observations) -> Weighed:
    """The rules of the form and of the document's prose, confronted once, and their errors
    localized."""
    of_prose = tuple(rules_of_prose(readings, observations, form.edits))
    confronted = confront((*form.edits, *of_prose), observations)
    return Weighed(observations, of_prose, confronted, localize(form, observations, confronted))
