"""The page of a document, over HTTP and without any script: links and forms do all of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from reports_to_review import CARRIED, PART, TOTAL, hostile, slip
from running_service import PASSWORD, USERS, Running, Visit, running
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.batch import run
from extractor.batch.worker import Task, work
from extractor.document.read import read_document
from extractor.pipeline import Content
from extractor.record.decision import Decision
from extractor.record.record import Record
from extractor.store import Rows, Store
from extractor.web.accounts.users import add_user

SLIP, HOSTILE, CLEAN = 1, 2, 3
SHIQIAO = Path(__file__).parents[2] / "gold" / "dev" / "shiqiao-township-2022.html"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of three reports: SLIP, HOSTILE and CLEAN."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "1 slip.txt").write_text(slip(), encoding="utf-8")
    (folder / '2 <b>"港.txt').write_text(hostile(), encoding="utf-8")
    (folder / "3.html").write_bytes(SHIQIAO.read_bytes())
    with Store(folder / "gouji.db", create=True) as store:
        run([folder], store, name="autumn")
        for name, role in USERS.items():
            add_user(store, name, role, PASSWORD, datetime.now(UTC))
    return folder / "gouji.db"


@pytest.fixture(scope="module")
def shared(reports: Path) -> Iterator[Running]:
    """A service in which nobody decides."""
    with running(reports) as service:
        yield service


@pytest.fixture
def own(reports: Path, tmp_path: Path) -> Iterator[Running]:
    """A service of this test alone."""
    db = tmp_path / "own.db"
    with Store(reports) as store:
        store.db.execute("VACUUM INTO ?", [str(db)])
    with running(db) as service:
        yield service


class Page:
    """What a person finds on the page."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self.html = LexborHTMLParser(answer.text)

    def all(self, selector: str) -> list[LexborNode]:
        return self.html.css(selector)

    def one(self, selector: str) -> LexborNode:
        (node,) = self.all(selector)
        return node

    def text(self, selector: str) -> str:
        return " ".join(self.one(selector).text().split())

    @property
    def field(self) -> str | None:
        """The id of the field one looks at."""
        return self.one("#fields [aria-current=true]").attributes["data-field"]

    def form(self) -> dict[str, str]:
        """The hidden parts of the form of the field."""
        parts = self.all("#verdict input[type=hidden]")
        return {str(p.attributes["name"]): p.attributes["value"] or "" for p in parts}

    def offers(self) -> list[str]:
        """What the buttons of the answers at hand say."""
        return [" ".join(node.text().split()) for node in self.all("button.offer")]

    def choices(self) -> list[str]:
        """What they send."""
        return [str(node.attributes["value"]) for node in self.all("button.offer")]


def look(visit: Visit, document: int, **query: str) -> Page:
    return Page(visit.get(f"/documents/{document}", params=query))


def say(visit: Visit, page: Page, choice: str, **filled: str) -> Page:
    """Press a button of the field's form."""
    assert page.answer.url.path.startswith("/documents/")
    document = page.answer.url.path.split("/")[2]
    form = {**page.form(), "choice": choice, **filled}
    return Page(visit.post(f"/documents/{document}/decisions", data=form))


def stored(service: Running, document: int = SLIP) -> Record:
    with Store(service.db) as store:
        return store.load(document)[1]


def last_decision(service: Running) -> Decision:
    with Store(service.db) as store:
        return store.decisions(store.inputs(SLIP).sha256)[-1]


# --- what is seen -----------------------------------------------------------------------------


def test_the_source_is_drawn_with_its_tables(shared: Running) -> None:
    page = look(shared.signed_in("reader"), CLEAN)
    spans = [cell for cell in page.all("#source td") if cell.attributes.get("rowspan")]
    assert len(page.all("#source table")) == len(read_document(SHIQIAO).tables)
    assert spans, "the cells that span rows do so here"


def test_every_field_is_marked_where_it_stands(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), SLIP, field=TOTAL)
    here = page.one("#here")
    assert here.text() == "5"
    assert "is waits" in str(here.attributes["class"])
    assert "无法提供·本机关不掌握相关政府信息·总计" in str(here.attributes["title"])


