"""One report at a glance: what it is, what waits for a person, what does not agree."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractor.record.question import Call
from extractor.record.record import Printed, Record
from extractor.show.words import candidate_of, said, value_of
from extractor.store import Store


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
    yield Text(_account(record.printed))
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


def _account(printed: Printed) -> str:
    """What became of the cells that tables print."""
    return (
        f"{printed.total} printed cells: {printed.read} read, {printed.asked} asked about, "
        f"{printed.outside} none of the form's"
    )


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
