"""A label file to fill: everything is asked, nothing is answered, nothing is overwritten."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eval.gold import GoldError, load_gold
from eval.gold.new import OPEN, figures, open_labels
from eval.gold.prints import known_fields
from eval.gold_command import command
from eval.synthesize import LAYOUTS, Layout, synthesize
from extractor.document.read import read_bytes
from extractor.errors import FormError, UnknownForm
from extractor.forms.file import form_ids, load_form

PROSE = (
    "示例市水务局2020年政府信息公开工作年度报告\n"
    "一、总体情况\n"
    "1. 2020年1月，主动公开信息1,320条，其中网站300条、微信20条。举办展览12场惠及3万人。\n"
    "2. 培训1次；检查1次。\n"
)


def gouji_gold(*arguments: object) -> Result:
    """What `gouji gold ...` prints, and its exit code."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """An invented report without its labels."""
    made = synthesize(4, "tabs", wording="2021")
    path = tmp_path / made.file_name
    path.write_bytes(made.content)
    return path


@pytest.mark.parametrize("form_id", form_ids())
def test_every_field_of_the_form_is_asked_and_none_is_answered(report: Path, form_id: str) -> None:
    data = json.loads(open_labels(report, form_id).text)
    assert set(data["fields"]) == known_fields(load_form(form_id))
    assert {json.dumps(label) for label in data["fields"].values()} == {
        json.dumps({"state": "reported", "value": OPEN})
    }
    assert {(fact["label"], fact["value"]) for fact in data["facts"]} == {(OPEN, OPEN)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_form_is_recognized_in_every_layout(layout: Layout, tmp_path: Path) -> None:
    made = synthesize(9, layout)
    path = tmp_path / made.file_name
    path.write_bytes(made.content)
    assert json.loads(open_labels(path).text)["form"] == made.gold["form"]


def test_every_line_is_told(report: Path) -> None:
    template = open_labels(report)
    lines = template.text.splitlines()
    for part in template.parts:
        for ask in part.asks:
            first, _, last = template.place(ask).partition("-")
            asked = lines[int(first) - 1 : int(last or first)]
            assert [line.split('"')[1] for line in asked] == list(ask.fields)


def test_figures_are_quoted_by_their_clause_dates_and_numbering_left_out() -> None:
    assert list(figures(read_bytes(PROSE.encode(), "x"))) == [
        ("主动公开信息1,320条", "条"),
        ("其中网站300条", "条"),
        ("微信20条", "条"),
        ("举办展览12场", "场"),
        ("惠及3万人", "人"),
        ("培训1次", "次"),
        ("检查1次", "次"),
    ]


def test_what_is_quoted_is_there_once_where_the_sentence_can_tell() -> None:
    text = "一、总体情况\n公开信息3条。在网站上，公开信息3条。\n"
    quotes = [quote for quote, _ in figures(read_bytes(text.encode(), "x"))]
    assert quotes == ["公开信息3条", "在网站上，公开信息3条"]


def test_a_file_that_is_not_filled_in_is_no_gold(report: Path) -> None:
    template = open_labels(report)
    template.write()
    with pytest.raises(GoldError):
        load_gold(report.parent)
    template.path.write_text(json.dumps(json.loads(template.text) | {"fields": {}, "facts": []}))
    with pytest.raises(GoldError, match="at todo"):
        load_gold(report.parent)


def test_labels_that_are_there_stay_as_they_are(report: Path) -> None:
    template = open_labels(report)
    template.path.write_text("mine")
    with pytest.raises(GoldError, match="is there already: go on in it"):
        template.write()
    assert template.path.read_text() == "mine"


def test_a_document_of_no_form_is_told_and_a_form_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("一封信")
    with pytest.raises(UnknownForm):
        open_labels(path)
    with pytest.raises(FormError):
        open_labels(path, "disclosure_1999")
    assert open_labels(path, "disclosure_2019").form.id == "disclosure_2019"


class TestCommand:
    def test_it_writes_the_file_says_what_is_asked_where_and_what_is_next(
        self, report: Path
    ) -> None:
        result = gouji_gold("new", report)
        assert result.exit_code == 0
        assert report.with_suffix(".gold.json").is_file()
        assert "本年度办理结果·予以公开" in result.output
        assert f"gouji gold check {report.parent}" in result.output

    def test_a_second_time_it_refuses(self, report: Path) -> None:
        gouji_gold("new", report)
        result = gouji_gold("new", report)
        assert result.exit_code == 1
        assert "is there already" in result.output

    def test_a_document_of_no_form_is_named_with_what_to_do(self, tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("一封信")
        result = gouji_gold("new", path)
        assert result.exit_code == 1
        assert f"{path}: no report of a known form" in result.output
        assert "--form" in result.output
