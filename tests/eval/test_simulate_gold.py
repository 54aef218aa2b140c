"""The simulated model asked what Gouji asks about the gold documents: what it says is right."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
import pytest
from labelled_reports import OWN, REAL
from small_gold import body

from eval.gold import GoldReport
from eval.simulation.answers import Answers
from eval.simulation.errors import Errors
from eval.simulation.library import Library
from extractor.pipeline import Questions, advance
from extractor.record.answer import answer_class
from extractor.record.question import Plan, Question
from extractor.values.amount import find_amounts, read_amount

CELL = re.compile(r"⟦(\d+)⟧([^|]*)\|")
FIGURE = re.compile(r"⟦(\d+)⟧([^⟦§\n]*)")


@cache
def library() -> Library:
    """All labelled documents at hand."""
    return Library(sorted({report.path.parent for report in (*OWN, *REAL)}))


def questions(report: GoldReport) -> tuple[Question, ...]:
    asked = advance(report.path, report.labels.form, Plan(model=True))
    assert isinstance(asked, Questions)
    return asked.questions


def answer(question: Question) -> dict[str, Any]:
    request = body(question.messages[-1].content, question.shape)
    said = Answers(library(), Errors(), "honest", 0).answer(msgspec.json.encode(request))
    assert not said.unknown, question.id
    answer_class(question.shape).model_validate_json(said.content)
    found: dict[str, Any] = msgspec.json.decode(said.content)
    return found


@pytest.mark.parametrize("report", [*OWN, *REAL], ids=lambda report: report.name)
def test_every_figure_pointed_at_reads_as_it_is_labelled(report: GoldReport) -> None:
    asked = [question for question in questions(report) if question.shape.kind == "narrative"]
    stated: set[str] = set()
    for question in asked:
        printed = dict(FIGURE.findall(question.messages[-1].content))
        said = answer(question)
        for fact in said.get("facts", ()):
            _, _, amount = next(find_amounts(printed[str(fact["at"])]))
            label = report.labels.fields[f"narrative.{fact['field']}"]
            assert amount.value is not None
            assert abs(amount.value) in {abs(Decimal(value)) for value in label.values}
            stated.add(fact["field"])
        stated |= {fact["field"] for part in ("none", "quotes") for fact in said.get(part, ())}
    labelled = {
        name.removeprefix("narrative.")
        for name in report.labels.fields
        if name.startswith("narrative.")
    }
    assert stated == labelled


@pytest.mark.parametrize("report", OWN, ids=lambda report: report.name)
def test_every_cell_pointed_at_prints_what_is_labelled(report: GoldReport) -> None:
    for question in questions(report):
        if question.shape.kind != "rows":
            continue
        printed = dict(CELL.findall(question.messages[-1].content))
        lines = answer(question)["rows"]
        assert lines
        for name, at in (
            (f"{line['row']}.{cell['column']}", cell["cell"])
            for line in lines
            for cell in line["cells"]
        ):
            amount, label = read_amount(printed[str(at)]), report.labels.fields[name]
            assert amount.state == label.state
            assert label.values in ((), (amount.value,))
