"""Verdicts counted by what they are about."""

from judged_documents import document, verdict

from eval.judged import Traits
from eval.summary import by_aspect, tables, worst


def test_outcomes_are_counted_by_part_and_aspect_in_the_order_of_the_parts() -> None:
    read = document(
        verdict("narrative.staff", "right"),
        verdict("requests.granted.total", "right", "state"),
        verdict("requests.granted.total", "wrong"),
        verdict("requests.received.total", "spurious"),
    )
    counts = by_aspect([read])
    assert list(counts) == [("requests", "value"), ("requests", "state"), ("narrative", "value")]
    values = counts["requests", "value"]
    assert (values.claimed, values.labelled, values.precision, values.recall) == (2, 1, 0, 0)


def test_values_are_told_apart_by_what_the_document_is_like() -> None:
    tabs = document(verdict("requests.granted.total", "right"))
    word = document(
        verdict("requests.granted.total", "missing"),
        traits=Traits("disclosure_2019", "merged cells", "docx", "generated"),
    )
    found = tables([tabs, word])
    assert {name: list(found[name]) for name in ("form", "layout", "format", "kind")} == {
        "form": ["disclosure_2019", "disclosure_2021"],
        "layout": ["merged cells", "tabs"],
        "format": ["docx", "txt"],
        "kind": ["generated", "written"],
    }
    assert found["layout"]["tabs"].recall == 1
    assert found["field"]["requests.granted.total"].recall == 0.5


def test_guessing_zero_does_not_look_good() -> None:
    guessed = document(
        verdict("requests.granted.total", "right", zero=True),
        verdict("requests.received.total", "wrong"),
        verdict("narrative.staff", "right"),
    )
    zero = tables([guessed])["zero"]
    assert {name: tally.recall for name, tally in zero.items()} == {
        "requests, not zero": 0,
        "requests, zero": 1,
    }


def test_the_worst_comes_first() -> None:
    read = document(
        verdict("facts", "wrong"),
        verdict("requests.a", "missing", zero=True),
        verdict("requests.b", "wrong", "state"),
        verdict("requests.c", "missing"),
        verdict("requests.d", "right"),
        verdict("requests.e", "wrong"),
    )
    told = [verdict.field for verdict in worst(read)]
    assert told == ["requests.e", "requests.c", "requests.a", "requests.b", "facts"]
