"""Record <-> one line of JSON, schema `gouji.record/1`, exact both ways.

A figure is written with the digits of its Decimal, in plain notation, and read back from
those digits. An interval is printed only where it says more than the value: without one,
a number stands for itself alone.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar

import msgspec
from msgspec import NODEFAULT, Raw, Struct, UnsetType

from extractor.errors import StoreError
from extractor.forms.edit import EditRule, Term
from extractor.record.prose import rule_of_prose
from extractor.record.record import (
    Candidate,
    EditResult,
    Fact,
    Field,
    Finding,
    Irregularity,
    Record,
    Stated,
    Value,
)
from extractor.record.schema import (
    SCHEMA,
    AmountObject,
    CandidateObject,
    EditObject,
    FactObject,
    FieldObject,
    FindingObject,
    IrregularityObject,
    RecordObject,
    RuleObject,
    StatedObject,
    TermObject,
)
from extractor.values.amount import Amount
from extractor.values.numeral import plain_digits

AnyStruct = TypeVar("AnyStruct", bound=Struct)
Parts = dict[str, Any]

_ENCODER = msgspec.json.Encoder()
_TEXT = msgspec.json.Decoder(str)
_ALREADY_JSON = (str, int, float, NoneType)


def to_json(record: Record) -> bytes:
    """A record as one line of UTF-8, without the line's end."""
    return _ENCODER.encode(to_object(record, RecordObject, schema=SCHEMA))


def from_json(line: bytes) -> Record:
    """What `to_json` wrote, back again. Raises StoreError where the line is no such record."""
    try:
        record: Record = part_from_json(line, RecordObject)
    except msgspec.MsgspecError as error:
        raise StoreError(f"not a record of schema {SCHEMA}: {error}") from error
    return record


def part_to_json(part: object) -> str:
    """Any part of a record, or several in a tuple or a dict, in the record's notation."""
    return _ENCODER.encode(_write(part)).decode()


def part_from_json(text: str | bytes, shape: Any) -> Any:
    """What `part_to_json` wrote, back again: `shape` is the type of its JSON."""
    return _read(_decoder(shape).decode(text))


@lru_cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def write_figure(value: Value | None) -> Raw:
    """A number in plain digits, a text quoted, None as null."""
    return Raw(
        plain_digits(value).encode() if isinstance(value, Decimal) else _ENCODER.encode(value)
    )


def read_figure(figure: Raw) -> Value | None:
    """What `write_figure` wrote, back again. Raises StoreError at any other JSON."""
    written = bytes(figure)
    if written == b"null":
        return None
    if written.startswith(b'"'):
        return _TEXT.decode(written)
    try:
        return Decimal(written.decode())
    except InvalidOperation as error:
        raise StoreError(f"{written.decode()} stands where a figure must") from error


def to_object(noun: Any, shape: type[AnyStruct], **more: Any) -> AnyStruct:
    """A noun in the shape of its JSON, where `more` has the keys that the noun has not."""
    parts = _parts(noun) | more
    if "low" in parts:
        ends = parts["low"], parts["high"]
        alone = parts["value"] if isinstance(parts["value"], Decimal) else None
        parts["interval"] = None if ends == (alone, alone) else tuple(map(write_figure, ends))
    keys = ((name, parts[name], default) for name, default in _defaults(shape))
    return shape(
        **{
            name: _write(part)
            for name, part, default in keys
            if default is NODEFAULT or not (part is None or part == default)
        }
    )


@lru_cache
def _defaults(shape: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """The keys of a shape with what they are where they are left out."""
    return tuple((field.name, field.default) for field in msgspec.structs.fields(shape))


def _parts(noun: Any) -> Parts:
    """What a noun says, by the names that it has in the JSON."""
    match noun:
        case Fact(label, amount, evidence, share):
            beside = {"share": share.value if share else None, "share_printed": share}
            return {"label": label, "evidence": evidence, **beside, **_parts(amount)}
        case Stated(amount, evidence):
            return {"evidence": evidence, **_parts(amount)}
        case EditRule():
            return {"rule": noun.name, **vars(noun)}
        case _:
            return {name: getattr(noun, name) for name in type(noun).__match_args__}


def _write(part: Any) -> Any:
    """A part of a record as msgspec encodes it to the record's notation."""
    if isinstance(part, _ALREADY_JSON):
        return part
    if shape := _OBJECTS.get(type(part)):
        return to_object(part, shape)
    if isinstance(part, Decimal):
        return write_figure(part)
    if isinstance(part, tuple):
        return tuple(map(_write, part))
    if isinstance(part, dict):
        return {name: _write(value) for name, value in part.items()}
    return part


def _read(part: Any) -> Any:
    if isinstance(part, _ALREADY_JSON):
        return part
    if make := _NOUNS.get(type(part)):
        return make({name: _read(getattr(part, name)) for name in part.__struct_fields__})
    if isinstance(part, Raw):
        return read_figure(part)
    if isinstance(part, UnsetType):
        return None
    if isinstance(part, tuple):
        return tuple(map(_read, part))
    if isinstance(part, dict):
        return {name: _read(value) for name, value in part.items()}
    return part


def _number(value: Value | None) -> Decimal | None:
    if isinstance(value, str):
        raise StoreError(f"{value!r} stands where a number must")
    return value


def _with_ends(parts: Parts) -> Parts:
    value, interval = parts["value"], parts.pop("interval")
    alone = value if isinstance(value, Decimal) else None
    low, high = map(_number, interval or (alone, alone))
    return parts | {"low": low, "high": high}


def _candidate(parts: Parts) -> Candidate:
    if parts["value"] is None:
        raise StoreError(f"not a record of schema {SCHEMA}: a candidate without a value")
    return Candidate(**parts)


def _amount(parts: Parts) -> Amount:
    _number(parts["value"])
    return Amount(**_with_ends(parts))


def _fact(parts: Parts) -> Fact:
    share, printed = parts.pop("share"), parts.pop("share_printed")
    return Fact(
        parts.pop("label"),
        evidence=parts.pop("evidence"),
        amount=_amount(parts),
        share=_amount({"value": share, **printed}) if printed else None,
    )


def _record(parts: Parts) -> Record:
    del parts["schema"]
    return Record(**parts)


def _numbers(parts: Parts, *names: str) -> Parts:
    return parts | {name: _number(parts[name]) for name in names}


_OBJECTS: dict[type, type[Struct]] = {
    Amount: AmountObject,
    Candidate: CandidateObject,
    Field: FieldObject,
    Fact: FactObject,
    Stated: StatedObject,
    EditResult: EditObject,
    Finding: FindingObject,
    Irregularity: IrregularityObject,
    Term: TermObject,
    EditRule: RuleObject,
}
_NOUNS: dict[type[Struct], Callable[[Parts], Any]] = {
    AmountObject: dict,
    CandidateObject: _candidate,
    FieldObject: lambda parts: Field(**_with_ends(parts)),
    FactObject: _fact,
    StatedObject: lambda parts: Stated(evidence=parts.pop("evidence"), amount=_amount(parts)),
    EditObject: lambda parts: EditResult(**_numbers(parts, "left", "right")),
    FindingObject: lambda parts: Finding(**_numbers(parts, "printed", "expected")),
    IrregularityObject: lambda parts: Irregularity(**parts),
    TermObject: lambda parts: Term(**parts),
    RuleObject: lambda parts: rule_of_prose(parts.pop("rule"), **parts),
    RecordObject: _record,
}
