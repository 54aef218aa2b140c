"""The demo: reports in, a table and commands that fit this database."""

from pathlib import Path

from click.testing import CliRunner

from eval.__main__ import main as eval_main
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


def test_scores_are_printed_and_an_unreadable_document_is_told(tmp_path: Path) -> None:
    path = synthesize(4, "tabs").write(tmp_path)
    read = CliRunner().invoke(eval_main, [str(tmp_path)])
    assert read.exit_code == 0
    assert "1 document " in read.output
    path.write_text("no report at all", encoding="utf-8")
    unread = CliRunner().invoke(eval_main, [str(tmp_path), "--json"])
    assert unread.exit_code == 1
    assert '"tabs-000004": "' in unread.output


def test_a_wrong_label_file_ends_the_evaluation(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(eval_main, [str(tmp_path)])
    assert result.exit_code == 2
    assert "a.gold.json: at document: Field required" in result.output
