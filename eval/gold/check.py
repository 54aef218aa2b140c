"""Folders of gold -> what is wrong with them: file by file, and between files.

Everything that a program can know of labels without reading for them: that they are whole,
found in their documents, in agreement with each other, and on one side of the split.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from rich import box
from rich.table import Table

from eval.gold import SUFFIX, Flaw, GoldError, GoldLabels, parse_labels
from eval.gold.arithmetic import flaws_of_arithmetic
from eval.gold.new import OPEN, TODO
from eval.gold.prints import Print, flaws_of_print
from eval.gold.split import Split
from extractor.document import Document
from extractor.document.read import read_document
from extractor.errors import DocumentError, FormError
from extractor.forms.file import all_forms, load_form
from extractor.reading.recognize import recognize

_ENDINGS = frozenset((".txt", ".html", ".htm", ".docx"))
_SHOWN = 3
_JSON = msgspec.json.Encoder(decimal_format="number")


@dataclass
class Checked:
    """One label file: what could be read of it, and what is wrong. Flaws are in file order."""

    path: Path
    labels: GoldLabels | None = None
    document: Document | None = None
    flaws: list[Flaw] = field(default_factory=list)


def check(folders: Iterable[Path]) -> list[Checked]:
    """Every label file at any depth, and every document without one, in order of path.

    Raises GoldError where there is nothing to check.
    """
    paths = sorted({path for folder in folders for path in folder.rglob("*") if path.is_file()})
    gold = [path for path in paths if path.name.endswith(SUFFIX)]
    documents = [path for path in paths if path.suffix.lower() in _ENDINGS]
    if not gold and not documents:
        raise GoldError("no document and no *.gold.json there or below")
    checked = [check_file(path) for path in gold]
    labelled = {one.path.parent / one.labels.document for one in checked if one.labels}
    labelled |= {_named_alike(one.path, documents) for one in checked if not one.labels}
    for path in documents:
        if path not in labelled:
            remedy = f"gouji gold new {path}, or move it out"
            checked.append(Checked(path, flaws=[Flaw("document", "has no labels", remedy)]))
    _mark_doubles(checked)
    split = Split()
    for one in checked:
        if one.labels:
            one.flaws += split.flaws(one.path, one.labels)
    return sorted(checked, key=lambda one: one.path)


def check_file(path: Path) -> Checked:
    """One label file, held against its document and against itself."""
    checked = Checked(path)
    checked.flaws += _look(checked)
    return checked


def _look(checked: Checked) -> Iterator[Flaw]:
    path = checked.path
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "is there a comma too many or too few, here or in the line before?"
        yield Flaw(f"line {error.lineno}", f"no JSON: {error.msg}", remedy)
        return
    except (OSError, UnicodeDecodeError) as error:
        yield Flaw("file", f"cannot be read: {error}", "save it as UTF-8")
        return
    if isinstance(data, dict) and (TODO in data or _open(data)):
        yield from _unfilled(data, text)
        text = _JSON.encode(_filled(json.loads(text, parse_float=Decimal))).decode()
    try:
        checked.labels = labels = parse_labels(text, "")
    except GoldError as error:
        place, _, problem = str(error).removeprefix(": at ").removeprefix(": ").partition(": ")
        yield Flaw(place, problem or "is wrong", "gold/README.md has the format")
        return
    yield from _hold_against_document(checked, labels)


def _hold_against_document(checked: Checked, labels: GoldLabels) -> Iterator[Flaw]:
    path = checked.path.parent / labels.document
    if path.parent != checked.path.parent:
        told = f"{labels.document} is not beside the labels"
        yield Flaw("document", told, "give the file's name alone")
        return
    if checked.path.name != path.stem + SUFFIX:
        remedy = f"call the label file {path.stem}{SUFFIX}"
        yield Flaw("document", f"{labels.document} is named otherwise", remedy)
    try:
        form = load_form(labels.form)
        checked.document = document = read_document(path)
    except FormError as error:
        yield Flaw("form", str(error), "name one of them")
        return
    except DocumentError as error:
        yield Flaw("document", f"{labels.document} {error.reason}", error.remedy)
        return
    yield from _form(labels, document)
    yield from flaws_of_print(labels, form, Print(document))
    yield from flaws_of_arithmetic(labels, form)


def _form(labels: GoldLabels, document: Document) -> Iterator[Flaw]:
    try:
        nearest = recognize(document, all_forms()).id
    except DocumentError:
        return  # tables in the agency's own words; the labeller knows better
    if nearest != labels.form:
        told = f"{labels.form}, but the tables look like {nearest}"
        yield Flaw("form", told, "look at the headings of part 2", warning=True)


def _unfilled(data: dict[str, Any], text: str) -> Iterator[Flaw]:
    """What is still open in a template, in one line for each of its lists."""
    lines = text.splitlines()
    for key, what in (("fields", "fields"), ("facts", "facts")):
        entries = data.get(key) or {}
        named = entries.items() if isinstance(entries, dict) else enumerate(entries)
        left = [str(name) for name, entry in named if _open(entry)]
        if left:
            shown = ", ".join(left[:_SHOWN]) + (", ..." if len(left) > _SHOWN else "")
            told = f"{len(left)} of {len(entries)} {what} are not filled in ({shown})"
            yield Flaw(key, told, f"type over every {OPEN}, or take the line out")
    if TODO in data:
        line = next((n for n, line in enumerate(lines, 1) if f'"{TODO}"' in line), 1)
        yield Flaw(f"line {line}", f"the {TODO} is still there", "take it out when all is done")


def _open(entry: object) -> bool:
    match entry:
        case dict():
            return any(map(_open, entry.values()))
        case list():
            return any(map(_open, entry))
        case _:
            return entry == OPEN


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """The part of a template that is filled in, to be checked already."""
    filled = {key: value for key, value in data.items() if key != TODO}
    for key, entries in filled.items():
        if isinstance(entries, dict):
            filled[key] = {name: entry for name, entry in entries.items() if not _open(entry)}
        elif isinstance(entries, list):
            filled[key] = [entry for entry in entries if not _open(entry)]
    return filled


def _named_alike(path: Path, documents: Sequence[Path]) -> Path:
    """The document that a label file is called after, where its content cannot tell."""
    stem = path.name.removesuffix(SUFFIX)
    alike = (d for d in documents if d.parent == path.parent and d.stem == stem)
    return next(alike, path)


def _mark_doubles(checked: Sequence[Checked]) -> None:
    """A document counts once, whatever it is called."""
    seen: dict[str, Path] = {}
    for one in checked:
        if one.document is None:
            continue
        first = seen.setdefault(one.document.sha256, one.path)
        if first != one.path:
            told = f"has the same content as that of {first}"
            one.flaws.append(Flaw("document", told, "keep one of them"))


_DOCUMENTS = "documents"
_PARTS = ("meta", "narrative", "disclosure", "requests", "remedies")
_TABLES = frozenset(("disclosure", "requests", "remedies"))


@dataclass
class _Tally:
    """The labels of one folder, counted. `figures` are the tables' values that are labelled."""

    counts: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    zeros: int = 0

    def add(self, labels: GoldLabels) -> None:
        """Count one label file."""
        ending = Path(labels.document).suffix.lstrip(".")
        self.counts.update((_DOCUMENTS, labels.form, ending, labels.kind))
        self.counts.update(name.partition(".")[0] for name in labels.fields)
        self.counts["facts"] += len(labels.facts or ())
        for name, label in labels.fields.items():
            if name.partition(".")[0] in _TABLES and label.value is not None:
                self.figures += 1
                self.zeros += label.value == 0

    @property
    def share(self) -> str:
        """How many of the tables' figures are 0: who always guesses 0 is right so often."""
        return f"{self.zeros / self.figures:.0%}" if self.figures else "–"


def summary(checked: Sequence[Checked]) -> Table:
    """One column a folder, and one for all where there are several."""
    folders: dict[str, _Tally] = {}
    for one in checked:
        tally = folders.setdefault(str(one.path.parent), _Tally())
        if one.labels:
            tally.add(one.labels)
    if len(folders) > 1:
        whole = folders.setdefault("all", _Tally())
        for one in checked:
            if one.labels:
                whole.add(one.labels)
    labels = [one.labels for one in checked if one.labels]
    groups = (
        (_DOCUMENTS,),
        sorted({one.form for one in labels}),
        sorted({Path(one.document).suffix.lstrip(".") for one in labels}),
        sorted({one.kind for one in labels}),
        (*_PARTS, "facts"),
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for folder in folders:
        table.add_column(folder, justify="right", overflow="fold")
    for group in groups:
        for name in group:
            table.add_row(name, *(str(tally.counts[name]) for tally in folders.values()))
        table.add_section()
    table.add_row("zeros in tables", *(tally.share for tally in folders.values()))
    return table
