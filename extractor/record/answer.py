"""Shape -> the pydantic class of its answers, and the JSON schema that a provider enforces.

Every name and number is an enum, so that an answer can only point at what is there. Classes are
kept: reports have few different shapes, and a class and its schema take milliseconds to make.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model
from typing_extensions import TypeAliasType

from extractor.record.question import Shape


class Strict(BaseModel):
    """An answer, or a part of one: nothing missing, nothing more."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@lru_cache(maxsize=2048)
def answer_class(shape: Shape) -> type[Strict]:
    """The class of the answers to a question of this shape."""
    return _CLASSES[shape.kind](shape)


@lru_cache(maxsize=2048)
def answer_schema(shape: Shape) -> dict[str, Any]:
    """The JSON schema of the class, without what only costs tokens."""
    schema = _pruned(answer_class(shape).model_json_schema())
    assert isinstance(schema, dict)
    return schema


@lru_cache(maxsize=2048)
def schema_hash(shape: Shape) -> str:
    """The first eight hexadecimal digits of the schema's SHA-256."""
    text = json.dumps(answer_schema(shape), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _narrative(shape: Shape) -> type[Strict]:
    field, at, sentence = _name("Field", shape.fields), _at(shape), _sentence(shape)
    parts: dict[str, Any] = {}
    if shape.pointers:
        parts["facts"] = _list("Fact", field=(field, ...), at=(at, ...))
        parts["open"] = _list("Open", at=(at, ...), label=(str, ...))
    if shape.sentences:
        kind = _name("Kind", shape.items)
        parts["none"] = _list("None", field=(field, ...), sentence=(sentence, ...))
        parts["items"] = _list(
            "Item", kind=(kind, ...), first=(sentence, ...), last=(sentence, ...)
        )
    parts["quotes"] = _list("Quote", field=(field, ...), quote=(str, ...))
    return create_model("Narrative", __base__=Strict, **parts)


def _fields(shape: Shape) -> type[Strict]:
    at = _number("At", 0, shape.pointers)
    asked: dict[str, Any] = dict.fromkeys(shape.fields, (at, ...))
    return create_model("Fields", __base__=Strict, **asked)


def _rows(shape: Shape) -> type[Strict]:
    cells = _list("Cell", column=(_name("Column", shape.columns), ...), cell=(_at(shape), ...))
    rows = _list("Row", row=(_name("RowName", shape.rows), ...), cells=cells)
    return create_model("Rows", __base__=Strict, rows=rows)


def _columns(shape: Shape) -> type[Strict]:
    cells = _list("Cell", row=(_name("RowName", shape.rows), ...), cell=(_at(shape), ...))
    columns = _list("Column", column=(_name("ColumnName", shape.columns), ...), cells=cells)
    return create_model("Columns", __base__=Strict, columns=columns)


def _cell(shape: Shape) -> type[Strict]:
    return create_model("OneCell", __base__=Strict, cell=(_number("At", 0, shape.pointers), ...))


_CLASSES = {
    "narrative": _narrative,
    "fields": _fields,
    "rows": _rows,
    "columns": _columns,
    "cell": _cell,
}


def _name(alias: str, names: tuple[str, ...]) -> Any:
    return TypeAliasType(alias, Literal[names])


def _number(alias: str, first: int, last: int) -> Any:
    return TypeAliasType(alias, Literal[tuple(range(first, last + 1))])


def _at(shape: Shape) -> Any:
    return _number("At", 1, shape.pointers)


def _sentence(shape: Shape) -> Any:
    return _number("Sentence", 1, shape.sentences) if shape.sentences else None


def _list(name: str, **parts: Any) -> Any:
    return list[create_model(name, __base__=Strict, **parts)], ...  # type: ignore[misc]


def _pruned(schema: Any) -> Any:
    """Without titles: a model knows a property by its name."""
    match schema:
        case dict():
            return {
                k: _pruned(v)
                for k, v in schema.items()
                if not (k == "title" and isinstance(v, str))
            }
        case list():
            return [_pruned(item) for item in schema]
        case _:
            return schema
