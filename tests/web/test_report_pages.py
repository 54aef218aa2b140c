"""Reports, findings, agencies and quality, as people see them over HTTP."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from deciding import settle
from running_service import PASSWORD, USERS, Running, Visit, running
from yearly_reports import AGENCY, TWICE_STATED, UNREADABLE, report, write, yearly

from extractor.batch import run
from extractor.review import Verdict
from extractor.store import Store
from extractor.web.accounts.users import add_user

GOLD = Path(__file__).parents[2] / "gold" / "dev"
CANGYU = GOLD / "cangyu-zone-2024.txt"
"""A total that is wrong, and prose that differs from the table."""
PROSE = "narrative.requests.received"
MARKUP = "<script>alert(1)</script>县\u202e水务局"
"""What somebody typed for the name of an agency."""
EVALUATION = {
    "schema": "gouji.eval/1",
    "reader": "rules",
    "documents": {"a": {}, "b": {}},
    "figures": {
        "narrative_right": {
            "label": "Narrative figures", "hits": 99, "total": 100, "share": 0.99,
            "interval": [0.94, 0.999], "least": 0.995, "most": None, "met": False,
        },
        "facts_recall": {
            "label": "Facts", "hits": 0, "total": 0, "share": None, "interval": [0, 1],
        },
        "brand_new": {
            "label": "A measure of tomorrow", "hits": 1, "total": 2, "share": 0.5,
            "interval": [0.01, 0.99],
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service over three batches, with what people decided and an eval; tests only look."""
    folder = tmp_path_factory.mktemp("pages")
    files, others = folder / "years", folder / "others"
    files.mkdir()
    others.mkdir()
    write(files, yearly({2021: 2, 2022: 4}, brought={2022: 5}))
    rows = yearly({2022: 4, 2023: 1})[2023]
    odd = report(2023, rows, licensing=UNREADABLE, prose=TWICE_STATED)
    (files / "2023.txt").write_text(odd, encoding="utf-8")
    (others / "empty.txt").write_bytes(b"")
    hostile = report(2023, rows, agency="别处县水务局", prose=TWICE_STATED.replace("99", "98"))
    (others / "<b>.txt").write_text(hostile, encoding="utf-8")
    db = folder / "gouji.db"
    with Store(db, create=True) as store:
        run([CANGYU], store, name="<i>gold</i>")
        run([files], store, name="水务局历年")
        run([others], store, name="others")
        for name, role in USERS.items():
            add_user(store, name, role, PASSWORD, datetime.now(UTC))
    settle(
        db,
        (4, "reviewer", Verdict(PROSE, "misreported")),
        (2, "reviewer", Verdict("requests.received.total", "accept")),
        (2, "second", Verdict("requests.received.total", "accept")),
        (5, "second", Verdict("meta.agency", "correct", typed=MARKUP)),
    )
    evaluation = folder / "eval.json"
    evaluation.write_text(json.dumps(EVALUATION), encoding="utf-8")
    with running(db, evaluation=evaluation) as service:
        yield service


@pytest.fixture
def reader(pages: Running) -> Visit:
    return pages.signed_in("reader")


@pytest.fixture
def in_english(pages: Running) -> Visit:
    return pages.visit(
        headers={"Accept-Language": "en", **dict(pages.program("reader").headers.items())}
    )


def text_of(html: str) -> str:
    """What one reads of a page: its text, with single spaces."""
    seen = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).split())


def rows_of(html: str, table: str) -> list[list[str]]:
    """The cells of the body of the table of this class, as text."""
    found = re.search(rf'<table class="{table}">(.*?)</table>', html, re.DOTALL)
    assert found, f"no table {table}"
    rows = re.findall(r"<tr\b.*?</tr>", found[1].split("<tbody>")[1], re.DOTALL)
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


