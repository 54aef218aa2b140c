"""A report that people have reviewed -> the document and its labels, as gold.

Labels come from people only. A field is labelled where somebody accepted, corrected or called it
misreported, as they settled it; nothing is taken over from what the machine read by itself.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import msgspec

from eval.gold import SUFFIX, GoldError, GoldLabels, Kind, parse_labels
from extractor.record.decision import SETTLING, Decision, anchor
from extractor.record.record import Field, FieldId
from extractor.review import Case, load_case
from extractor.store import Store
from extractor.values.amount import read_amount
from extractor.values.numeral import plain_digits

_JSON = msgspec.json.Encoder(decimal_format="number")
_ENDINGS = {
    "text/plain": (".txt",),
    "text/html": (".html", ".htm"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
}
_UNFIT = re.compile(r"[\s/\\:*?\"<>|\x00-\x1f]+")
_NOT_PRINTED = "missing"
_UNLABELLED = frozenset(("dash", "blank"))
"""States that only a cell of a table can have."""
_SHOWN = 3


def promote(
    store: Store, document: int, folder: Path, kind: Kind = "real"
) -> tuple[Path, GoldLabels]:
    """Write a document and its labels into `folder` -> the label file and what it says.

    Raises GoldError where the report is not fully reviewed, where its bytes were not kept, or
    where other files of these names are there.
    """
    case = load_case(store, document)
    data = case.inputs.data
    if data is None:
        raise GoldError(
            f"{case.inputs.path}: was read by an older Gouji, which did not keep the file: read it "
            "again with `gouji run`"
        )
    _check_reviewed(case)
    name = _name(case)
    labels = {
        "document": name.name,
        "form": case.record.form,
        "kind": kind,
        "fields": dict(_fields(case)),
        "reviewed": _reviewed(case),
    }
    text = msgspec.json.format(_JSON.encode(labels), indent=1).decode() + "\n"
    path = folder / (name.stem + SUFFIX)
    told = parse_labels(text, str(path))
    _write(folder / name.name, data)
    _write(path, text.encode())
    return path, told


def _check_reviewed(case: Case) -> None:
    path, waiting = case.inputs.path, case.record.review
    if waiting:
        shown = ", ".join(waiting[:_SHOWN]) + (", ..." if len(waiting) > _SHOWN else "")
        raise GoldError(f"{path}: {len(waiting)} fields still wait for a person ({shown})")
    lost = [
        name
        for name, decision in case.in_force.items()
        if anchor(case.text, decision.place) != decision.anchor
    ]
    if lost:
        raise GoldError(f"{path}: the text has changed since {lost[0]} was decided: decide again")
    if not dict(_fields(case)):
        raise GoldError(f"{path}: nobody has settled any field, so there is nothing to label")


def _settled(case: Case) -> dict[FieldId, Decision]:
    """The decisions in force that say what a field is."""
    return {name: told for name, told in case.in_force.items() if told.action in SETTLING}


def _fields(case: Case) -> Iterator[tuple[FieldId, dict[str, Any]]]:
    """The labels, in the record's order. What is not printed has no entry."""
    settled = _settled(case)
    for name, field in case.record.fields.items():
        if name not in settled or field.state == _NOT_PRINTED:
            continue
        if name in case.form.cells or field.state not in _UNLABELLED:
            yield name, _label(field, case.text)


def _label(field: Field, text: str) -> dict[str, Any]:
    label: dict[str, Any] = {"state": field.state}
    if field.state != "reported":
        return label
    label["value"] = field.value
    if field.qualifier:
        label["qualifier"] = field.qualifier
    if field.raw and field.raw in text and _says_more(field.raw, field):
        label["raw"] = field.raw
    return label


def _says_more(raw: str, field: Field) -> bool:
    """Whether what is printed reads as the value, and is more than its digits."""
    if not isinstance(field.value, Decimal):
        return False
    amount = read_amount(raw)
    same = (amount.value, amount.qualifier) == (field.value, field.qualifier)
    return same and raw.strip() != plain_digits(field.value)


def _reviewed(case: Case) -> dict[str, Any]:
    decisions = _settled(case).values()
    return {
        "by": sorted({decision.reviewer for decision in decisions}),
        "at": max(decision.at for decision in decisions),
    }


def _name(case: Case) -> PurePath:
    """What the document is called: as its file was, with an ending that says what it is."""
    was = PurePath(_UNFIT.sub("-", PurePath(case.inputs.path).name))
    endings = _ENDINGS[case.record.document.media_type]
    stem = (was.stem if was.suffix.lower() in endings else was.name).strip("-.") or "report"
    return PurePath(stem + (was.suffix if was.suffix.lower() in endings else endings[0]))


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless it is there as it is. Raises GoldError where another one is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        if path.read_bytes() != data:
            raise GoldError(f"{path}: another file is there already: move it away") from error
    except OSError as error:
        raise GoldError(f"{path}: cannot be written: {error.strerror}") from error
