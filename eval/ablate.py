"""What each part of the reading is worth: the same documents, with one part left out or added.

The variants call the verbs of `extractor.checking` as it does, but for one; the product itself
has no switch for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.asked import read_simulated
from eval.gold import GoldReport
from eval.judged import Judged, in_parallel, judged
from eval.measures import Figure, figures
from eval.simulation.errors import Errors
from extractor.batch import Failure, attempt
from extractor.checking.hear import hear
from extractor.checking.judge import decide
from extractor.checking.weigh import weigh
from extractor.document import Document
from extractor.document.read import read_document
from extractor.forms.file import all_forms
from extractor.forms.form import Form
from extractor.pipeline import Extraction
from extractor.reading import Reader
from extractor.reading.recognize import recognize
from extractor.record.question import Plan
from extractor.record.record import Readings, Record, Source

Ablation = dict[str, list[Figure]]
"""Each variant with its figures."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is done after reading, and which readers' claims are left out."""

    name: str
    deaf_to: tuple[Source, ...] = ()
    confronts: bool = True
    localizes: bool = True
    imputes: bool = True


VARIANTS = (
    Variant("rules"),
    Variant("without imputation", imputes=False),
    Variant("without localization", localizes=False),
    Variant("without edit rules", confronts=False),
    Variant("without second reader", deaf_to=("skeleton",)),
)


def ablate(
    gold: Sequence[GoldReport], wrong_pointers: float, jobs: int | None, told: Callable[[str], None]
) -> Ablation:
    """The figures of every variant, the simulated model's last."""
    told("each part left out")
    read = list(in_parallel(read_variants, gold, jobs))
    found = {v.name: figures([document[v.name] for document in read]) for v in VARIANTS}
    some = Errors(wrong_pointer=wrong_pointers)
    for name, errors, plan in (
        ("model (simulated)", Errors(), Plan(model=True)),
        (f"model (simulated), {wrong_pointers:.0%} wrong", some, Plan(model=True)),
        (f"escalated (simulated), {wrong_pointers:.0%} wrong", some, Plan(True, escalate=True)),
    ):
        told(name)
        asked = read_simulated(gold, plan, errors)
        found[name] = figures([one.judged for one in asked])
    return found


def read_variants(report: GoldReport) -> dict[str, Judged]:
    """One document read once, and reconciled in every variant."""

    def read() -> tuple[Document, Form, Readings]:
        document = read_document(report.path)
        form = recognize(document, all_forms())
        return document, form, Reader(document, form).read()

    had = attempt(read)
    if isinstance(had, Failure):
        return {variant.name: judged(report, had) for variant in VARIANTS}
    return {v.name: judged(report, Extraction(had[0], reconciled(*had, v))) for v in VARIANTS}


def reconciled(document: Document, form: Form, readings: Readings, variant: Variant) -> Record:
    """As `extractor.checking.reconcile`, but for what the variant leaves out."""
    heard = tuple(r for r in readings.readings if r.source not in variant.deaf_to)
    readings = replace(readings, readings=heard)
    weighed = weigh(form, readings, hear(document, form, readings))
    if not variant.confronts:
        weighed = replace(weighed, rules=(), confronted=(), localized=())
    elif not variant.localizes:
        weighed = replace(weighed, localized=())
    return decide(document, form, readings, weighed, imputes=variant.imputes)
