"""Record <-> one line of JSON, schema `gouji.record/1`, exact both ways.

A figure is written with the digits of its Decimal, in plain notation, and read back from
those digits. An interval is printed only where it says more than the value: without one,
a number stands for itself alone.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
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
_ALREADY_JSON = frozenset((str, int, float, bool, NoneType))


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
    kind = type(noun)
    parts: Parts = _PARTS[kind](noun) if kind in _PARTS else _named(noun)
    parts.update(more)
    if "low" in parts:
        value, ends = parts["value"], (parts["low"], parts["high"])
        alone = value if isinstance(value, Decimal) else None
        parts["interval"] = None if ends == (alone, alone) else tuple(map(write_figure, ends))
    values: Parts = {}
    for name, default in _defaults(shape):
        part = parts[name]
        if default is NODEFAULT or not (part is None or part == default):
            values[name] = part if type(part) in _ALREADY_JSON else _write(part)
    return shape(**values)


@lru_cache
def _defaults(shape: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """The keys of a shape with what they are where they are left out."""
    return tuple((field.name, field.default) for field in msgspec.structs.fields(shape))


def _named(noun: Any) -> Parts:
    """What a noun says, by the names of its parts."""
    kind: Any = type(noun)
    names, parts_of = _getter(kind)
    return dict(zip(names, parts_of(noun), strict=True))


@lru_cache
def _getter(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the parts of a class with several, and what takes them from one of it."""
    names: tuple[str, ...] = kind.__match_args__
    return names, attrgetter(*names)


def _of_fact(fact: Fact) -> Parts:
    beside = {"share": fact.share.value if fact.share else None, "share_printed": fact.share}
    return {"label": fact.label, "evidence": fact.evidence, **beside, **_named(fact.amount)}


def _write(part: Any) -> Any:
    """A part of a record as msgspec encodes it to the record's notation."""
    kind = type(part)
    if shape := _OBJECTS.get(kind):
        return to_object(part, shape)
    if kind is Decimal:
        return write_figure(part)
    if kind is tuple:
        return tuple(map(_write, part))
    if kind is dict:
        return {name: _write(value) for name, value in part.items()}
    return part


def _read(part: Any) -> Any:
    kind = type(part)
    if make := _NOUNS.get(kind):
        parts = _named(part)
        for name, inner in parts.items():
            if type(inner) not in _ALREADY_JSON:
                parts[name] = _read(inner)
        return make(parts)
    if kind is Raw:
        return read_figure(part)
    if kind is UnsetType:
        return None
    if kind is tuple:
        return tuple(map(_read, part))
    if kind is dict:
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


_PARTS: dict[type, Callable[[Any], Parts]] = {
    Fact: _of_fact,
    Stated: lambda stated: {"evidence": stated.evidence, **_named(stated.amount)},
    EditRule: lambda rule: {"rule": rule.name, **vars(rule)},
}
"""What nouns say by the keys of their JSON, where these are not their own names."""
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
