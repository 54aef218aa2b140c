"""Whose figure it is, of which time, and of how much."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.reading import Reader
from extractor.record.record import Reading
from extractor.values.amount import Amount

TOWN = "临溪县茶岭镇人民政府"


def read(sentence: str, agency: str = TOWN) -> list[Reading]:
    """What the patterns read of a sentence in the report of an agency on 2023."""
    title = f"{agency}2023年政府信息公开工作年度报告"
    text = f"{title}\n\n一、总体情况\n\n{sentence}\n\n五、存在的主要问题及改进情况\n\n无。\n"
    document = read_bytes(text.encode(), "test.txt")
    readings = Reader(document, load_form("disclosure_2021")).read().readings
    return [reading for reading in readings if reading.source == "rules"]


def values(readings: list[Reading]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for reading in readings:
        assert isinstance(reading.content, Amount)
        name = reading.field.removeprefix("narrative.")
        found.setdefault(name, set()).add(str(reading.content.value))
    return found


def certain(sentence: str, agency: str = TOWN) -> dict[str, str]:
    """The fields that are read with one value that nothing speaks against."""
    readings = read(sentence, agency)
    doubtful = {r.field.removeprefix("narrative.") for r in readings if r.signals}
    return {
        name: told.copy().pop()
        for name, told in values(readings).items()
        if len(told) == 1 and name not in doubtful and told != {"None"}
    }


def cases() -> Iterator[tuple[str, dict[str, str]]]:
    path = Path(__file__).with_name("circumstances.toml")
    for sentences in tomllib.loads(path.read_text(encoding="utf-8")).values():
        for sentence, stated in sentences.items():
            yield sentence, dict(item.split("=") for item in stated.split())


@pytest.mark.parametrize(("sentence", "stated"), list(cases()))
def test_only_the_towns_own_of_the_year_is_certain(sentence: str, stated: dict[str, str]) -> None:
    known = {name: value for name, value in stated.items() if value != "?"}
    assert certain(sentence) == known


@pytest.mark.parametrize(
    ("agency", "is_own"),
    [
        ("临溪县人民政府", True),
        ("临溪县人民政府办公室", True),
        ("临溪县", True),
        ("临溪县财政局", False),
        ("临溪县茶岭镇人民政府", False),
    ],
)
def test_the_whole_district_is_its_governments_own(agency: str, is_own: bool) -> None:
    for sentence in (
        "全县共收到政府信息公开申请96件。",
        "县政府办公室代表县政府收到政府信息公开申请96件。",
    ):
        (reading,) = read(sentence, agency)
        assert reading.signals == (() if is_own else ("competing",))


@pytest.mark.parametrize(
    ("agency", "body", "is_own"),
    [
        ("临溪县教育和体育局", "县教体局", True),
        ("临溪县人民政府办公室", "县政府办公室", True),
        ("临溪县教育和体育局", "县民政局", False),
    ],
)
def test_an_agency_is_known_by_its_short_name(agency: str, body: str, is_own: bool) -> None:
    (reading,) = read(f"{body}共收到政府信息公开申请96件。", agency)
    assert reading.signals == (() if is_own else ("competing",))


@pytest.mark.parametrize("count", ["无", "未发生"])
def test_what_never_was_was_not_this_year(count: str) -> None:
    told = certain(f"自2016年以来，我镇{count}因政府信息公开引起的行政诉讼案件。")
    assert told == {"lawsuit.cases": "0"}


def test_two_sentences_are_two_readings() -> None:
    same = "全年收到政府信息公开申请5件。在依申请公开方面，共收到政府信息公开申请{}件。"
    one, other = read(same.format(5))
    assert one.evidence.start < other.evidence.start
    assert values(read(same.format(6))) == {"requests.received": {"5", "6"}}


WIDER = [
    "历年累计收到政府信息公开申请{}件。",
    "自2008年以来，我镇共收到政府信息公开申请{}件。",
    "2021年，我镇共收到政府信息公开申请{}件。",
    "上半年共收到政府信息公开申请{}件。",
    "我镇每月收到政府信息公开申请{}件。",
    "去年同期，我镇收到政府信息公开申请{}件。",
    "2024年预计收到政府信息公开申请{}件。",
    "兄弟乡镇共收到政府信息公开申请{}件。",
]


@given(st.sampled_from(WIDER), st.integers(1, 9999), st.integers(1, 9999))
def test_a_figure_of_another_time_or_body_never_disturbs_the_years_own(
    other: str, beside: int, own: int
) -> None:
    sentence = f"{other.format(beside)}今年，我镇收到政府信息公开申请{own}件。"
    assert certain(sentence)["requests.received"] == str(own)
    assert "requests.received" not in certain(other.format(beside))
