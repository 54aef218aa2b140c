"""Values and texts as they are shown: nothing of a document is taken for markup."""

from decimal import Decimal

from rich.text import Text

from extractor.record.record import Candidate, Field, Value
from extractor.values.numeral import plain_digits

_VISIBLE = {code: chr(0x2400 + code) for code in range(32)}
_VISIBLE |= {0x7F: "␡", ord("\n"): "\n", ord("\t"): "  "}
"""Control characters -> their pictures: a report must not steer the terminal."""


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


def field_line(field: Field) -> str:
    """A field in one line: value, unit, state, and what limits it."""
    parts = [f"{value_of(field.value)}{(field.unit or '') if field.value is not None else ''}"]
    if field.qualifier:
        parts.append(field.qualifier.replace("_", " "))
    if field.low != field.high:
        high = "…" if field.high is None else plain_digits(field.high)
        parts.append(f"between {value_of(field.low)} and {high}")
    parts.append(field.state)
    return ", ".join(parts)
