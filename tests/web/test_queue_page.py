"""The queue and the audit, as people use them: over HTTP, without any script."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from markupsafe import escape
from running_service import Running, Visit, make_database, running

from extractor.store import Store

GOLD = Path(__file__).parents[2] / "gold" / "dev"
REPORTS = (
    GOLD / "irregular" / "qingwei-water-2022.txt",
    GOLD / "irregular" / "baizhu-emergency-2020.html",
    GOLD / "dongling-third-hospital-2023.txt",
    GOLD / "wanghu-fire-2021.txt",
)
"""Of the last one nothing waits."""
REVIEWERS = ("reviewer", "second")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of REPORTS and the usual users."""
    return make_database(tmp_path_factory.mktemp("queue") / "queue.db", REPORTS, "gold")


@pytest.fixture(scope="module")
def service(reports: Path) -> Iterator[Running]:
    """A service for tests that only look."""
    with running(reports) as service:
        yield service


@pytest.fixture
def fresh_service(reports: Path, tmp_path: Path) -> Iterator[Running]:
    """A service of one test alone."""
    with running(Path(shutil.copy(reports, tmp_path / "own.db"))) as service:
        yield service


def documents(page: str) -> list[int]:
    """The documents that a list shows, in its order."""
    return [int(number) for number in re.findall(r'<tr data-document="(\d+)"', page)]


def waiting(db: Path) -> list[tuple[int, str]]:
    """The fields that wait, by SQL of our own."""
    query = (
        "SELECT document, field FROM fields WHERE decision = 'review' "
        "ORDER BY priority DESC, document, field"
    )
    with Store(db) as store:
        return [(row["document"], row["field"]) for row in store.query(query)]


def field_url(document: int, field: str) -> str:
    return f"/documents/{document}?field={field}#field"


