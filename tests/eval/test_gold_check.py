"""What `gouji gold check` finds wrong with labels, each with its place and a remedy."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eval.gold.check import check
from eval.gold.new import open_labels
from eval.gold_command import command
from eval.synthesis.alter import DAMAGES, MISREPORTS
from eval.synthesize import LAYOUTS, synthesize

GOLD = Path(__file__).parents[2] / "gold"

PROSE = (
    "2020年，我局主动公开政府信息500余条，其中网站300条。收到政府信息公开申请12件。"
    "召开新闻发布会3场，培训3场。未发生行政诉讼。收费8元。"
)
TABLE = (
    "结果\t自然人\t商业企业\t总计",
    "本年新收政府信息公开申请数量\t9\t3\t12",
    "予以公开\t5\t-\t5",
    "部分公开\t1\t\t1",
    "政府集中采购\t1\t0.5万元\t",
)
REPORT = "\n".join(("示例市水务局2020年政府信息公开工作年度报告", "一、总体情况", PROSE, *TABLE))
LABELS: dict[str, Any] = {
    "document": "small.txt",
    "form": "disclosure_2019",
    "fields": {
        "meta.agency": {"state": "reported", "value": "示例市水务局"},
        "meta.year": {"state": "reported", "value": 2020},
        "narrative.proactive.total": {
            "state": "reported",
            "value": 500,
            "qualifier": "at_least",
            "raw": "500余条",
        },
        "narrative.requests.received": {"state": "reported", "value": 12, "quote": "申请12件"},
        "narrative.lawsuit.cases": {"state": "reported", "value": 0},
        "requests.received.natural_person": {"state": "reported", "value": 9},
        "requests.received.business": {"state": "reported", "value": 3},
        "requests.received.total": {"state": "reported", "value": 12},
        "requests.granted.business": {"state": "dash"},
        "requests.partially_granted.business": {"state": "blank"},
    },
    "facts": [{"label": "新闻发布会", "value": 3, "unit": "场", "quote": "召开新闻发布会3场"}],
    "imputed": {
        f"requests.received.{column}": 0
        for column in ("research", "public_interest", "legal_service", "other_organization")
    },
    "findings": [],
}

Change = Callable[[dict[str, Any]], Any]
"""What a labeller does to the labels."""


def folder(path: Path, change: Change | None = None) -> Path:
    """A folder with the small report and its labels, changed."""
    labels = copy.deepcopy(LABELS)
    if change:
        change(labels)
    path.mkdir(parents=True, exist_ok=True)
    (path / "small.txt").write_text(REPORT, encoding="utf-8")
    (path / "small.gold.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    return path


def told(*folders: Path) -> list[str]:
    return [str(flaw) for one in check(folders) for flaw in one.flaws]


def field(name: str, **label: object) -> Change:
    """One label, as given."""
    return lambda labels: labels["fields"].update({name: label})


def reported(name: str, value: object, **more: object) -> Change:
    return field(name, state="reported", value=value, **more)


def fact(**changed: object) -> Change:
    return lambda labels: labels["facts"][0].update(changed)


def key(name: str, value: object) -> Change:
    return lambda labels: labels.update({name: value})


def test_labels_that_hold_are_left_alone(tmp_path: Path) -> None:
    assert told(folder(tmp_path)) == []


CASES: dict[str, tuple[Change, str]] = {
    "an unknown id": (
        reported("requests.recieved.total", 12),
        "fields.requests.recieved.total: is no field of disclosure_2019: "
        "is requests.received.total meant?",
    ),
    "an unknown id of an imputed value": (
        key("imputed", {"requests.nothing": 0}),
        "imputed.requests.nothing: is no field",
    ),
    "an unknown form": (key("form", "disclosure_1999"), "form: no form 'disclosure_1999'"),
    "a key that is none": (key("colour", "red"), "colour: Extra inputs"),
    "a slip of a digit": (
        reported("requests.granted.total", 55),
        "fields.requests.granted.total: 55 is printed nowhere: look at the document again",
    ),
    "a figure in quotation marks": (
        reported("requests.granted.total", "5"),
        '"5" is a text: a figure has no quotation marks',
    ),
    "a text without them": (
        reported("meta.contact.postcode", 300),
        "300 is a number: a text has quotation marks",
    ),
    "a name that is not printed": (
        reported("meta.agency", "示例市水利局"),
        "示例市水利局 is printed nowhere",
    ),
    "a year out of the question": (reported("meta.year", 12), "12 is no year"),
    "a date in other words": (
        reported("meta.period_start", "2020年1月1日"),
        "is no date: write it as 2023-01-31",
    ),
    "a quotation that is not there": (
        reported("narrative.requests.received", 12, quote="申请十二件"),
        "fields.narrative.requests.received.quote: “申请十二件” is not in the document",
    ),
    "a quotation that is there twice": (
        reported("narrative.requests.received", 12, quote="申请"),
        "“申请” is there 2 times: quote more of the sentence",
    ),
    "a raw that is not there": (
        reported("narrative.proactive.website", 300, raw="三百条"),
        "“三百条” is not in the document",
    ),
    "a raw that reads otherwise": (
        reported("narrative.proactive.website", 300, raw="3场"),
        "“3场” reads as 3, the value is 300",
    ),
    "a raw that is no figure": (
        reported("narrative.proactive.website", 300, raw="网站"),
        "“网站” reads as no figure",
    ),
    "a vague figure without its qualifier": (
        reported("narrative.proactive.total", 500, raw="500余条"),
        "“500余条” is at_least, not exact: set the qualifier",
    ),
    "a dash in the prose": (
        field("narrative.meetings", state="dash"),
        "is dash, and no cell of a table",
    ),
    "a cell that is labelled as missing": (
        field("requests.other.total", state="missing"),
        "a cell that is not printed has no entry",
    ),
    "more dashes than there are": (
        field("requests.granted.research", state="dash"),
        "fields: 2 cells are dash, the tables print 1",
    ),
    "a figure without its value": (
        field("requests.granted.total", state="reported"),
        "is reported, without a value",
    ),
    "another unit": (
        reported("requests.received.total", 12, unit="条"),
        "has the unit 条: the form's unit is 件",
    ),
    "a fact whose figure is another": (fact(value=4), "“召开新闻发布会3场” has no figure 4"),
    "a fact with another unit": (fact(unit="次"), "“召开新闻发布会3场” has no unit 次"),
    "a fact that is vague without a word": (
        fact(qualifier="about"),
        "“召开新闻发布会3场” is exact, not about",
    ),
    "a fact that is not there": (fact(quote="发布会4场", value=4), "is not in the document"),
    "a fact twice": (
        lambda labels: labels["facts"].append(labels["facts"][0]),
        "facts.1: 新闻发布会 is labelled twice",
    ),
    "a sum that fails": (
        reported("requests.received.other_organization", 1),
        "requests.row_total@received: 总计等于各类申请人之和, but the labels give 12 and 13",
    ),
    "prose that differs": (
        reported("narrative.requests.received", 9),
        "narrative.received: 正文所述收到申请数等于表格本年新收总计, but the labels give 9 and 12",
    ),
    "a finding without a cause": (
        key("findings", [{"code": "misreported_total", "fields": ["requests.received.total"]}]),
        "findings.0: misreported_total, but no edit rule fails there",
    ),
    "a finding of no kind": (
        key("findings", [{"code": "wrong", "fields": ["requests.received.total"]}]),
        "findings.0: no edit rule reports wrong: one of misreported_change",
    ),
    "a finding whose words are not there": (
        key("findings", [{"code": "misreported_share", "quote": "自然人申请5件，占9%"}]),
        "findings.0.quote: “自然人申请5件，占9%” is not in the document",
    ),
    "a finding of nothing": (
        key("findings", [{"code": "misreported_share", "fields": []}]),
        "findings.0: Value error, names neither fields nor a quote",
    ),
    "a printed value that is imputed": (
        lambda labels: labels["imputed"].update({"requests.received.total": 12}),
        "imputed.requests.received.total: is reported, so nothing is imputed",
    ),
    "an imputed value that is another": (
        lambda labels: labels["imputed"].update({"requests.received.research": 1}),
        "imputed.requests.received.research: 0 follows, not 1: by requests.row_total@received",
    ),
    "an imputed value that nothing proves": (
        lambda labels: labels["imputed"].update({"requests.granted.business": 0}),
        "imputed.requests.granted.business: 0 does not follow from the other labels",
    ),
    "blanks of which nothing is said": (
        lambda labels: labels.pop("imputed"),
        "imputed: there are blanks or dashes, and nothing is said",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_slip_is_told_with_its_place_and_a_remedy(case: str, tmp_path: Path) -> None:
    change, expected = CASES[case]
    assert any(expected in line for line in told(folder(tmp_path, change)))


def test_a_mistake_of_the_source_is_none_of_the_labels(tmp_path: Path) -> None:
    def differs(labels: dict[str, Any]) -> None:
        reported("narrative.requests.received", 9)(labels)
        names = ["narrative.requests.received", "requests.received.total"]
        labels["findings"] = [{"code": "narrative_differs", "fields": names}]

    assert told(folder(tmp_path, differs)) == []


def test_a_sum_of_money_may_be_labelled_in_yuan_and_printed_in_myriads(tmp_path: Path) -> None:
    fee = reported("disclosure.procurement.amount", 5000, raw="0.5万元")
    assert told(folder(tmp_path, fee)) == []


class TestFiles:
    """What only files and folders can get wrong."""

    def test_broken_json_is_told_with_its_line(self, tmp_path: Path) -> None:
        path = folder(tmp_path) / "small.gold.json"
        path.write_text('{\n "document": "small.txt",\n}')
        assert told(tmp_path) == [
            "line 3: no JSON: Expecting property name enclosed in double quotes: "
            "is there a comma too many or too few, here or in the line before?"
        ]

    def test_a_field_labelled_twice_is_told(self, tmp_path: Path) -> None:
        text = '{"document": "small.txt", "document": "small.txt", "form": "x", "fields": {}}'
        (folder(tmp_path) / "small.gold.json").write_text(text)
        assert any("'document' is labelled twice" in line for line in told(tmp_path))

    def test_a_document_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        (folder(tmp_path) / "small.txt").unlink()
        assert told(tmp_path) == ["document: small.txt cannot be opened: No such file or "
                                  "directory: check the path"]  # fmt: skip

    def test_a_document_elsewhere_is_told(self, tmp_path: Path) -> None:
        elsewhere = key("document", "../small.txt")
        assert (
            "document: ../small.txt is not beside the labels: give the file's name alone"
            in told(folder(tmp_path, elsewhere))
        )

    def test_a_document_without_labels_is_told(self, tmp_path: Path) -> None:
        path = folder(tmp_path) / "other.html"
        path.write_text("<p>2021")
        assert told(tmp_path) == [f"document: has no labels: gouji gold new {path}, or move it out"]

    def test_the_same_document_under_two_names_is_told(self, tmp_path: Path) -> None:
        folder(tmp_path / "a")
        folder(tmp_path / "b")
        (line,) = told(tmp_path)
        assert "has the same content as that of" in line

    def test_a_label_file_called_otherwise_is_told(self, tmp_path: Path) -> None:
        path = folder(tmp_path) / "small.gold.json"
        path.rename(path.with_name("large.gold.json"))
        assert told(tmp_path) == [
            "document: small.txt is named otherwise: call the label file small.gold.json"
        ]


class TestTemplates:
    """From an open template to labels that hold."""

    @pytest.fixture
    def template(self, tmp_path: Path) -> Path:
        (tmp_path / "small.txt").write_text(REPORT, encoding="utf-8")
        opened = open_labels(tmp_path / "small.txt", "disclosure_2019")
        opened.write()
        return opened.path

    def test_what_is_open_is_counted(self, template: Path) -> None:
        fields, facts, todo = told(template.parent)
        assert "fields are not filled in (meta.agency, meta.year, meta.period_start, ...)" in fields
        assert "6 of 6 facts are not filled in (0, 1, 2, ...)" in facts
        assert "line 2: the todo is still there" in todo

    def test_what_is_filled_in_is_checked_already(self, template: Path) -> None:
        data = json.loads(template.read_text())
        data["fields"]["requests.granted.total"]["value"] = 55
        template.write_text(json.dumps(data))
        assert any("55 is printed nowhere" in line for line in told(template.parent))

    def test_filled_in_it_holds(self, template: Path) -> None:
        data = json.loads(template.read_text())
        del data["todo"]
        template.write_text(json.dumps(data | LABELS, ensure_ascii=False))
        assert told(template.parent) == []


class TestGeneratedReports:
    """Labels that are known by construction hold, in every layout and with anything planted."""

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_whatever_is_planted(self, layout: Any, tmp_path: Path) -> None:
        for seed, misreport in enumerate(MISREPORTS):
            synthesize(seed, layout, misreport=misreport).write(tmp_path)
        for seed, damage in enumerate(DAMAGES, 10):
            synthesize(seed, layout, damage=damage).write(tmp_path)
        flaws = [flaw for one in check([tmp_path]) for flaw in one.flaws]
        assert [str(flaw) for flaw in flaws if not flaw.warning] == []


@pytest.mark.parametrize("side", ["dev", "test"])
def test_the_projects_own_gold_holds(side: str) -> None:
    if not (GOLD / side).is_dir():
        pytest.skip(f"no gold/{side}")
    flaws = [(one.path.name, flaw) for one in check([GOLD / side]) for flaw in one.flaws]
    assert [(name, str(flaw)) for name, flaw in flaws if not flaw.warning] == []


class TestCommand:
    def run(self, *folders: Path) -> Result:
        return CliRunner().invoke(command, ["check", *map(str, folders)])

    def test_labels_that_hold_are_counted(self, tmp_path: Path) -> None:
        result = self.run(folder(tmp_path))
        assert result.exit_code == 0
        assert "1 label file holds" in result.output
        assert "zeros in tables" in result.output

    def test_errors_are_a_line_each_and_exit_with_1(self, tmp_path: Path) -> None:
        result = self.run(folder(tmp_path, reported("requests.granted.total", 55)))
        assert result.exit_code == 1
        assert (
            f"{tmp_path / 'small.gold.json'}: fields.requests.granted.total: "
            "55 is printed nowhere: look at the document again\n"
        ) in result.output

    def test_warnings_stand_apart_and_are_no_failure(self, tmp_path: Path) -> None:
        result = self.run(folder(tmp_path, lambda labels: labels.pop("imputed")))
        assert result.exit_code == 0
        assert "warnings: 1" in result.output
        assert "errors" not in result.output

    def test_an_empty_folder_is_told(self, tmp_path: Path) -> None:
        assert self.run(tmp_path).exit_code == 1
        shutil.rmtree(tmp_path)
        assert self.run(tmp_path).exit_code == 2
