"""What a report states, gathered while its sentences are made: text, labels, and what is wrong."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from eval.synthesis.alter import Planted
from extractor.values.numeral import write_han

_SLOT = re.compile(r"\{([a-z_.]+)\}")
_SMALL = ("meetings", "trainings")


@dataclass
class Prose:
    """The text by place, and what it states. `numbers` holds what may be stated at all, `planted`
    what is told wrongly."""

    random: Random
    words: dict[str, str]
    numbers: dict[str, Decimal]
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def state(self, template: str) -> str:
        """A sentence of the template, its facts labelled; a second mention changes nothing."""
        return _SLOT.sub(lambda slot: self._print(slot[1]), template)

    def any(self, templates: tuple[str, ...]) -> str:
        """One of the sentences, stated."""
        return self.state(self.random.choice(templates))

    def label(self, name: str, value: Decimal, **more: str) -> None:
        """Labels a fact of the closed list."""
        self.fields[f"narrative.{name}"] = {"state": "reported", "value": value, **more}

    def _print(self, name: str) -> str:
        if name in self.words:
            return self.words[name]
        value = self.numbers[name]
        self.label(name, value)
        if name in _SMALL and self.random.random() < 0.3:
            return write_han(int(value)) if value != 2 else "两"
        return str(abs(value))
