"""What several tests need: any record that there may be, and real reports."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from extractor.record.prose import share_rule, sum_rule
from extractor.record.question import Call
from extractor.record.record import (
    Candidate,
    EditResult,
    Evidence,
    Fact,
    Field,
    Finding,
    Irregularity,
    Item,
    Origin,
    Printed,
    Record,
    Stated,
)
from extractor.values.amount import Amount

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Processes that run tests side by side are told of a terminal, and have none.
os.environ.pop("COLUMNS", None)

SHARED = Path(__file__).parents[1] / ".." / "shared" / "reports"


@pytest.fixture(scope="session")
def records() -> SearchStrategy[Record]:
    """Any record: every optional part present or not, figures of every size and scale."""
    texts = st.text(st.characters(codec="utf-8"), max_size=6)
    names = st.lists(texts, max_size=3).map(tuple)
    numbers = st.decimals(-(10**36), 10**36, places=None, allow_nan=False) | st.integers(
        -(10**36), 10**36
    ).map(Decimal)
    figures = numbers | st.none()
    values = numbers | texts
    places = st.integers(0, 10**6)
    numbered = places | st.none()
    evidence = st.builds(Evidence, places, places, texts, numbered, numbered, numbered)
    candidates = st.builds(Candidate, values, st.none() | texts, st.none() | texts)
    amounts = st.builds(
        Amount, raw=texts, value=figures, unit=st.none() | texts, low=figures, high=figures
    )
    fields = st.builds(
        Field,
        value=values | st.none(),
        raw=texts | st.none(),
        unit=texts | st.none(),
        evidence=evidence | st.none(),
        confidence=st.floats(0, 1),
        reasons=names,
        low=figures,
        high=figures,
        candidates=st.lists(candidates, max_size=2).map(tuple),
        proof=names,
        proposal=values | st.none(),
    )

    def few(parts: SearchStrategy[object]) -> SearchStrategy[tuple[object, ...]]:
        return st.lists(parts, max_size=2).map(tuple)

    return st.builds(
        Record,
        document=st.builds(Origin, texts, texts, texts, places),
        form=texts,
        fields=st.dictionaries(texts, fields, max_size=3),
        facts=few(st.builds(Fact, texts, amounts, evidence, amounts | st.none())),
        items=few(st.builds(Item, texts, evidence)),
        edits=few(st.builds(EditResult, texts, texts, left=figures, right=figures, fields=names)),
        findings=few(
            st.builds(Finding, texts, texts, names, names, few(evidence), figures, figures)
        ),
        irregularities=few(st.builds(Irregularity, texts, texts, names, evidence | st.none())),
        calls=few(
            st.builds(Call, texts, texts, texts, texts, places, places, names, st.none() | texts)
        ),
        disagreements=few(
            st.builds(Finding, texts, texts, names, names, few(evidence), figures, figures, names)
        ),
        rules=few(
            st.builds(sum_rule, texts, texts, st.lists(texts, min_size=1), st.booleans())
            | st.builds(share_rule, places, texts, st.lists(texts, min_size=1))
        ),
        stated=st.dictionaries(texts, st.builds(Stated, amounts, evidence), max_size=2),
        printed=st.builds(Printed, places, places, places),
    )


@pytest.fixture(scope="session")
def reports() -> tuple[Path, ...]:
    """The five real reports, where the checkout has them beside it."""
    found = tuple(sorted(SHARED.glob("*.txt")))
    if not found:
        pytest.skip("no shared reports beside this checkout")
    return found
