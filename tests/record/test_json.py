"""A record and its line of JSON say exactly the same."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from extractor.errors import StoreError
from extractor.record.json import from_json, to_json
from extractor.record.question import Call
from extractor.record.record import Evidence, Fact, Field, Irregularity, Origin, Record
from extractor.values.amount import read_amount
from extractor.values.numeral import plain_digits

ORIGIN = Origin("ab" * 32, "report.txt", "text/plain", 6474)


def record(**fields: Field) -> Record:
    return Record(ORIGIN, "disclosure_2019", fields, (), (), (), (), ())


def field(value: Decimal | str | None, **more: object) -> Field:
    given = {"state": "reported", "raw": None, "unit": None, "source": "grid", "evidence": None}
    end = value if isinstance(value, Decimal) else None
    defaults = {"confidence": 0.5, "decision": "accept", "low": end, "high": end}
    return Field(value=value, **(given | defaults | more))


def printed(line: bytes, name: str) -> str:
    """The digits that the JSON has for a field's value."""
    return line.decode().partition(f'"{name}":{{"value":')[2].partition(",")[0]


@given(data=st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_record_survives(records: SearchStrategy[Record], data: st.DataObject) -> None:
    any_record = data.draw(records)
    line = to_json(any_record)
    assert b"\n" not in line
    assert from_json(line) == any_record


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("25", "25"),
        ("50500.00", "50500"),
        ("5.05E+4", "50500"),
        ("1E-9", "0.000000001"),
        ("25.670", "25.67"),
        ("-8", "-8"),
        ("123456789012345678901234.56", "123456789012345678901234.56"),
    ],
)
def test_figures_are_numbers_in_plain_digits(value: str, digits: str) -> None:
    assert printed(to_json(record(total=field(Decimal(value)))), "total") == digits


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_plain_digits_are_the_same_number(number: Decimal) -> None:
    assert Decimal(plain_digits(number)) == number
    assert "E" not in plain_digits(number)


def test_the_shape_is_the_designs() -> None:
    evidence = Evidence(2871, 2873, "25", 3, 4, 5)
    line = to_json(record(total=field(Decimal(25), raw="25", unit="件", evidence=evidence)))
    assert json.loads(line) == {
        "schema": "gouji.record/1",
        "document": {
            "sha256": "ab" * 32,
            "path": "report.txt",
            "media_type": "text/plain",
            "characters": 6474,
        },
        "form": "disclosure_2019",
        "fields": {
            "total": {
                "value": 25,
                "raw": "25",
                "unit": "件",
                "state": "reported",
                "source": "grid",
                "evidence": {
                    "start": 2871,
                    "end": 2873,
                    "quote": "25",
                    "table": 3,
                    "row": 4,
                    "column": 5,
                },
                "confidence": 0.5,
                "decision": "accept",
                "reasons": [],
            }
        },
        "facts": [],
        "items": [],
        "edits": [],
        "findings": [],
        "irregularities": [],
        "printed": {"read": 0, "asked": 0, "outside": 0},
    }


def test_a_fact_is_flat_and_its_share_is_a_number() -> None:
    fact = Fact("栏目", read_amount("9条"), Evidence(0, 4, "栏目9条"), read_amount("6.6%"))
    whole = Record(ORIGIN, "disclosure_2019", {}, (fact,), (), (), (), ())
    (shown,) = json.loads(to_json(whole))["facts"]
    assert shown == {
        "label": "栏目",
        "value": 9,
        "unit": "条",
        "raw": "9条",
        "evidence": {"start": 0, "end": 4, "quote": "栏目9条"},
        "share": 6.6,
        "share_printed": {"raw": "6.6%", "unit": "%", "interval": [6.55, 6.7]},
    }
    assert from_json(to_json(whole)) == whole


def test_what_a_model_was_asked_is_told_where_one_was() -> None:
    assert "calls" not in json.loads(to_json(record()))
    calls = (
        Call("narrative.1", "narrative@66695e2a", "5c4e3a00", "m-1", 900, 40, ("meta.agency",)),
        Call("tables", "rows@09c1f2aa", "ba1d77e0", "m-1", 0, 0, error="timed out"),
    )
    asked = replace(record(), calls=calls)
    told, failed = json.loads(to_json(asked))["calls"]
    assert told == {
        "question": "narrative.1",
        "prompt": "narrative@66695e2a",
        "schema": "5c4e3a00",
        "model": "m-1",
        "prompt_tokens": 900,
        "completion_tokens": 40,
        "fields": ["meta.agency"],
    }
    assert failed["error"] == "timed out"
    assert from_json(to_json(asked)) == asked


@pytest.mark.parametrize("source", ["model", "model_again"])
def test_a_model_is_named_as_a_source(source: str) -> None:
    asked = record(total=field(Decimal(25), source=source))
    assert from_json(to_json(asked)) == asked


def test_an_interval_is_printed_where_it_says_more_than_the_value() -> None:
    exact = field(Decimal(500))
    vague = field(Decimal(500), qualifier="at_least", low=Decimal(501), high=None)
    shown = json.loads(to_json(record(exact=exact, vague=vague)))["fields"]
    assert "interval" not in shown["exact"]
    assert shown["vague"]["interval"] == [501, None]
    assert shown["vague"]["qualifier"] == "at_least"


@pytest.mark.parametrize("line", [b"", b"{}", b'{"schema":"gouji.record/9"}', b"[1,", b"\xff"])
def test_what_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(StoreError):
        from_json(line)


@pytest.mark.parametrize("value", ["true", "{}", "[1]"])
def test_what_is_no_figure_is_refused(value: str) -> None:
    line = to_json(record(total=field(Decimal(25))))
    with pytest.raises(StoreError, match="figure"):
        from_json(line.replace(b'"value":25', b'"value":' + value.encode()))


@pytest.mark.parametrize("part", ["fields", "evidence"])
def test_an_irregularity_without_one_of_its_parts_is_refused(part: str) -> None:
    odd = Irregularity("missing_row", "no row", ("rules",))
    told = json.loads(to_json(replace(record(), irregularities=(odd,))))
    del told["irregularities"][0][part]
    with pytest.raises(StoreError, match=part):
        from_json(json.dumps(told).encode())
