"""The demo: reports in, a table and commands that fit this database."""

from pathlib import Path

from click.testing import CliRunner

from eval.demo import main
from eval.synthesize import synthesize


def test_the_demo_reads_a_folder_and_tells_what_to_try(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    synthesize(4, "cells", zero="blank").write(reports)
    (reports / "broken.docx").write_bytes(b"PK\x03\x04 no more than this")
    database = tmp_path / "new" / "gouji.db"
    first = CliRunner().invoke(main, [str(reports), "--db", str(database)])
    assert first.exit_code == 0
    assert "1 read now, 0 known from before, 1 could not be read" in first.output
    assert "broken.docx" in first.output
    assert "show cells-000004 requests." in first.output
    assert f"findings --db {database}" in first.output
    again = CliRunner().invoke(main, [str(reports), "--db", str(database)])
    assert "0 read now, 1 known from before" in again.output
