"""dev and test share no agency."""

import json
from pathlib import Path

import pytest

from eval.gold import GoldLabels, parse_labels
from eval.gold.split import Split, agencies, is_held_out

GOLD = Path(__file__).parents[2] / "gold"


def labelled(path: Path, agency: str | None) -> GoldLabels:
    """A label file of this agency at `path`, and its labels."""
    fields = {"meta.agency": {"state": "reported", "value": agency}} if agency else {}
    text = json.dumps({"document": "a.txt", "form": "disclosure_2019", "fields": fields})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return parse_labels(text, path.name)


def told(path: Path, labels: GoldLabels) -> list[str]:
    return [str(flaw) for flaw in Split().flaws(path, labels)]


def test_an_agency_on_both_sides_is_told_on_each(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "dev" / "a.gold.json", tmp_path / "test" / "deep" / "b.gold.json"
    labels = labelled(ours, "示例市水务局")
    labelled(theirs, "示例市 水务局")
    assert told(ours, labels) == [
        "fields.meta.agency: 示例市水务局 is in test too (b.gold.json): "
        "put all its reports in dev or test"
    ]
    assert len(told(theirs, labels)) == 1


def test_years_of_one_agency_may_stand_on_one_side(tmp_path: Path) -> None:
    labels = labelled(tmp_path / "dev" / "a-2020.gold.json", "示例市水务局")
    labelled(tmp_path / "dev" / "a-2021.gold.json", "示例市水务局")
    labelled(tmp_path / "test" / "b.gold.json", "示例市教育局")
    assert told(tmp_path / "dev" / "a-2020.gold.json", labels) == []


def test_outside_of_a_split_nothing_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "a.gold.json"
    assert told(path, labelled(path, None)) == []


def test_without_its_agency_a_report_belongs_on_no_side(tmp_path: Path) -> None:
    path = tmp_path / "test" / "a.gold.json"
    (line,) = told(path, labelled(path, None))
    assert "nobody can tell on which side it belongs" in line


def test_no_agency_of_the_projects_own_gold_is_on_both_sides() -> None:
    if not (GOLD / "test").is_dir():
        pytest.skip("gold/test is not there")
    dev, test = agencies(GOLD / "dev"), agencies(GOLD / "test")
    assert dev
    assert test
    assert not dev.keys() & test.keys()


def test_what_is_below_test_is_held_out(tmp_path: Path) -> None:
    assert is_held_out(tmp_path / "test" / "deep" / "a.txt")
    assert not is_held_out(tmp_path / "test" / "dev" / "a.txt")
    assert not is_held_out(tmp_path / "tests" / "a.txt")
