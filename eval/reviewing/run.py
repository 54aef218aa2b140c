"""Corrupted reports -> a database, a service, a reviewer at work -> figures."""

from collections.abc import Sequence
from pathlib import Path

from eval.reviewing.corrupted import Corrupted, Truth
from eval.reviewing.figures import Figures, Wrong, wrong_fields
from eval.reviewing.reviewer import Reviewer
from eval.reviewing.serving import serving
from extractor.batch import run
from extractor.record.record import Record
from extractor.store import Store


def reviewed(reports: Sequence[Corrupted], folder: Path) -> Figures:
    """Everything that waits in these reports, settled; `folder` is empty, and keeps the rest."""
    db = folder / "gouji.db"
    named = {report.write(folder).name: report for report in reports}
    with Store(db, create=True) as store:
        run([folder / name for name in named], store, name="corrupted")
        before = _records(store)
        read = {number: named[Path(store.inputs(number).path).name] for number in before}
    truths = {number: report.truth for number, report in read.items()}
    with serving(db) as visit:
        reviewer = Reviewer(visit, truths)
        reviewer.work()
    with Store(db) as store:
        after = _records(store)
    return Figures(
        kinds={number: report.kind for number, report in read.items()},
        waiting={number: len(record.review) for number, record in before.items()},
        left=sum(len(record.review) for record in after.values()),
        opened=reviewer.opened,
        acts=tuple(reviewer.acts),
        wrong=_wrong(after, truths, reviewer),
    )


def _wrong(
    after: dict[int, Record], truths: dict[int, Truth], reviewer: Reviewer
) -> tuple[Wrong, ...]:
    return tuple(
        wrong
        for number, record in after.items()
        for wrong in wrong_fields(number, record, truths[number], reviewer.acts)
    )


def _records(store: Store) -> dict[int, Record]:
    numbers = [int(row["id"]) for row in store.query("SELECT id FROM documents ORDER BY id")]
    return {number: store.load(number)[1] for number in numbers}