def test_the_fields_stand_in_the_forms_own_tables(shared: Running) -> None:
    page = look(shared.signed_in("reader"), SLIP)
    titles = [node.text() for node in page.all("#fields h2")]
    assert titles[:3] == [
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
    ]
    row = next(r for r in page.all("#fields tr") if "部分公开" in r.text())
    assert [cell.text(strip=True) for cell in row.css("td")] == ["2", "0", "0", "0", "1", "0", "3"]


def test_who_may_decide_begins_with_the_first_field_that_waits(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), SLIP)
    assert page.field == TOTAL
    assert "1 / 2" in page.text(".walk")
    assert page.one(".walk [data-key=j]").attributes["href"] == f"?field={CARRIED}#here"


def test_the_rules_are_told_with_their_numbers(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), SLIP, field=TOTAL)
    rule = page.one('[data-rule="requests.row_total@unavailable.not_held"]')
    assert rule.attributes["data-status"] == "violated"
    told = " ".join(rule.text().split())
    assert "总计 5 ≠ 自然人 3 + 商业企业 1 + 其余 4 项均为 0 5 ≠ 4, 差 1" in told


def test_the_repair_is_offered_first_and_the_value_as_read_second(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), SLIP, field=TOTAL)
    first, second = page.offers()
    assert "4 件 各式因此相符" in first
    assert "5 件 照机读、表格行列" in second
    assert page.choices() == ["action=correct&typed=4", "action=accept"]
    assert [button.attributes.get("data-likely") for button in page.all("button.offer")] == [
        "1",
        None,
    ]


def test_a_reader_sees_no_action(shared: Running) -> None:
    reader = shared.signed_in("reader")
    page = look(reader, SLIP, field=TOTAL)
    assert not page.all("#verdict")
    assert not page.all('#source a[href*="place="]')
    assert page.text("#field-name") == "无法提供·本机关不掌握相关政府信息·总计"
    form = {"field": TOTAL, "choice": "action=accept"}
    assert reader.submit(f"/documents/{SLIP}/decisions", **form).status_code == 403


def test_the_figures_of_a_row_that_cannot_be_told_apart_are_offered(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), HOSTILE, field=PART)
    assert [offer.split()[1] for offer in page.offers()] == ["3", "3", "0", "0", "0", "0", "1", "4"]
    assert not page.all("[data-likely]"), "none of them is likelier than the others"


@pytest.mark.parametrize(("language", "told"), [("zh-CN", "核算表明错在此项"), ("en", "error is")])
def test_reasons_are_told_in_plain_words(shared: Running, language: str, told: str) -> None:
    visit = shared.signed_in("reviewer")
    visit.headers["Accept-Language"] = language
    assert told in look(visit, SLIP, field=TOTAL).text(".reasons")


# --- what is settled --------------------------------------------------------------------------


def test_one_press_settles_a_field_and_goes_to_the_next(own: Running) -> None:
    visit = own.signed_in("reviewer")
    page = look(visit, SLIP)
    after = say(visit, page, page.choices()[0])
    assert (after.answer.history[-1].status_code, after.answer.status_code) == (303, 200)
    assert after.field == CARRIED
    assert "已更正为 4" in after.text("#message")
    field = stored(own).fields[TOTAL]
    assert (field.value, field.source, field.reasons[0]) == (4, "review", "corrected")


def test_the_message_tells_what_a_decision_cleared(own: Running) -> None:
    visit = own.signed_in("reviewer")
    after = say(visit, look(visit, SLIP, field="requests.carried_forward.total"), "action=accept")
    waiting = stored(own).review
    query = after.answer.url.params
    assert int(query["cleared"]) == 2 - len(waiting)


def test_a_typed_value_is_read_as_a_cell_would_be(own: Running) -> None:
    visit = own.signed_in("reviewer")
    page = look(visit, SLIP, field=TOTAL)
    say(visit, page, "action=correct", typed=" ４ ", note="见原件扫描页")
    assert stored(own).fields[TOTAL].value == 4
    assert last_decision(own).note == "见原件扫描页"


