"""`make bench-llm` on a few calls: that all ask what they should, not how fast."""

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from eval.bench_llm import LANGEXTRACT, contestants, draw_questions, main, take_turn
from eval.peers.job import Job
from eval.simulation.process import running


def test_the_server_counts_the_same_calls_for_all_and_no_cache_spares_one() -> None:
    options = ["--calls", "3", "--rounds", "1", "--in-flight", "2", "--latency", "0.1"]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    rows = [line.split("│")[1:-1] for line in result.output.splitlines() if "│" in line]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert [row[:2] for row in cells] == [
        ["Gouji", "3"],
        ["openai, tasks", "3"],
        ["langextract", "-"],
    ]
    assert cells[-1][-1] == "not installed"
    assert "Gouji: gouji 0.1.0, openai " in result.output


def test_questions_are_all_different_though_reports_come_again(tmp_path: Path) -> None:
    asked = [question.messages for question in draw_questions(tmp_path, 120)]
    assert len(set(asked)) == 120
    assert len(list(tmp_path.glob("*.txt"))) == 100


def test_one_who_fails_is_told(tmp_path: Path) -> None:
    command = contestants(Path(sys.executable))[LANGEXTRACT]
    warm, asked = draw_questions(tmp_path, 2)
    with running([tmp_path]) as server:
        job = Job(server.url, 1, (700, 10, 10), [warm], [asked])
        with pytest.raises(click.ClickException, match="No module named 'langextract'"):
            take_turn(command, job, server)