PAGES = (
    "/reports",
    "/reports?batch=3",
    "/findings",
    "/agencies",
    f"/agencies/{AGENCY}",
    "/quality",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_to_the_rules_of_all_pages(reader: Visit, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    html = answer.text
    assert not re.search(r"<[^>]+\s(style|on\w+)\s*=", html), "styles and scripts in the page"
    assert "<script>alert" not in html
    assert "<i>gold" not in html
    assert "\u202e" not in html
    assert len(re.findall(r"<h1\b", html)) == 1


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_sees_nothing(pages: Running, path: str) -> None:
    assert pages.visit().get(path).url.path == "/login"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_left_in_the_other_language(in_english: Visit, path: str) -> None:
    answer = in_english.get(path)
    assert '<html lang="en">' in answer.text
    headings = re.findall(r"<(?:h2|h3|th scope=\"col\")[^>]*>(.*?)</", answer.text, re.DOTALL)
    assert not [told for told in headings if re.search(r"[\u4e00-\u9fff]", text_of(told))]


# Reports


def test_batches_tell_their_progress(reader: Visit) -> None:
    others, years, gold = rows_of(reader.get("/reports").text, "batches")
    assert years[0].startswith("水务局历年")
    assert years[2:] == ["3", "1", "1", "1 1 项", "1 分钟", "0"]
    assert (others[2], others[-1]) == ("2", "1")
    assert gold[2] == "1"


def test_a_batch_tells_what_it_could_not_read_and_why(reader: Visit) -> None:
    html = reader.get("/reports", params={"batch": 3}).text
    told = html.split('id="failures"')[1].split('id="list"')[0]
    assert "empty.txt" in told
    assert "empty" in text_of(told)
    assert 'id="failures"' not in reader.get("/reports", params={"batch": 2}).text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 6),
        ({"batch": "2"}, 3),
        ({"year": "2022"}, 1),
        ({"agency": "水务"}, 4),
        ({"agency": "水务", "status": "waiting"}, 1),
        ({"status": "failed"}, 1),
        ({"form": "disclosure_2019"}, 0),
        ({"year": "nonsense", "status": "nonsense", "after": "-1"}, 6),
        ({"after": "5"}, 1),
        ({"batch": "99999999999999999999"}, 6),
    ],
)
def test_reports_are_filtered(reader: Visit, asked: dict[str, str], count: int) -> None:
    html = reader.get("/reports", params=asked).text
    listed = rows_of(html, "reports") if count else []
    assert len(listed) == count
    assert count or "没有符合条件的报告" in html


def test_a_reader_sees_no_place_to_hand_in_a_file(pages: Running) -> None:
    assert 'type="file"' not in pages.signed_in("reader").get("/reports").text
    assert 'type="file"' in pages.signed_in("reviewer").get("/reports").text


def upload(visit: Visit, name: str, data: bytes, csrf: str | None = None) -> tuple[int, str, str]:
    """Hand in a file -> status, path and text of where one ends."""
    answer = visit.post(
        "/reports",
        data={"csrf": visit.csrf if csrf is None else csrf},
        files={"file": (name, data, "application/octet-stream")},
    )
    return answer.status_code, answer.url.path, answer.text


def test_a_file_is_handed_in_and_looked_at(fresh_service: Running) -> None:
    reviewer = fresh_service.signed_in("reviewer")
    text = report(2023, yearly({2023: 1})[2023])
    status, path, html = upload(reviewer, "../水务局.txt", text.encode())
    assert status == 200
    assert re.fullmatch(r"/documents/\d+", path)
    assert AGENCY in html
    assert upload(reviewer, "again.txt", text.encode())[1] == path


def test_a_file_that_is_no_report_is_told(fresh_service: Running) -> None:
    reviewer = fresh_service.signed_in("reviewer")
    status, path, html = upload(reviewer, "x.pdf", b"%PDF-1.7")
    assert (status, path) == (422, "/reports")
    assert "PDF" in text_of(html.split('id="problem"')[1].split("</div>")[0])


def test_no_file_is_told(fresh_service: Running) -> None:
    reviewer = fresh_service.signed_in("reviewer")
    status, _, html = upload(reviewer, "", b"")
    assert status == 422
    assert "请先选择" in html


def test_who_may_not_hand_in_a_file_cannot(fresh_service: Running) -> None:
    reader, reviewer = fresh_service.signed_in("reader"), fresh_service.signed_in("reviewer")
    assert upload(reader, "a.txt", b"text")[0] == 403
    assert upload(reviewer, "a.txt", b"text", csrf="forged")[0] == 403


# Findings


def test_a_finding_is_told_with_both_sides_and_where_they_stand(reader: Visit) -> None:
    html = reader.get("/findings").text
    told = html.split('id="finding-1-1"')[1].split('</li>\n  <li class="card')[0]
    seen = text_of(told)
    assert "合计有误" in seen
    assert "印作 5，若为 4 则相符" in seen
    assert "总计等于各类申请人之和 5 ≠ 4 , 相差 1" in seen
    links = re.findall(r'href="(/documents/1\?field=[^"]+)"', told)
    assert "/documents/1?field=requests.unavailable.not_held.total#field" in links
    assert reader.get(links[0]).status_code == 200


def test_a_finding_is_told_in_english_too(in_english: Visit) -> None:
    seen = text_of(in_english.get("/findings").text)
    assert "is printed as 5; 4 would agree" in seen
    assert "In every row the applicants add up to the total." in seen


def test_a_finding_shows_the_words_around_a_figure_of_the_prose(reader: Visit) -> None:
    seen = text_of(reader.get("/findings", params={"code": "narrative_differs"}).text)
    assert "全年收到政府信息公开申请 99件" in seen


def test_a_finding_tells_whether_a_person_confirmed_it(reader: Visit) -> None:
    html = reader.get("/findings", params={"agency": "水务", "year": "2023"}).text
    ours, theirs = re.findall(r'<li class="card finding" id="finding-(\d+)-\d+">', html)
    cards = html.split('<li class="card finding"')[1:]
    confirmed = ["reviewer 已认定为机关误报" in text_of(card) for card in cards]
    assert (ours, theirs, confirmed) == ("4", "5", [True, False])


