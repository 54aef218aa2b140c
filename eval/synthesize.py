"""A seed -> an invented report in any layout, with labels that are known by construction.

`python -m eval.synthesize OUT_DIR --count N --seed S --layout cells|tabs|pipes|html|docx|txt|all`
writes N reports and their labels, in the format of gold/README.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Literal

import click
import msgspec

from eval.gold import SUFFIX
from eval.synthesis.alter import (
    DAMAGES,
    MISCOUNTS,
    MISREPORTS,
    MISSTATEMENTS,
    Damage,
    Misreport,
    Planted,
)
from eval.synthesis.alter import misreport as misreport_figure
from eval.synthesis.damage import damaged
from eval.synthesis.draw import draw_figures, follows
from eval.synthesis.mark import ZEROS, Habits, Zero, print_figures
from eval.synthesis.markup import html_bytes
from eval.synthesis.page import Agency, Page, arrange, draw_agency
from eval.synthesis.prose import draw_prose
from eval.synthesis.sheet import (
    FORMS,
    Wording,
    disclosure_sheet,
    fields_of,
    remedies_sheet,
    requests_sheet,
)
from eval.synthesis.text import cells_text, pipes_text, tabs_text
from eval.synthesis.word import docx_bytes
from extractor.record.record import FieldId

Layout = Literal["cells", "tabs", "pipes", "html", "docx"]
RENDERERS: dict[Layout, tuple[str, Callable[[Random, Page], bytes]]] = {
    "cells": ("txt", lambda random, page: cells_text(random, page).encode()),
    "tabs": ("txt", lambda random, page: tabs_text(random, page).encode()),
    "pipes": ("txt", lambda random, page: pipes_text(random, page).encode()),
    "html": ("html", html_bytes),
    "docx": ("docx", lambda _, page: docx_bytes(page)),
}
LAYOUTS: tuple[Layout, ...] = tuple(RENDERERS)
GROUPS: dict[str, tuple[Layout, ...]] = {
    **{layout: (layout,) for layout in LAYOUTS},
    "txt": ("cells", "tabs", "pipes"),
    "all": LAYOUTS,
}
YEARS: dict[Wording, tuple[int, int]] = {
    "early": (2019, 2020),
    "2019": (2019, 2020),
    "2021": (2021, 2024),
}
WORDINGS: tuple[Wording, ...] = ("early", "2019", "2021")
_JSON = msgspec.json.Encoder(decimal_format="number")

Labels = dict[FieldId, dict[str, Any]]
"""Fields and their labels in the gold format."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """An invented report: the file's content, its labels, and what was planted in it."""

    name: str
    content: bytes
    extension: str
    gold: dict[str, Any]
    planted: tuple[Planted, ...] = ()

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.name}.{self.extension}"

    def write(self, folder: Path) -> Path:
        """The report and its labels as files in `folder` -> the report's path."""
        path = folder / self.file_name
        path.write_bytes(self.content)
        labels = msgspec.json.format(_JSON.encode(self.gold), indent=1)
        (folder / f"{self.name}{SUFFIX}").write_bytes(labels + b"\n")
        return path


