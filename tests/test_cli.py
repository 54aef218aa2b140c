"""The command, as a person uses it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extractor.cli import app
from extractor.record.json import from_json

FORM = "disclosure_2019"
COMMANDS = ("extract", "run", "show", "findings", "export", "forms", "serve", "user")


def gouji(*arguments: object) -> Result:
    """What the command prints and its exit code; an escaping exception fails the test."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report small enough to see through: one figure, one heading."""
    path = tmp_path / "small.txt"
    path.write_text(
        "某局2020年政府信息公开工作年度报告\n一、总体情况\n"
        "2020年，共收到政府信息公开申请12件。全年召开政府信息公开工作会议3次。\n"
    )
    return path


@pytest.fixture
def database(tmp_path: Path, report: Path) -> Path:
    """That report, in a database."""
    assert gouji("run", report, "--form", FORM, "--db", tmp_path / "x.db").exit_code == 0
    return tmp_path / "x.db"


# --- extract -----------------------------------------------------------------------------


def test_extract_prints_one_record_a_line(report: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.txt"
    second.write_bytes(report.read_bytes())
    result = gouji("extract", report, second, "--json", "--form", FORM)
    assert result.exit_code == 0
    first, other = map(from_json, result.stdout_bytes.splitlines())
    assert (first.document.path, other.document.path) == (str(report), str(second))
    assert first.fields == other.fields
    shown = json.loads(result.stdout_bytes.splitlines()[0])
    assert shown["fields"]["meta.year"]["value"] == 2020


def test_extract_prints_a_table_without_json(report: Path) -> None:
    result = gouji("extract", report, "--form", FORM)
    assert result.exit_code == 0
    assert "small.txt" in result.stdout
    assert "accepted" in result.stdout


def test_a_file_that_fails_is_told_and_the_others_go_on(report: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("这是一封普通的信，里面没有任何报告的内容。\n")
    result = gouji("extract", letter, tmp_path / "none.txt", report, "--json")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0].startswith(f"gouji: {letter}: ")
    assert "disclosure_2019" in lines[0]
    assert lines[1].startswith(f"gouji: {tmp_path / 'none.txt'}: ")


def test_an_unknown_form_is_refused_before_anything_is_read(report: Path, tmp_path: Path) -> None:
    for arguments in (["extract", report], ["run", report, "--db", tmp_path / "x.db"]):
        result = gouji(*arguments, "--form", "disclosure_1999")
        assert result.exit_code == 1
        assert "known forms: disclosure_2019" in result.stderr
    assert not (tmp_path / "x.db").exists()


def test_real_reports_come_out_with_figures(reports: tuple[Path, ...]) -> None:
    result = gouji("extract", *reports, "--json")
    assert result.exit_code == 0
    records = [from_json(line) for line in result.stdout_bytes.splitlines()]
    assert {record.form for record in records} == {FORM}
    assert all("requests.received.total" in record.fields for record in records)


# --- run ---------------------------------------------------------------------------------


def test_run_ends_with_a_summary_and_fails_if_any_file_did(report: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    database = tmp_path / "x.db"
    first = gouji("run", tmp_path, "--form", FORM, "--db", database, "--jobs", 1)
    assert first.exit_code == 1
    assert first.stdout.startswith("2 files: 1 read, 0 done before, 1 failed.")
    assert f"gouji: {tmp_path / 'empty.txt'}: the file is empty" in first.stderr
    second = gouji("run", report, "--form", FORM, "--db", database, "--jobs", 1)
    assert second.exit_code == 0
    assert second.stdout.startswith("1 files: 0 read, 1 done before, 0 failed.")


# --- show, findings, export, forms --------------------------------------------------------


def test_show_lists_the_reports(database: Path) -> None:
    result = gouji("show", "--db", database)
    assert result.exit_code == 0
    assert "small.txt" in result.stdout
    assert "某局, 2020" in result.stdout


def test_show_gives_an_overview_of_one(database: Path) -> None:
    result = gouji("show", "small.txt", "--db", database)
    assert result.exit_code == 0
    assert "某局  2020" in result.stdout
    assert "fields read" in result.stdout


def test_show_gives_a_field_with_its_evidence_in_context(database: Path) -> None:
    result = gouji("show", "small", "narrative.requests.received", "--db", database)
    assert result.exit_code == 0
    assert "12件, reported" in result.stdout
    assert "申请⟦12件⟧。全年" in result.stdout
    assert "narrative.received" in result.stdout


def test_show_gives_every_field_below_a_prefix(database: Path) -> None:
    result = gouji("show", "small", "meta", "--db", database)
    assert result.exit_code == 0
    assert {"meta.agency", "meta.year"} <= set(result.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [(["other"], "no document 'other'"), (["small", "requests.none"], "no field 'requests.none'")],
)
def test_show_says_what_it_does_not_find(
    database: Path, arguments: list[str], problem: str
) -> None:
    result = gouji("show", *arguments, "--db", database)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"gouji: {problem}")


def test_findings_says_when_there_are_none(database: Path) -> None:
    result = gouji("findings", "--db", database)
    assert (result.exit_code, result.stdout[:11]) == (0, "no findings")


def test_export_goes_to_standard_output_or_to_a_file(database: Path, tmp_path: Path) -> None:
    printed = gouji("export", "--db", database)
    gouji("export", "--db", database, "-o", tmp_path / "out.csv")
    assert printed.stdout_bytes == (tmp_path / "out.csv").read_bytes()
    (line,) = gouji("export", "--format", "jsonl", "--db", database).stdout_bytes.splitlines()
    assert from_json(line).form == FORM


@pytest.mark.parametrize(
    "arguments", [["--format", "xlsx"], ["--format", "parquet"], ["--format", "jsonl", "--wide"]]
)
def test_export_refuses_what_makes_no_sense(database: Path, arguments: list[str]) -> None:
    assert gouji("export", "--db", database, *arguments).exit_code == 2


def test_forms_lists_the_forms_and_shows_one() -> None:
    assert FORM in gouji("forms").stdout
    shown = gouji("forms", FORM).stdout
    for part in ("requests.refused.state_secret.", "natural_person", "requests.flow"):
        assert part in shown


# --- manners -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = gouji(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")


@pytest.mark.parametrize("command", ["show", "findings", "export"])
def test_a_missing_database_is_told(command: str, tmp_path: Path) -> None:
    result = gouji(command, "--db", tmp_path / "none.db")
    assert result.exit_code == 1
    assert result.stderr.startswith("gouji: no database at ")


@pytest.mark.parametrize("command", [*COMMANDS, "doctor"])
def test_a_command_is_listed_by_the_first_sentence_of_its_help(command: str) -> None:
    shown = " ".join(gouji(command, "--help").stdout.split())
    assert f" {app.commands[command].help} " in f"{shown} "


def test_help_loads_nothing_heavy() -> None:
    heavy = {"pyarrow", "openpyxl", "scipy", "numpy", "docx", "sqlite_utils", "pydantic", "opencc"}
    code = (
        "import sys; from extractor.cli import app; "
        "app(['--help'], standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stderr.split())


def test_a_reader_that_stops_reading_is_no_error(database: Path) -> None:
    command = [sys.executable, "-m", "extractor.cli", "export", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_report_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        "[red]某局\x1b[2J2020年政府信息公开工作年度报告\n2020年共收到申请12件\x1b]0;x\x07。\n"
    )
    gouji("run", path, "--form", FORM, "--db", tmp_path / "x.db")
    for arguments in ([], ["hostile"], ["hostile", "meta"], ["hostile", "narrative"]):
        assert "\x1b" not in gouji("show", *arguments, "--db", tmp_path / "x.db").stdout
