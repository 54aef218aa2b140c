"""forms/<id>/*.toml -> Form: read, inherit, check against the schema, write the rules out."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from extractor.errors import FormError
from extractor.forms.edit import EditRule, EditTemplate, expand
from extractor.forms.form import Form

FILES = ("form.toml", "edits.toml", "facts.toml", "circumstances.toml", "prose.toml")
"""What a form's folder may hold. A form that `extends` another may leave any but the first out."""

_FORM = TypeAdapter(Form)
_TEMPLATES = TypeAdapter(tuple[EditTemplate, ...])
_WORD = re.compile(r"\{(\w+)\}")
_FIGURE = {"n": r"⟦(?P<n>\d+)⟧"}
"""The figure that a pattern means, in a marked sentence."""


def _folder() -> Traversable:
    return files("extractor") / "forms"


@lru_cache(maxsize=1)
def form_ids() -> tuple[str, ...]:
    """The ids of all forms that are installed, sorted."""
    found = (entry for entry in _folder().iterdir() if (entry / "form.toml").is_file())
    return tuple(sorted(entry.name for entry in found))


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The hash of all form data: records made with the same one are comparable."""
    digest = hashlib.sha256()
    for form_id in form_ids():
        for name in FILES:
            path = _folder() / form_id / name
            if path.is_file():
                digest.update(f"{form_id}/{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def load_form(form_id: str) -> Form:
    """The form with this id.

    Raises FormError naming the file and the place where its data is wrong, or the known
    ids where it does not exist.
    """
    data = _inherited(form_id)
    templates = data.pop("rules", [])
    sets = data.pop("sets", {})
    words = data.pop("words", {})
    data = _with_words(data, words | _FIGURE)
    try:
        form = _FORM.validate_python(data)
        rules = _TEMPLATES.validate_python(templates)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FormError(f"form {form_id}, at {place}: {first['msg']}") from error
    sets = sets | _row_sets(form)
    edits = tuple(rule for template in rules for rule in expand(template, sets))
    _check(form, edits)
    return replace(form, edits=edits)


def all_forms() -> tuple[Form, ...]:
    """Every form that is installed."""
    return tuple(load_form(form_id) for form_id in form_ids())


def _inherited(form_id: str) -> dict[str, Any]:
    """The form's own files over those of the form it extends; tables replace by part."""
    folder = _folder() / form_id
    if not (folder / "form.toml").is_file():
        raise FormError(f"no form {form_id!r}; known forms: {', '.join(form_ids())}")
    own: dict[str, Any] = {}
    for name in FILES:
        path = folder / name
        if path.is_file():
            try:
                own |= tomllib.loads(path.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise FormError(f"forms/{form_id}/{name}: {error}") from error
    base_id = own.pop("extends", None)
    replaced = own.pop("replace", {})
    if base_id is None:
        return own
    base = _inherited(base_id)
    tables = {table["part"]: table for table in base["tables"]}
    for part, rows in replaced.items():
        tables[part]["rows"] = [
            new for row in tables[part]["rows"] for new in rows.get(row["id"], [row])
        ]
    tables |= {table["part"]: table for table in own.get("tables", [])}
    return base | own | {"tables": list(tables.values())}


def _with_words(value: Any, words: Mapping[str, str]) -> Any:
    """Every `{word}` in a string replaced by the form's vocabulary; unknown ones stay."""
    match value:
        case str():
            while (new := _WORD.sub(lambda m: words.get(m[1], m[0]), value)) != value:
                value = new
            return value
        case list():
            return [_with_words(item, words) for item in value]
        case dict():
            return {key: _with_words(item, words) for key, item in value.items()}
        case _:
            return value


def _row_sets(form: Form) -> dict[str, tuple[str, ...]]:
    """The sets that rows name, and for each table `<part>_row`: all its rows."""
    sets: dict[str, list[str]] = {}
    for table in form.tables:
        for row in table.rows:
            for name in (f"{table.part}_row", *row.sets):
                sets.setdefault(name, []).append(row.id)
    return {name: tuple(rows) for name, rows in sets.items()}


def _check(form: Form, edits: tuple[EditRule, ...]) -> None:
    known = set(form.cells) | {rule.field for rule in form.facts}
    for rule in edits:
        if unknown := [name for name in rule.fields if name not in known]:
            raise FormError(f"form {form.id}: edit rule {rule.id} names no field {unknown[0]!r}")