def test_a_state_may_be_said_instead_of_a_value(own: Running) -> None:
    visit = own.signed_in("reviewer")
    say(visit, look(visit, SLIP, field=PART), "action=correct", state="blank")
    assert stored(own).fields[PART].state == "blank"


def test_a_figure_of_the_source_may_be_pointed_at(own: Running) -> None:
    visit = own.signed_in("reviewer")
    page = look(visit, SLIP, field=TOTAL)
    other = next(a for a in page.all("#source td a") if "place=" in str(a.attributes["href"]))
    page = Page(visit.get(f"/documents/{SLIP}{other.attributes['href']}"))
    assert page.field == TOTAL
    assert len(page.all(".picked")) == 1
    assert "原文此处" in page.offers()[0]
    say(visit, page, page.choices()[0])
    evidence = last_decision(own).evidence
    assert evidence is not None
    assert evidence.start == int(page.form()["place"].split("-")[0])


def test_what_would_come_of_a_value_is_shown_before_it_is_kept(own: Running) -> None:
    visit = own.signed_in("reviewer")
    page = say(visit, look(visit, SLIP, field=TOTAL), "action=check", typed="4", note="试")
    assert "如此则为 4件" in page.text(".recheck .note")
    statuses = [rule.attributes["data-status"] for rule in page.all("#recheck .check")]
    assert statuses == ["satisfied", "satisfied"]
    assert page.one("[name=typed]").attributes["value"] == "4"
    assert page.one("[name=note]").attributes["value"] == "试"
    assert stored(own).fields[TOTAL].value == 5


def test_the_live_check_is_a_part_of_the_page(shared: Running) -> None:
    visit = shared.signed_in("reviewer")
    path = f"/documents/{SLIP}/recheck"
    part = Page(visit.get(path, params={"field": TOTAL, "typed": "6"}))
    assert not part.all("header")
    assert "6 ≠ 4, 差 2" in part.text('[data-rule="requests.row_total@unavailable.not_held"]')
    wrong = Page(visit.get(path, params={"field": TOTAL, "typed": "many"}))
    assert "不是一个数" in wrong.text(".note.wrong")
    place = Page(visit.get(path, params={"field": TOTAL, "place": "9-x"}))
    assert "没有这个位置" in place.text(".note.wrong")


def test_the_agency_may_be_called_wrong(own: Running) -> None:
    visit = own.signed_in("reviewer")
    after = say(visit, look(visit, SLIP, field=TOTAL), "action=misreported")
    assert "已记为机关误报" in after.text("#message")
    told = {one.fields: one.rests_on for one in stored(own).disagreements}
    assert told[TOTAL,] == (TOTAL,)
    assert stored(own).findings == ()
    again = look(visit, SLIP, field=TOTAL)
    assert "报告有误" in again.text(".panel-head .tag")
    assert "合计有误" in again.text(".noticed")


def test_a_skipped_field_comes_last(own: Running) -> None:
    visit = own.signed_in("reviewer")
    first = say(visit, look(visit, SLIP), "action=skip", note="等原件")
    assert first.field == CARRIED
    second = say(visit, first, "action=skip")
    assert second.field == TOTAL
    assert "暂搁待议" in second.text(".reasons")
    assert "等原件" in second.text(".history")


def test_a_decision_is_taken_back(own: Running) -> None:
    visit = own.signed_in("reviewer")
    before = stored(own)
    after = say(visit, look(visit, SLIP), "action=correct&typed=4")
    undo = {
        str(part.attributes["name"]): part.attributes["value"]
        for part in after.all("#message input, #message button")
    }
    back = Page(visit.post(f"/documents/{SLIP}/decisions", data=undo))
    assert back.field == TOTAL
    assert "已撤销" in back.text("#message")
    assert stored(own) == before
    assert len(back.all(".history li")) == 2


def test_when_nothing_waits_the_next_report_is_offered(own: Running) -> None:
    visit = own.signed_in("reviewer")
    page = look(visit, SLIP)
    while stored(own).review:
        page = say(visit, page, page.choices()[0])
    assert "全部核完" in page.text("#message")
    assert page.one("#message a.button").attributes["href"] == "/queue/next"


