"""Labelled reports: the project's own, and the five real ones where they are at hand."""

from pathlib import Path

import pytest

from eval.gold import GoldReport, load_gold

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "reports"
OWN: tuple[GoldReport, ...] = load_gold(ROOT / "gold" / "dev")
REAL: tuple[GoldReport, ...] = load_gold(FOLDER) if FOLDER.is_dir() else ()

needs_real = pytest.mark.skipif(not REAL, reason="the shared reports are not at hand")
each_real = pytest.mark.parametrize("report", REAL, ids=lambda report: report.name)


def _stands_alone(report: GoldReport) -> bool:
    """Whether its figures mean the same in the official layout: its tables have that layout's
    cells, no sum is wrong in the report itself, and no unit is missing that the heading of 2021
    prints."""
    if report.path.parent.name == "irregular":
        return False
    planted = {finding.code for finding in report.labels.findings or ()}
    open_ = any(label.review for label in report.labels.fields.values())
    return planted <= {"narrative_differs"} and not (open_ and report.labels.form.endswith("2021"))


each_report = pytest.mark.parametrize(
    "report", [*filter(_stands_alone, [*REAL, *OWN])], ids=lambda report: report.name
)
