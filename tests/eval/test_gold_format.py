"""Label files: what is read exactly, and what is refused with its place."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from eval.gold import GoldError, load_gold, parse_labels

_MINIMAL = '{"document": "a.txt", "form": "disclosure_2019", "fields": {%s}}'


def labels(fields: str) -> str:
    return _MINIMAL % fields


def test_numbers_are_exact() -> None:
    text = labels('"disclosure.procurement.amount": {"state": "reported", "value": 0.1}')
    field = parse_labels(text, "a.gold.json").fields["disclosure.procurement.amount"]
    assert field.value == Decimal("0.1")


def test_text_that_looks_like_a_number_stays_text() -> None:
    text = labels('"meta.contact.postcode": {"state": "reported", "value": "012345"}')
    assert parse_labels(text, "a").fields["meta.contact.postcode"].value == "012345"


def test_what_is_not_labelled_is_none_and_what_is_labelled_as_nothing_is_empty() -> None:
    silent = parse_labels(labels(""), "a")
    assert (silent.facts, silent.imputed, silent.findings) == (None, None, None)
    text = labels("")[:-1] + ', "facts": [], "imputed": {}, "findings": []}'
    spoken = parse_labels(text, "a")
    assert (spoken.facts, spoken.imputed, spoken.findings) == ((), {}, ())


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ('"x": {"state": "zero"}', "fields.x.state"),
        ('"x": {"state": "reported", "valeu": 1}', "fields.x.valeu"),
        ('"x": {"state": "blank", "value": 0}', "it has no value"),
        ('"x": {"state": "reported", "value": 1, "any_of": [1]}', "both value and any_of"),
        ('"x": {"state": "reported", "value": 1, "review": true}', "any_of must list"),
        ('"x": {"state": "blank"}, "x": {"state": "dash"}', "'x' is labelled twice"),
        ('"x": {"state": "blank"', "a.gold.json: "),
    ],
)
def test_a_wrong_label_is_told_with_its_place(fields: str, place: str) -> None:
    with pytest.raises(GoldError) as error:
        parse_labels(labels(fields), "a.gold.json")
    assert str(error.value).startswith("a.gold.json: ")
    assert place in str(error.value)


def test_a_folder_is_read_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b/2", "a/1"):
        path = tmp_path / f"{name}.gold.json"
        path.parent.mkdir()
        path.write_text(labels(""))
        path.with_name("a.txt").write_text("text")
    assert [report.path.parent.name for report in load_gold(tmp_path)] == ["a", "b"]


def test_a_label_file_without_its_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text(labels(""))
    with pytest.raises(GoldError, match=r"at document: no file 'a\.txt'"):
        load_gold(tmp_path)


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \*\.gold\.json"):
        load_gold(tmp_path)


GOLD = Path(__file__).parents[2] / "gold"
_ROW = re.compile(
    r"^\| `(?P<name>[a-z-]+-\d{4})` \| (?P<form>\d{4})[^|]*\| (?P<ending>\.[a-z]+)", re.M
)


def test_readme_has_a_line_for_every_document_and_for_nothing_else() -> None:
    rows = _ROW.finditer((GOLD / "README.md").read_text(encoding="utf-8"))
    told = sorted((row["name"], row["form"], row["ending"]) for row in rows)
    there = ((r.name, r.labels.form[-4:], r.path.suffix) for r in load_gold(GOLD))
    assert told == sorted(there)
