"""`gouji eval`: what it prints, writes and exits with."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from model_runs import served

from eval.command import command
from eval.simulation.server import Simulator
from eval.synthesize import synthesize

DEV = Path(__file__).parents[2] / "gold" / "dev"


def evaluated(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_scores_are_printed(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path)
    result = evaluated(tmp_path, "--strict")
    assert result.exit_code == 0
    assert "1 document read by rules" in result.output
    assert "Everything that is labelled is right." in result.output


def test_a_document_that_cannot_be_read_is_told_and_ends_with_1(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path).write_text("no report at all", encoding="utf-8")
    result = evaluated(tmp_path, "--json", "-")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["documents"]["tabs-000004"]["failure"]


def test_a_wrong_label_file_ends_the_evaluation(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text("{}", encoding="utf-8")
    result = evaluated(tmp_path)
    assert result.exit_code == 2
    assert "a.gold.json: at document: Field required" in result.output


def test_two_documents_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        synthesize(4, "tabs").write(tmp_path / name)
    result = evaluated(tmp_path)
    assert result.exit_code == 2
    assert "2 documents are called tabs-000004" in result.output


def test_a_report_in_two_formats_is_called_by_both_file_names(tmp_path: Path) -> None:
    path = synthesize(4, "tabs").write(tmp_path)
    other = tmp_path / "pages"
    other.mkdir()
    (other / "tabs-000004.html").write_bytes(path.read_bytes())
    labels = json.loads((tmp_path / "tabs-000004.gold.json").read_text(encoding="utf-8"))
    labels["document"] = "tabs-000004.html"
    (other / "tabs-000004.gold.json").write_text(json.dumps(labels), encoding="utf-8")
    told = json.loads(evaluated(tmp_path, "--json", "-").stdout)
    assert sorted(told["documents"]) == ["tabs-000004.html", "tabs-000004.txt"]


def test_of_reports_in_a_folder_called_test_the_scores_are_told_alone(tmp_path: Path) -> None:
    held_out = tmp_path / "test"
    held_out.mkdir()
    path = synthesize(4, "tabs").write(held_out)
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("行政许可"))
    path.write_text(text.replace(row, row.replace("\t", "\t9", 1)), encoding="utf-8")
    told = evaluated(tmp_path)
    assert "1 document is held out" in told.output
    assert "disclosure.licensing" not in told.output
    shown = evaluated(tmp_path, "--details")
    assert "1 document is held out and shown all the same" in shown.output
    assert "disclosure.licensing" in shown.output


def test_all_reports_are_written(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    synthesize(4, "tabs").write(gold)
    page, data, summary = (tmp_path / name for name in ("a.html", "a.json", "a.md"))
    result = evaluated(gold, "--html", page, "--json", data, "--markdown", summary)
    assert result.exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(data.read_text(encoding="utf-8"))["schema"] == "gouji.eval/1"
    assert summary.read_text(encoding="utf-8").startswith("# How right the reading is")


def test_a_run_is_held_against_another(tmp_path: Path) -> None:
    gold, other = tmp_path / "gold", tmp_path / "other.json"
    gold.mkdir()
    path = synthesize(4, "tabs").write(gold)
    evaluated(gold, "--json", other)
    same = evaluated(gold, "--against", other)
    assert same.exit_code == 0
    assert "nothing changed against the other run" in same.output
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("行政许可"))
    path.write_text(text.replace(row, row.replace("\t", "\t9", 1)), encoding="utf-8")
    worse = evaluated(gold, "--against", other)
    assert worse.exit_code == 1
    assert "regression" in worse.output
    assert evaluated(gold, "--against", other, "--margin", 1).exit_code == 0


def test_a_target_tells_what_may_be_promised_and_what_is_missing(tmp_path: Path) -> None:
    for seed in range(4):
        synthesize(seed, "tabs").write(tmp_path)
    result = evaluated(tmp_path, "--target-error", 0.005, "--splits", 2)
    assert result.exit_code == 0
    told = " ".join(result.output.split())
    assert "│ 195 reports │" in told
    assert "│ no promise │" in told
    assert told.count("│ what is accepted as it is │ 2 reports │ 0.9500 │ 2 reports │") == 2
    assert "They were fitted on none of these reports." in result.output


def test_what_the_weights_were_fitted_on_promises_nothing() -> None:
    result = evaluated(DEV / "irregular", "--target-error", 0.3, "--markdown", "-")
    assert "They were fitted on 6 of these 6 reports, so nothing is promised" in result.stdout


def test_a_file_that_is_no_run_is_told_in_one_line(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path)
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    result = evaluated(tmp_path, "--against", tmp_path / "other.json")
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert "no gouji.eval/1" in result.output


def test_options_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    assert evaluated(tmp_path, "--escalate").exit_code == 2
    assert evaluated(tmp_path, "--simulate", "--reader", "model").exit_code == 2


def test_a_simulated_model_and_what_becomes_of_its_mistakes(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path)
    result = evaluated(tmp_path, "--simulate", "--seeds", 1)
    assert result.exit_code == 0
    assert "read by a simulated model" in result.output
    assert "simulated model with 5% wrong_pointer, 1 seeds, 1 reports" in result.output


def test_a_model_that_is_configured_is_asked(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    synthesize(4, "tabs").write(gold)
    with served(Simulator([gold])) as server:
        settings = {
            "GOUJI_PROVIDER": "simulated",
            "GOUJI_MODEL": "simulated",
            "GOUJI_BASE_URL": server.url,
            "GOUJI_CACHE": str(tmp_path / "cache.db"),
        }
        arguments = [str(gold), "--reader", "model", "--escalate"]
        result = CliRunner().invoke(command, arguments, env=settings)
        asked = server.stats
    assert result.exit_code == 0
    assert "1 document read by a model, escalated" in result.output
    assert asked.outcomes["answered"] > 0
