"""dev and test are split by agency: an agency on both sides would make test easier than it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.gold import SUFFIX, Flaw, GoldLabels
from extractor.values.folding import fold, squeeze

HELD_OUT = "test"
SIDES = ("dev", HELD_OUT)
_AGENCY = "meta.agency"


@dataclass
class Split:
    """The agencies of dev and test, looked up once for each folder of that name."""

    _sides: dict[Path, dict[str, str]] = field(default_factory=dict)

    def flaws(self, path: Path, labels: GoldLabels) -> Iterator[Flaw]:
        """The agency of a label file under dev or test, held against those of the other side."""
        side = _side(path)
        if side is None:
            return
        label = labels.fields.get(_AGENCY)
        if label is None or not isinstance(label.value, str):
            told = "is not labelled, so nobody can tell on which side it belongs"
            yield Flaw(f"fields.{_AGENCY}", told, "label it", warning=True)
            return
        (other,) = (side.with_name(name) for name in SIDES if name != side.name)
        if other not in self._sides:
            self._sides[other] = agencies(other)
        if there := self._sides[other].get(_key(label.value)):
            told = f"{label.value} is in {other.name} too ({there})"
            remedy = f"put all its reports in {side.name} or {other.name}"
            yield Flaw(f"fields.{_AGENCY}", told, remedy)


def is_held_out(path: Path) -> bool:
    """Whether a document is on the side of which nobody looks at more than the scores."""
    side = _side(path)
    return side is not None and side.name == HELD_OUT


def _side(path: Path) -> Path | None:
    """The nearest folder around a file that is one of the sides."""
    return next((folder for folder in path.resolve().parents if folder.name in SIDES), None)


def agencies(side: Path) -> dict[str, str]:
    """The agencies labelled at any depth under a folder, each with one of its label files."""
    found = {}
    for path in sorted(side.rglob(f"*{SUFFIX}")):
        try:
            agency = json.loads(path.read_bytes())["fields"][_AGENCY]["value"]
        except (OSError, ValueError, LookupError, TypeError):
            continue  # told where that file is checked
        found[_key(str(agency))] = path.name
    return found


def agency_of(labels: GoldLabels) -> str | None:
    """The agency of a report, the same for all its reports; None where it is not labelled."""
    label = labels.fields.get(_AGENCY)
    return None if label is None or label.value is None else _key(str(label.value))


def _key(agency: str) -> str:
    return squeeze(fold(agency))