def lead(visit: Visit, path: str, **form: object) -> str:
    """Where a link, or a form with this content, leads."""
    if form:
        answer = visit.post(path, data={"csrf": visit.csrf, **form}, follow_redirects=False)
    else:
        answer = visit.get(path, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_reports_come_in_the_order_of_their_worst_field(service: Running) -> None:
    page = service.signed_in("reviewer").get("/queue").text
    expected = waiting(service.db)
    assert documents(page) == list(dict.fromkeys(document for document, _ in expected))
    assert f'<b class="big">{len(expected)}</b>' in page
    assert "按每项 20 秒估算" in page


def test_fields_come_worst_first_and_lead_to_their_place(service: Running) -> None:
    page = service.signed_in("reader").get("/queue?view=fields").text
    links = re.findall(r'class="open" href="([^"]+)"', page)
    assert links == [field_url(*one) for one in waiting(service.db)]


def test_filters_are_links_that_can_be_kept(service: Running) -> None:
    visit = service.signed_in("reviewer")
    page = visit.get(
        "/queue", params={"reason": "unit_not_printed", "agency": "", "year": "x"}
    ).text
    assert documents(page)
    assert "selected>没有印出金额单位" in page
    assert 'href="/queue/next?reason=unit_not_printed"' in page
    assert 'href="/queue?reason=unit_not_printed&amp;view=fields"' in page
    nothing = visit.get("/queue?year=1999").text
    assert documents(nothing) == []
    assert '<option value="1999" selected>' in nothing


def test_the_list_is_told_in_english_too(service: Running) -> None:
    visit = service.signed_in("reviewer")
    page = visit.get("/queue", headers={"Accept-Language": "en"}).text
    assert "Review the next field" in page
    assert "No unit is printed" in page


def test_a_reader_sees_what_waits_and_can_do_nothing(service: Running) -> None:
    visit = service.signed_in("reader")
    page = visit.get("/queue").text
    assert documents(page)
    assert "/queue/next" not in page
    assert "/queue/claim" not in page
    assert visit.get("/queue/next").status_code == 403
    for path in ("claim", "release", "assign", "undo"):
        form = {"document": 1, "field": "x", "number": 1}
        assert visit.submit(f"/queue/{path}", **form).status_code == 403


def test_what_is_sent_from_elsewhere_is_refused(fresh_service: Running) -> None:
    visit = fresh_service.signed_in("reviewer")
    assert visit.post("/queue/claim", data={"document": 1}).status_code == 403


@pytest.mark.parametrize("after", ["x", "WzFd", "é"])
def test_a_foreign_cursor_is_told_plainly(service: Running, after: str) -> None:
    answer = service.signed_in("reviewer").get("/queue", params={"after": after})
    assert answer.status_code == 422
    assert "Traceback" not in answer.text


def test_two_reviewers_get_different_reports(fresh_service: Running) -> None:
    one, two = map(fresh_service.signed_in, REVIEWERS)
    expected = list(dict.fromkeys(document for document, _ in waiting(fresh_service.db)))
    first = dict(waiting(fresh_service.db)[::-1])
    taken = [lead(visit, "/queue/next") for visit in (one, two, one)]
    worst, other = expected[:2]
    assert taken == [field_url(worst, first[worst]), field_url(other, first[other]), taken[0]]
    page = two.get("/queue").text
    in_hand = page[page.index('id="mine"') : page.index('id="filters"')]
    assert f'value="{other}"' in in_hand
    assert f'value="{worst}"' not in in_hand
    row = re.search(rf'<tr data-document="{worst}".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert '<span class="tag waits">reviewer</span>' in row[0]
    assert "/queue/claim" not in row[0]


def test_a_report_is_claimed_and_released(fresh_service: Running) -> None:
    visit, other = map(fresh_service.signed_in, REVIEWERS)
    document, field = waiting(fresh_service.db)[0]
    assert lead(visit, "/queue/claim", document=document) == field_url(document, field)
    told = lead(other, "/queue/release", document=document, back="/queue?year=2022")
    assert told == "/queue?year=2022&told=not_yours"
    assert lead(visit, "/queue/release", document=document) == "/queue?told=released"
    assert 'id="mine"' not in visit.get("/queue").text
    assert visit.submit("/queue/claim", document=99).status_code == 404
    assert visit.submit("/queue/claim", document=2**63).status_code == 422


def test_reports_are_assigned_and_an_administrator_takes_them_back(fresh_service: Running) -> None:
    reviewer, second, admin = map(fresh_service.signed_in, (*REVIEWERS, "admin"))
    ticked = documents(reviewer.get("/queue").text)[:2]
    assert lead(reviewer, "/queue/assign", documents=ticked, reviewer="second").endswith("assigned")
    page = second.get("/queue").text
    assert page.count("由 reviewer 指派") == 2
    assert lead(reviewer, "/queue/assign", reviewer="second").endswith("nothing_ticked")
    assert reviewer.submit("/queue/assign", documents=ticked, reviewer="reader").status_code == 422
    assert lead(admin, "/queue/release", document=ticked[0]).endswith("released")
    assert second.get("/queue").text.count("由 reviewer 指派") == 1


def test_the_page_one_goes_back_to_is_ours(fresh_service: Running) -> None:
    visit = fresh_service.signed_in("reviewer")
    for back in ("https://example.org/", "//example.org", "/\\example.org"):
        assert lead(visit, "/queue/release", document=1, back=back).startswith("/?told=")


def test_a_decision_is_taken_back_from_the_queue(fresh_service: Running) -> None:
    visit, other = map(fresh_service.signed_in, REVIEWERS)
    before = waiting(fresh_service.db)
    document, field = next(one for one in before if one[1].startswith("disclosure."))
    program = fresh_service.program("reviewer")
    verdict = {"field": field, "action": "correct", "typed": "3.5万元"}
    kept = program.post(f"/api/v1/documents/{document}/decisions", json=verdict)
    assert kept.status_code == 201, kept.text
    assert (document, field) not in waiting(fresh_service.db)
    page = visit.get("/queue").text
    assert "更正" in page
    assert "35000" in page
    number = re.search(r'name="number" value="(\d+)"', page)
    assert number is not None
    form = {"document": document, "field": field, "number": number[1]}
    assert lead(other, "/queue/undo", **form).endswith("decided_since")
    assert lead(visit, "/queue/undo", **form).endswith("undone")
    assert waiting(fresh_service.db) == before
    assert lead(visit, "/queue/undo", **form).endswith("decided_since")
    page = visit.get("/queue").text
    assert 'name="number"' not in page
    assert "此后已有变动" in page


def test_pages_follow_each_other(fresh_service: Running) -> None:
    """A part of the list ends where the next begins."""
    copy = (
        "INSERT INTO fields (document, field, state, confidence, decision, priority) "
        "SELECT document, field || ?, state, confidence, decision, priority FROM fields "
        "WHERE decision = 'review' AND field NOT LIKE '%copy%'"
    )
    with Store(fresh_service.db) as store:
        for n in range(4):
            store.change(copy, [f".copy{n}"])
    visit = fresh_service.signed_in("reader")
    found, path = [], "/queue?view=fields"
    while path:
        page = visit.get(path).text
        found += re.findall(r'class="open" href="([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(following[1]) if following else ""
    assert len(found) > 50
    assert found == [field_url(*one) for one in waiting(fresh_service.db)]


def test_what_a_report_says_is_text(fresh_service: Running) -> None:
    hostile = "<script>alert(1)</script>\u202e'\"><img src=x>\x07"
    with Store(fresh_service.db) as store:
        store.change("UPDATE documents SET agency = ?, path = agency", [hostile])
        store.change("UPDATE fields SET raw = ? WHERE decision = 'review'", [hostile])
        store.change("UPDATE batches SET name = ?", [hostile])
    visit = fresh_service.signed_in("admin")
    filtered = urlencode(dict.fromkeys(("agency", "form", "reason"), hostile))
    for path in ("/queue", "/queue?view=fields", "/audit/next", f"/queue?{filtered}"):
        page = visit.get(path).text
        assert "script&gt;" in page
        shown = page.replace(f'value="{escape(hostile)}"', "")  # a filter comes back as it was sent
        assert not [harm for harm in ("<script>", "<img src=x", "\x07", "\u202e") if harm in shown]


QUESTION = ("sha256", "field", "id")


def question(page: str) -> dict[str, str]:
    """What a page of the audit asks about."""
    asked = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in QUESTION}
    return {name: unescape(found[1]) for name, found in asked.items() if found}


def answers(db: Path) -> list[tuple[str, bool, str | None]]:
    with Store(db) as store:
        rows = list(store.query("SELECT * FROM audit_answers ORDER BY number"))
    return [(row["sha256"], bool(row["correct"]), row["reviewer"]) for row in rows]


def test_the_audit_asks_about_each_report_once_and_tells_the_bound_at_the_end(
    fresh_service: Running,
) -> None:
    visit = fresh_service.signed_in("reviewer")
    with Store(fresh_service.db) as store:
        reports = len(store.documents())
    said: list[tuple[str, bool, str | None]] = []
    while asked := question(page := visit.get("/audit/next").text):
        assert "/ " + str(reports) in page
        assert "差错率不超过" not in visit.get("/audit").text
        wrong = len(said) == 1
        told = visit.submit("/audit/answers", answer="wrong" if wrong else "right", **asked)
        if wrong:
            assert "前往更正" in told.text
        said.append((asked["sha256"], not wrong, "reviewer"))
    assert answers(fresh_service.db) == said
    assert len({sha256 for sha256, *_ in said}) == reports
    assert "错误 1 项" in visit.get("/audit").text


def test_the_audit_shows_the_value_in_its_place_and_not_how_sure_the_machine_was(
    service: Running,
) -> None:
    visit = service.signed_in("reviewer")
    page = visit.get("/audit/next").text
    assert re.search(r'class="here" id="here"|<mark>', page)
    assert question(page)["id"]
    with Store(service.db) as store:
        field = question(page)["field"]
        rows = store.query("SELECT confidence, source FROM fields WHERE field = ?", [field])
        told = [(f"{row['confidence']:.3f}"[:5], row["source"]) for row in rows]
    for confidence, source in told:
        assert confidence not in page
        assert source not in page
    assert "可能有误" not in page


def test_only_an_administrator_sees_the_bound_before_the_end(fresh_service: Running) -> None:
    reviewer, admin = map(fresh_service.signed_in, ("reviewer", "admin"))
    asked = question(reviewer.get("/audit/next").text)
    reviewer.submit("/audit/answers", answer="right", note="第3页", **asked)
    assert "差错率不超过" not in reviewer.get("/audit").text
    assert "差错率不超过 95.00%" in admin.get("/audit").text


def test_an_answer_to_a_value_that_has_changed_is_not_kept(fresh_service: Running) -> None:
    visit = fresh_service.signed_in("reviewer")
    asked = question(visit.get("/audit/next").text)
    for changed in ({"id": "0" * 12}, {"field": "meta.nothing"}, {"sha256": "0" * 64}):
        told = visit.submit("/audit/answers", answer="right", **asked | changed)
        assert "答案未记录" in told.text
    assert visit.submit("/audit/answers", answer="maybe", **asked).status_code == 422
    assert answers(fresh_service.db) == []


def test_one_may_come_back_to_a_question(service: Running) -> None:
    visit = service.signed_in("second")
    first = visit.get("/audit/next").text
    later = re.search(r'id="later" href="([^"]+)"', first)
    assert later is not None
    assert question(visit.get(later[1]).text) != question(first)
    assert question(visit.get("/audit/next").text) == question(first)


def test_a_reader_does_not_judge(service: Running) -> None:
    visit = service.signed_in("reader")
    assert "/audit/next" not in visit.get("/audit").text
    assert visit.get("/audit/next").status_code == 403
