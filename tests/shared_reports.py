"""The five real reports with labels read by eye, where they are at hand."""

from pathlib import Path

import pytest

from eval.gold import GoldReport, load_gold

FOLDER = Path(__file__).parents[2] / "shared" / "reports"
REPORTS: tuple[GoldReport, ...] = load_gold(FOLDER) if FOLDER.is_dir() else ()

needs_reports = pytest.mark.skipif(not REPORTS, reason="the shared reports are not at hand")
each_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
