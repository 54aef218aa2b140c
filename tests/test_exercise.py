"""The exercise of CONTRIBUTING: four changes, one file each, made in a copy of the program."""

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = """沙溪市财政局2022年政府信息公开工作年度报告
一、总体情况
全年办理人大建议和政协提案12件，其中主办15件。
二、主动公开政府信息情况
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
本级政府规章\t2\t0\t7
行政规范性文件\t5桩\t1\t20
"""


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the program in which every change of the exercise was made."""
    folder = tmp_path_factory.mktemp("exercise")
    for package in ("extractor", "prompts"):
        shutil.copytree(ROOT / package, folder / package)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    changes = re.findall(r"^```diff\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(changes) == 4
    for change in changes:
        assert change.count("+++ ") == 1, "a change is made in one file"
        subprocess.run(["git", "apply", "-"], input=change.encode(), cwd=folder, check=True)
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    gouji(folder, "run", "report.txt", "--form", "disclosure_2021", "--db", "x.db")
    return folder


def gouji(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "extractor.cli", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "x.db") as db:
        return db.execute(query).fetchall()


def test_a_figure_is_counted_in_the_new_unit(changed: Path) -> None:
    query = "SELECT value, raw FROM fields WHERE field = 'disclosure.normative_documents.issued'"
    assert rows(changed, query) == [(5, "5桩")]


def test_a_row_is_found_by_the_new_label(changed: Path) -> None:
    query = "SELECT value, decision FROM fields WHERE field = 'disclosure.rules.issued'"
    assert rows(changed, query) == [(2, "accept")]


def test_the_new_edit_rule_is_confronted(changed: Path) -> None:
    query = "SELECT rule FROM violated_edits WHERE rule = 'narrative.proposals_lead'"
    assert rows(changed, query) == [("narrative.proposals_lead",)]


def test_the_new_view_is_in_the_database(changed: Path) -> None:
    assert rows(changed, "SELECT * FROM reports_by_agency") == [("沙溪市财政局", 1, 2022, 2022)]