# --- two people -------------------------------------------------------------------------------


def test_the_second_is_told_what_the_first_said_and_may_decide_again(own: Running) -> None:
    first, second = own.signed_in("reviewer"), own.signed_in("second")
    page = look(second, SLIP, field=TOTAL)
    say(first, look(first, SLIP, field=TOTAL), "action=misreported", note="原文如此")
    told = say(second, page, "action=correct", typed="44", note="我的看法")
    assert told.answer.status_code == 409
    assert "reviewer 已先行处理此项" in told.text("#message")
    assert "认定机关误报，原文确为 5" in told.text("#message")
    assert "原文如此" in told.text("#message")
    assert told.one("[name=typed]").attributes["value"] == "44"
    assert told.one("[name=note]").attributes["value"] == "我的看法"
    say(second, told, "action=correct", typed="44")
    assert stored(own).fields[TOTAL].value == 44


def test_a_field_that_another_decision_changed_is_shown_again(own: Running) -> None:
    first, second = own.signed_in("reviewer"), own.signed_in("second")
    page, before = look(second, SLIP, field=TOTAL), stored(own).fields[TOTAL]
    say(first, look(first, SLIP, field=PART), "action=correct&typed=4")
    assert stored(own).fields[TOTAL].reasons != before.reasons
    told = say(second, page, "action=correct&typed=4")
    assert told.answer.status_code == 409
    assert "有了变化" in told.text("#message")
    assert stored(own).fields[TOTAL].value == 5


def test_an_outdated_decision_is_shown_with_what_was_decided(own: Running) -> None:
    with Store(own.db) as store:
        inputs, (_, record) = store.inputs(SLIP), store.load(SLIP)
        assert inputs.data is not None
        decision = Decision(
            inputs.sha256, TOTAL, "wen", "2026-01-02T03:04:05+00:00", "correct", "reported",
            record.fields[PART].value, "件", None, "another text", record.fields[TOTAL],
        )  # fmt: skip
        task = Task(Content(inputs.data, inputs.path), inputs.sha256, decisions=(decision,))
        rows = work(task)
        assert isinstance(rows, Rows)
        store.write(rows, inputs.config, decision)
    page = look(own.signed_in("reviewer"), SLIP, field=TOTAL)
    assert "wen 曾于 2026-01-02 作出决定" in page.text(".note.waits")
    assert any("此前的决定" in offer for offer in page.offers())


def test_who_is_at_work_on_a_report_is_told_to_others(own: Running) -> None:
    first, second = own.signed_in("reviewer"), own.signed_in("second")
    say(first, look(first, SLIP), "action=skip")
    assert "reviewer 正在核对" in look(second, SLIP).text(".who")
    assert "正在核对" not in look(first, SLIP).text(".who")


# --- blindly ----------------------------------------------------------------------------------


def test_a_blind_review_shows_nothing_that_leads_the_answer(own: Running) -> None:
    first, second = own.signed_in("reviewer"), own.signed_in("second")
    say(first, look(first, SLIP, field=TOTAL), "action=correct&typed=4", note="先入为主")
    page = look(second, SLIP, field=CARRIED, blind="1")
    for hidden in (".reasons", ".check", ".history", ".summary", "#source .is", "#fields .is"):
        assert not page.all(hidden), hidden
    assert "%" not in page.text(".facts")
    assert page.choices() == ["action=accept"]
    again = look(second, SLIP, field=TOTAL, blind="1")
    assert "先入为主" not in again.answer.text
    kept = say(second, again, "action=correct", typed="5")
    assert kept.answer.url.params["blind"] == "1"
    assert last_decision(own).blind


