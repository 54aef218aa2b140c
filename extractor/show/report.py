"""Reports at a glance: a table of all, their findings, and of one what waits and does not agree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractor.record.question import Call
from extractor.record.record import Record
from extractor.show.field import candidate_of, said, value_of
from extractor.store import Store

_COUNTS = {
    "read": "",
    "accepted": "green",
    "imputed": "cyan",
    "review": "yellow",
    "violated": "red",
    "findings": "magenta",
    "disagreements": "yellow",
    "printed_outside": "dim",
}
"""The counts of the view `report_summary` that are shown, each with its colour."""
_HEADINGS = {"disagreements": "disagree", "printed_outside": "outside"}


def report_table(store: Store) -> Table:
    """One row a report: its form, and how many fields were read, accepted, imputed, ...

    `read` counts the cells and phrases that were found, whether they print a value or a blank,
    and `accepted` those of them that no person need look at. `violated` counts edit rules,
    `findings` the report's own mistakes, `disagree` what may be ours, `outside` printed cells that
    are none of the form's. A file that failed is named with its reason.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("report", ratio=1, overflow="fold")
    table.add_column("form", overflow="fold", max_width=10)  # beside the report's two lines
    for name in _COUNTS:
        table.add_column(_HEADINGS.get(name, name), justify="right", no_wrap=True)
    for row in store.query("SELECT * FROM report_summary ORDER BY document"):
        counts = (
            Text(str(row[name]), style if row[name] else "dim") for name, style in _COUNTS.items()
        )
        table.add_row(_report(row), row["form"], *counts)
    for row in store.query("SELECT * FROM failures"):
        failed = said(PurePath(row["path"]).name) + Text("\n") + said(row["reason"], "red")
        table.add_row(failed, "failed")
    return table


def findings_table(store: Store) -> Table:
    """Every mistake of a report itself: who, what, and both sides of it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("report", overflow="fold", ratio=1)
    table.add_column("finding", no_wrap=True, style="magenta")
    table.add_column("what is printed, and what its own figures give", ratio=2)
    for row in store.query("SELECT * FROM misreported"):
        table.add_row(_report(row), row["code"], said(row["message"]))
    return table


def _report(row: Mapping[str, Any]) -> Text:
    what = ", ".join(str(row[name]) for name in ("agency", "year") if row[name] is not None)
    return said(PurePath(row["path"]).name) + Text("\n") + said(what, "dim")


def show_report(store: Store, document: int) -> RenderableType:
    """The overview of one stored document, by its number."""
    _text, record = store.load(document)
    (counts,) = store.query("SELECT * FROM report_summary WHERE document = ?", [document])
    labels = {
        row["field"]: row["label"]
        for row in store.query("SELECT * FROM form_fields WHERE form = ?", [record.form])
    }
    return Group(*_parts(record, counts, labels))


def _parts(
    record: Record, counts: dict[str, object], labels: dict[str, str | None]
) -> Iterator[RenderableType]:
    origin = record.document
    yield said(f"{counts['agency'] or origin.path}  {counts['year'] or ''}".rstrip(), "bold")
    yield said(
        f"{origin.path}  {origin.media_type}  {origin.characters} characters  "
        f"sha256 {origin.sha256[:12]}  {record.form}",
        "dim",
    )
    for name, field in record.fields.items():
        if name.startswith("meta.") and name not in ("meta.agency", "meta.year") and field.value:
            yield said(f"  {name.removeprefix('meta.')}: {value_of(field.value)}")
    yield Text(
        "\n{read} fields read, {accepted} accepted, {imputed} imputed, {review} to review; "
        "{violated} edit rules violated; {findings} findings, "
        "{disagreements} disagreements".format(**counts)
    )
    cells = record.printed
    yield Text(
        f"{cells.total} printed cells: {cells.read} read, {cells.asked} asked about, "
        f"{cells.outside} none of the form's"
    )
    kinds = Counter(item.kind for item in record.items)
    listed = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    yield Text(f"{len(record.facts)} open facts; items: {listed or 'none'}")
    if record.calls:
        yield said(_asked(record.calls))
    if record.review:
        yield Text("\nTo review", "bold yellow")
        yield _review(record, labels)
    if record.findings:
        yield Text("\nFindings: what the report itself gets wrong", "bold magenta")
        for finding in record.findings:
            yield Text(f"  {finding.code}  ", "magenta") + said(finding.message)
    if record.disagreements:
        yield Text("\nDisagreements: what does not agree, and may be misread", "bold yellow")
        for told in record.disagreements:
            word = f" (on a person's word: {', '.join(told.rests_on)})" if told.rests_on else ""
            yield Text(f"  {told.code}  ", "yellow") + said(told.message + word)
    if record.irregularities:
        yield Text("\nIrregular places", "bold red")
        for place in record.irregularities:
            yield Text(f"  {place.code}  ", "red") + said(place.message)


def _asked(calls: Sequence[Call]) -> str:
    """Which questions were put to which models, and what they came to."""
    models = ", ".join(dict.fromkeys(call.model for call in calls if call.model))
    tokens = sum(call.prompt_tokens + call.completion_tokens for call in calls)
    fields = len({name for call in calls for name in call.fields})
    failed = sum(call.error is not None for call in calls)
    told = f"{len(calls)} questions to {models or 'a model'}: {fields} fields pointed at, "
    return told + f"{tokens:,} tokens" + (f", {failed} without an answer" if failed else "")


def _review(record: Record, labels: dict[str, str | None]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("field", "printed", "value", "why, and what may stand"):
        table.add_column(heading, overflow="fold")
    for name in record.review:
        field = record.fields[name]
        why = [", ".join(field.reasons)]
        why += [f"may be {candidate_of(candidate)}" for candidate in field.candidates]
        if field.proposal is not None:
            why.append(f"would agree as {value_of(field.proposal)}")
        label = said(f"\n{labels[name]}", "dim") if labels.get(name) else Text()
        printed = said(f"({field.state})" if field.raw is None else field.raw)
        table.add_row(Text(name) + label, printed, value_of(field.value), said("\n".join(why)))
    return table
