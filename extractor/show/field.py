"""Fields in full: the value, its evidence where it stands, the edit rules it takes part in.

Nothing of a document is taken for markup, here or in what shows whole reports.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from extractor.errors import StoreError
from extractor.forms.edit import EditRule, Term
from extractor.forms.file import form_ids, load_form
from extractor.record.record import Candidate, EditResult, Evidence, Field, Record, Value
from extractor.store import Store
from extractor.values.numeral import plain_digits

_LINES_AROUND = 2
_CHARACTERS_AROUND = 40
_TERMS = 4
"""A side of a rule with more terms shows only those that are not zero."""

_VISIBLE = {code: chr(0x2400 + code) for code in range(32)}
_VISIBLE |= {0x7F: "␡", ord("\n"): "\n", ord("\t"): "  "}
"""Control characters -> their pictures: a report must not steer the terminal."""

_STATUS = {"satisfied": "green", "violated": "red", "not_evaluable": "dim"}


def show_fields(store: Store, document: int, name: str) -> RenderableType:
    """The field called `name`, or every field below it (`requests.received`).

    Raises StoreError where the record has neither.
    """
    text, record = store.load(document)
    names = [field for field in record.fields if field == name or field.startswith(f"{name}.")]
    if not names:
        raise StoreError(f"no field {name!r} in this {record.form}: `gouji forms {record.form}`")
    rules = {}
    if record.form in form_ids():
        rules = {(rule.name, rule.at): rule for rule in load_form(record.form).edits}
    return Group(*(part for field in names for part in _parts(text, record, field, rules)))


def said(text: object, style: str = "") -> Text:
    """Foreign text, to be shown as it is."""
    return Text(str(text).translate(_VISIBLE), style)


def value_of(value: Value | None) -> str:
    """A value in plain digits, a text as it is, nothing as a dash."""
    if value is None:
        return "–"
    return plain_digits(value) if isinstance(value, Decimal) else value


def candidate_of(candidate: Candidate) -> str:
    """A value that may stand, with its unit and where it comes from."""
    by = f" ({candidate.source})" if candidate.source else ""
    return f"{value_of(candidate.value)}{candidate.unit or ''}{by}"


def _parts(
    text: str, record: Record, name: str, rules: Mapping[tuple[str, str], EditRule]
) -> Iterator[RenderableType]:
    field = record.fields[name]
    yield Text(name, "bold") + Text("  ") + said(_in_one_line(field))
    yield Text(
        f"  {field.decision}, confidence {field.confidence:.3f}, source {field.source or 'none'}"
        + (f", because {', '.join(field.reasons)}" if field.reasons else ""),
        "yellow" if field.decision == "review" else "green",
    )
    for candidate in field.candidates:
        yield said(f"  may be {candidate_of(candidate)}")
    if field.proposal is not None:
        yield said(f"  would agree with the others as {value_of(field.proposal)}")
    if field.proof:
        yield Text(f"  proved by {', '.join(field.proof)}", "cyan")
    yield from _in_context(text, field.evidence)
    for edit in record.edits:
        if name in edit.fields:
            yield _edit(record, edit, rules.get((edit.rule, edit.at)))
    yield Text()


def _in_one_line(field: Field) -> str:
    """A field in one line: value, unit, state, and what limits it."""
    parts = [f"{value_of(field.value)}{(field.unit or '') if field.value is not None else ''}"]
    if field.qualifier:
        parts.append(field.qualifier.replace("_", " "))
    if field.low != field.high:
        high = "…" if field.high is None else plain_digits(field.high)
        parts.append(f"between {value_of(field.low)} and {high}")
    parts.append(field.state)
    return ", ".join(parts)


def _in_context(text: str, evidence: Evidence | None) -> Iterator[Text]:
    """The lines around the quote, with the quote marked."""
    if evidence is None:
        yield Text("  not printed in the document", "dim")
        return
    cell = (
        f", table {evidence.table} row {evidence.row} column {evidence.column}"
        if evidence.table
        else ""
    )
    yield Text(f"  characters {evidence.start} to {evidence.end}{cell}", "dim")
    before = text[: evidence.start].split("\n")[-_LINES_AROUND - 1 :]
    after = text[evidence.end :].split("\n", _LINES_AROUND + 1)[: _LINES_AROUND + 1]
    before[-1] = before[-1][-_CHARACTERS_AROUND:]
    after[0] = after[0][:_CHARACTERS_AROUND]
    shown = said("\n".join(line[:_CHARACTERS_AROUND] for line in before[:-1]), "dim")
    shown += Text("\n" if len(before) > 1 else "")
    shown += said(before[-1]) + said(f"⟦{evidence.quote}⟧", "bold reverse") + said(after[0])
    shown += said("".join(f"\n{line[:_CHARACTERS_AROUND]}" for line in after[1:]), "dim")
    for line in shown.split("\n", allow_blank=True):
        shortened = Text("  │ ", "dim", no_wrap=True, overflow="ellipsis")
        yield shortened.append_text(line)


def _edit(record: Record, edit: EditResult, rule: EditRule | None) -> Text:
    place = f"@{edit.at}" if edit.at else ""
    head = Text(f"  {edit.status:13} ", _STATUS[edit.status]) + Text(f"{edit.rule}{place}\n")
    if rule is None:
        sides = f"{value_of(edit.left)} against {value_of(edit.right)}"
        return head + said(f"{'':16}{sides}: {', '.join(edit.fields)}", "dim")
    relation = "=" if rule.relation == "=" else "≤"
    left, right = (_side(record, terms) for terms in (rule.left, rule.right))
    sides = f"  ({value_of(edit.left)} against {value_of(edit.right)})"
    return head + said(f"{'':16}{left} {relation} {right}{sides}", "dim")


def _side(record: Record, terms: Sequence[Term]) -> str:
    fields = [(term, record.fields.get(term.field)) for term in terms]
    shown = [(t, f) for t, f in fields if len(terms) <= _TERMS or (f and f.value)]
    words = [_term(record, term, field) for term, field in shown]
    if rest := len(fields) - len(shown):
        words.append(f"{rest} that are zero or blank")
    return " + ".join(words)


def _term(record: Record, term: Term, field: Field | None) -> str:
    times = "" if term.coefficient == 1 else f"{term.coefficient} × "
    if term.share:
        share = record.fields.get(term.share)
        times += f"{term.share} {value_of(share.value if share else None)}% × "
    value = value_of(field.value if field else None)
    if field is not None and field.value is None:
        value = field.state
    return f"{times}{term.field.partition('.')[2]} {value}"