# --- what cannot be, and what is hostile ------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "filled", "told"),
    [
        ("action=correct", {}, "请填写原文所印的数"),
        ("action=correct", {"typed": "many"}, "不是一个数"),
        ("action=correct", {"typed": "5", "state": "blank"}, "不一致"),
        ("action=correct&place=5-999999", {}, "没有这个位置"),
        ("action=undo", {}, "没有可撤销的决定"),
    ],
)
def test_what_cannot_be_a_decision_is_told_in_plain_words(
    shared: Running, choice: str, filled: dict[str, str], told: str
) -> None:
    visit = shared.signed_in("reviewer")
    page = say(visit, look(visit, SLIP, field=TOTAL), choice, **filled)
    assert page.answer.status_code == 422
    assert told in page.text("#message")
    assert page.one("[name=typed]").attributes["value"] == filled.get("typed", "")


def test_the_links_of_a_page_that_came_back_lead_on(shared: Running) -> None:
    visit = shared.signed_in("reviewer")
    page = say(visit, look(visit, SLIP, field=TOTAL), "action=correct", typed="many")
    href = str(page.one(".walk [data-key=j]").attributes["href"])
    assert Page(visit.get(page.answer.url.join(href))).field == CARRIED


@pytest.mark.parametrize(
    "form",
    [
        {"choice": ""},
        {"choice": "action=destroy"},
        {"choice": "action=correct&state=gone"},
        {"choice": "action=correct&place=-1-5"},
        {"choice": "action=accept", "after": "x"},
        {"choice": "action=accept", "after": "9" * 30},
    ],
)
def test_a_form_that_is_none_of_the_pages_is_refused(shared: Running, form: dict[str, str]) -> None:
    visit = shared.signed_in("reviewer")
    sent = {"csrf": visit.csrf, "field": TOTAL, **form}
    assert visit.post(f"/documents/{SLIP}/decisions", data=sent).status_code == 422


@pytest.mark.parametrize("path", ["/documents/99", "/documents/0", f"/documents/{2**70}"])
def test_there_is_no_page_of_what_is_not_there(shared: Running, path: str) -> None:
    assert shared.signed_in("reviewer").get(path).status_code == 404


def test_there_is_no_page_of_a_field_that_is_not_there(shared: Running) -> None:
    visit = shared.signed_in("reviewer")
    assert look(visit, SLIP, field="no.such").answer.status_code == 404
    path = f"/documents/{SLIP}/recheck"
    assert visit.get(path, params={"field": "no.such"}).status_code == 404


@pytest.mark.parametrize("place", ["x", "5-2", "1-", "-", "0-99999999", "１-２", "1-2-3"])
def test_a_place_that_is_none_is_not_looked_at(shared: Running, place: str) -> None:
    page = look(shared.signed_in("reviewer"), SLIP, field=TOTAL, place=place)
    assert page.answer.status_code == 200
    assert not page.all(".pointed")


def test_a_hostile_document_is_text(shared: Running) -> None:
    page = look(shared.signed_in("reviewer"), HOSTILE)
    assert [node.attributes.get("src") for node in page.all("script")] == ["/static/document.js"]
    assert not page.all("#source img, #source form, #source script, a[href^=javascript]")
    source = page.one("#source").text()
    assert "<script>alert('x')</script><img src=x onerror=alert(1)> {{ 7*7 }}" in source
    assert "&lt;b&gt;" in source
    assert "⟦U+202E⟧反向" in source
    assert "控制␇字符␛[31m红⟦U+2066⟧孤立" in source
    for mark in "\u202e\u200f\u2066\x07\x1b":
        assert mark not in page.answer.text
    assert '2 <b>"港.txt' in page.text(".who")


def test_the_file_can_be_saved_but_not_opened_here(shared: Running) -> None:
    answer = shared.signed_in("reader").get(f"/documents/{HOSTILE}/original")
    assert answer.text == hostile()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"2b.txt\"; filename*=UTF-8''2%20%3Cb%3E%22%E6%B8%AF.txt"
    )
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_report_whose_file_was_not_kept_is_shown_by_its_text(own: Running) -> None:
    with Store(own.db) as store, store.db.conn:
        store.db.execute("DELETE FROM inputs WHERE document = ?", [SLIP])
    visit = own.signed_in("reviewer")
    page = look(visit, SLIP, field=TOTAL)
    assert page.one("#here").text() == "5"
    assert visit.get(f"/documents/{SLIP}/original").status_code == 404