def test_findings_are_filtered(reader: Visit) -> None:
    def count(**asked: str) -> int:
        return reader.get("/findings", params=asked).text.count('<li class="card finding"')

    assert count() == 3
    assert count(code="misreported_total") == 1
    assert count(year="2024") == 1
    assert count(agency="没有") == 0
    assert count(after="1", number="1") == 2


# Agencies


def test_agencies_are_listed_with_their_years(reader: Visit) -> None:
    rows = {row[0]: row[1:] for row in rows_of(reader.get("/agencies").text, "agencies")}
    years, carried, waiting, findings = rows[AGENCY]
    assert years == "2021 2022 2023"
    assert carried == "2021/22 ≠ 不符 2022/23 = 相符"
    assert (waiting, findings) == ("1", "1")


def test_an_agency_is_searched_by_a_part_of_its_name(reader: Visit) -> None:
    html = reader.get("/agencies", params={"agency": "示例"}).text
    assert [row[0] for row in rows_of(html, "agencies")] == [AGENCY]


def test_an_agency_shows_its_figures_year_by_year(reader: Visit) -> None:
    html = reader.get(f"/agencies/{AGENCY}").text
    rows = {row[0]: row[1:] for row in rows_of(html, "over-years")}
    assert rows["上年结转申请"] == ["0", "5 +5", "4 −1 (−20.0%)"]
    assert rows["行政许可处理决定"][-1] == "无数 待核"


def test_an_agency_shows_what_is_carried_over(reader: Visit) -> None:
    html = reader.get(f"/agencies/{AGENCY}").text
    first, second = rows_of(html, "carries")
    assert first[:4] == ["2021 → 2022", "2", "5", "≠ 不符 相差 3"]
    assert "自然人 2 ≠ 5" in first[4]
    assert second[3:4] == ["= 相符"]
    assert "/documents/2?field=requests.carried_forward.total#field" in html
    assert "/documents/3?field=requests.brought_forward.total#field" in html


def test_an_agency_is_found_however_its_name_is_written(reader: Visit) -> None:
    assert AGENCY in reader.get("/agencies/示例市 水務局").text


def test_an_agency_with_any_name_has_a_page(reader: Visit) -> None:
    (link,) = re.findall(r'href="(/agencies/[^"]*script[^"]*)"', reader.get("/agencies").text)
    answer = reader.get(unescape(link))
    assert answer.status_code == 200
    assert "⟦U+202E⟧" in answer.text


def test_an_agency_without_reports_is_not_found(reader: Visit) -> None:
    assert reader.get("/agencies/没有的机关").status_code == 404


# Quality


def test_quality_tells_what_became_of_each_part(reader: Visit) -> None:
    html = reader.get("/quality").text
    rows = {row[0]: row[2:] for row in rows_of(html, "shares")}
    assert list(rows) == ["基本信息", "主动公开", "依申请公开", "复议、诉讼", "正文数字", "全部"]
    assert rows["主动公开"][3].split()[-1] == "1", "the cell that waits"
    assert reader.get("/quality", params={"batch": "1"}).status_code == 200


def test_quality_tells_what_people_changed_and_whether_they_agree(reader: Visit) -> None:
    html = reader.get("/quality").text
    bands = rows_of(html, "bands")
    assert bands[-1][:5] == ["全部", "3", "2", "1", "0"]
    seen, blind = rows_of(html, "agreement")
    assert seen[1:4] == ["1", "1", "100.0%"]
    assert blind[1:4] == ["0", "0", "–"]


def test_quality_shows_the_latest_eval(reader: Visit) -> None:
    first, second = rows_of(reader.get("/quality").text, "evaluation")
    assert first[:5] == [
        "正文数字：读对的",
        "99.00%",
        "99 / 100",
        "94.0–99.9%",
        "≥ 99.5% ✗ 未达标",
    ]
    assert second[0] == "A measure of tomorrow"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": "another/1"}', "\x00"])
def test_a_file_that_is_no_eval_is_told(pages: Running, tmp_path: Path, content: str) -> None:
    (tmp_path / "eval.json").write_text(content, encoding="utf-8")
    with running(pages.db, evaluation=tmp_path / "eval.json") as service:
        html = service.signed_in("reader").get("/quality").text
    assert "eval.json 不是 gouji eval --json 的结果" in html


def test_without_anything_every_page_says_so(tmp_path: Path) -> None:
    db = tmp_path / "empty.db"
    with Store(db, create=True) as store:
        add_user(store, "reader", "reader", PASSWORD, datetime.now(UTC))
    with running(db) as service:
        reader = service.signed_in("reader")
        told = {
            path: text_of(reader.get(path).text)
            for path in ("/reports", "/findings", "/agencies", "/quality")
        }
    assert "还没有读过报告" in told["/reports"]
    assert "没有发现误报" in told["/findings"]
    assert "还没有识别出机关的报告" in told["/agencies"]
    assert "还没有人作过决定" in told["/quality"]
    assert "未提供评测结果" in told["/quality"]
