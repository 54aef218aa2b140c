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
each_report = pytest.mark.parametrize("report", [*REAL, *OWN], ids=lambda report: report.name)