def synthesize(
    seed: int,
    layout: Layout,
    *,
    wording: Wording | None = None,
    zero: Zero | None = None,
    misreport: Misreport | None = None,
    damage: Damage | None = None,
) -> Synthetic:
    """The report of this seed: the same arguments give the same bytes.

    `wording` and `zero` are drawn where they are not given; nothing is planted unless
    `misreport` or `damage` says so. What is planted is drawn apart, so that the report is
    otherwise the one that the seed gives without it.
    """
    random, mischief = Random(seed), Random(f"{seed} planted")
    wording = wording or random.choices(WORDINGS, (1, 4, 5))[0]
    year = random.randint(*YEARS[wording])
    agency = draw_agency(random)
    figures = draw_figures(random, wording)
    told = next((kind for kind in MISSTATEMENTS if kind == misreport), None)
    printed = next((kind for kind in MISCOUNTS if kind == misreport), None)
    prose, paragraphs = draw_prose(random, agency, year, figures, told)
    planted = prose.planted
    if printed is not None:
        planted.append(misreport_figure(mischief, figures, printed))
    marks = print_figures(random, figures, Habits.drawn(random, zero), wording)

    def text_of(field: FieldId) -> str:
        return marks[field].text

    sheets = {
        1: disclosure_sheet(wording, text_of),
        2: requests_sheet(wording, text_of),
        3: remedies_sheet(text_of),
    }
    page = arrange(random, agency, year, paragraphs, sheets)
    if damage is not None:
        page, done = damaged(mischief, page, damage)
        planted.append(done)
    extension, render = RENDERERS[layout]
    content = render(random, page)
    labels = {f: dict(marks[f].label) for sheet in sheets.values() for f in fields_of(sheet)}
    labels = _spoiled(labels, planted)
    name = f"{layout}-{seed:06d}"
    gold = {
        "document": f"{name}.{extension}",
        "form": FORMS[wording],
        "kind": "generated",
        "fields": labels | _meta(agency, year) | prose.fields,
        "facts": prose.facts,
        **_concluded(labels, wording, planted),
    }
    return Synthetic(name, content, extension, gold, tuple(planted))


def _meta(agency: Agency, year: int) -> dict[FieldId, dict[str, Any]]:
    values: dict[str, Decimal | str] = {
        "agency": agency.name,
        "year": Decimal(year),
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        **{f"contact.{name}": value for name, value in agency.contact.items()},
    }
    return {f"meta.{name}": {"state": "reported", "value": v} for name, v in values.items()}


def _spoiled(labels: Labels, planted: list[Planted]) -> Labels:
    """The labels of the tables as damage leaves them: a cell that is gone has none."""
    spoiled = {f: done.state for done in planted if done.state for f in done.fields}
    changed = {f: {"state": state} for f, state in spoiled.items() if state != "missing"}
    return {f: label for f, label in labels.items() if f not in spoiled} | changed


def _concluded(labels: Labels, wording: Wording, planted: list[Planted]) -> dict[str, Any]:
    """The labels of what is not printed: findings, and imputed values where they are sure.

    What may be concluded from figures of which nobody can tell which is which is not sure.
    """
    if any(done.state == "unreadable" for done in planted):
        return {}
    reported = {field: label["value"] for field, label in labels.items() if "value" in label}
    wrong = [
        {"code": p.finding, "fields": list(p.fields)} | ({"quote": p.quote} if p.quote else {})
        for p in planted
        if p.finding
    ]
    imputed = follows(reported, wording)
    if imputed is None or (wrong and imputed):
        return {"findings": wrong}
    return {"imputed": imputed, "findings": wrong}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", default=100, show_default=True, help="How many reports.")
@click.option("--seed", default=1, show_default=True, help="The first seed; each has its own.")
@click.option("--layout", type=click.Choice(list(GROUPS)), default="all", show_default=True)
@click.option("--misreport", type=click.Choice(MISREPORTS), help="Plant a wrong figure.")
@click.option("--damage", type=click.Choice(DAMAGES), help="Damage a table as copying does.")
@click.option("--zero", type=click.Choice(ZEROS), help="How nought is printed.")
def main(
    folder: Path,
    count: int,
    seed: int,
    layout: str,
    misreport: Misreport | None,
    damage: Damage | None,
    zero: Zero | None,
) -> None:
    """Write invented reports with their labels to FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    layouts = GROUPS[layout]
    for number in range(count):
        report = synthesize(
            seed + number,
            layouts[number % len(layouts)],
            zero=zero,
            misreport=misreport,
            damage=damage,
        )
        report.write(folder)
    click.echo(f"{count} reports in {folder}")


if __name__ == "__main__":
    main()
