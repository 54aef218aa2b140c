"""A reviewer's work in a real browser: by keys, by clicks, by typing, and without any script."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from reports_in_browser import CLEAN, MISREAD, SLIP
from reports_to_review import CARRIED, TOTAL
from running_service import PASSWORD, Running, running
from visiting import Troubles, Visit

from extractor.record.record import Record
from extractor.store import Store
from extractor.web.language import Language, words

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture
def service(database: Path, tmp_path: Path) -> Iterator[Running]:
    """A service of one test alone."""
    with running(Path(shutil.copy(database, tmp_path / "own.db"))) as service:
        yield service


def open_field(page: Page, document: int, field: str) -> Page:
    page.goto(f"/documents/{document}?field={field}")
    expect_field(page, field)
    return page


def expect_field(page: Page, field: str) -> None:
    """The page shows this field, and is at rest."""
    expect(page.locator("#fields a[aria-current]")).to_have_attribute("data-field", field)
    expect(page.locator("#page[aria-busy]")).to_have_count(0)


def cell(page: Page, field: str) -> Locator:
    return page.locator(f'#fields a[data-field="{field}"]')


def stored(service: Running, document: int = SLIP) -> Record:
    with Store(service.db) as store:
        return store.load(document)[1]


# --- from the door to the desk and back ---------------------------------------------------------


@LANGUAGES
def test_one_signs_in_takes_the_next_field_and_signs_out(
    visit: Visit, troubles: Troubles, language: Language
) -> None:
    t = words(language)
    troubles.expect("401")
    page = visit(None, language)
    page.goto("/queue")
    expect(page.get_by_role("heading", level=1)).to_have_text(t("account.sign_in"))
    page.get_by_label(t("account.name")).fill("reviewer")
    page.get_by_label(t("account.password")).fill("a wrong guess")
    page.keyboard.press("Enter")
    expect(page.locator("#failed")).to_be_visible()
    page.get_by_label(t("account.password")).fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(t("queue.title"))
    rows = page.locator("#queue tr[data-document]")
    expect(rows.first).to_be_visible()
    assert rows.count() > 1
    page.keyboard.press("n")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".panel-head .tag")).to_have_text(t("document.standing.waits"))

    page.get_by_role("button", name=t("common.sign_out")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("account.sign_in"))
    page.goto(f"/documents/{SLIP}")
    expect(page).to_have_url(re.compile("/login"))


def test_the_language_is_changed_on_the_page_one_looks_at(visit: Visit) -> None:
    page = open_field(visit("reviewer"), SLIP, TOTAL)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".reasons")).to_contain_text("By arithmetic, the error is here")
    expect_field(page, TOTAL)


# --- one field ----------------------------------------------------------------------------------


@LANGUAGES
def test_one_key_settles_a_field_and_another_takes_it_back(
    visit: Visit, service: Running, language: Language
) -> None:
    t = words(language)
    before = stored(service)
    page = open_field(visit("reviewer", language), SLIP, TOTAL)
    expect(page.locator("#here")).to_have_text("5")
    page.keyboard.press("Enter")
    expect_field(page, CARRIED)
    message = page.locator("#message .note")
    expect(message).to_contain_text(t("document.told.correct"))
    expect(message.locator(".value")).to_have_text("4")
    expect(cell(page, TOTAL)).to_have_class(re.compile("settled"))
    assert (stored(service).fields[TOTAL].value, stored(service).review) == (4, (CARRIED,))

    page.keyboard.press("u")
    expect_field(page, TOTAL)
    expect(message).to_contain_text(t("document.told.undo"))
    expect(page.locator(".summary .waits")).to_contain_text(t("document.count.waits", count=2))
    expect(page.locator(".history li")).to_have_count(2)
    assert stored(service) == before


def test_a_number_takes_that_answer(visit: Visit, service: Running) -> None:
    page = open_field(visit("reviewer"), SLIP, TOTAL)
    expect(page.locator("button.offer")).to_have_count(2)
    page.keyboard.press("2")
    expect_field(page, CARRIED)
    assert stored(service).fields[TOTAL].reasons[0] == "confirmed"
    assert stored(service).fields[TOTAL].value == 5


def test_a_figure_of_the_source_is_taken_by_a_click(visit: Visit, service: Running) -> None:
    page = open_field(visit("reviewer"), SLIP, TOTAL)
    printed = "1284"
    page.locator('#source a[href*="place="]', has_text=printed).click()
    expect(page.locator("#source .picked")).to_have_text(printed)
    expect_field(page, TOTAL)
    expect(page.locator("button.offer").first).to_contain_text(printed)
    expect(page.locator(".recheck .note")).to_contain_text(printed)
    page.keyboard.press("Enter")
    expect_field(page, CARRIED)
    assert str(stored(service).fields[TOTAL].value) == printed
    with Store(service.db) as store:
        evidence = store.decisions(stored(service).document.sha256)[-1].evidence
    assert evidence is not None
    assert evidence.quote == printed


def test_the_figure_beside_is_taken_by_keys(visit: Visit, service: Running) -> None:
    page = open_field(visit("reviewer"), SLIP, TOTAL)
    page.keyboard.press("[")
    expect(page.locator("#source .picked")).to_have_text("0")
    expect_field(page, TOTAL)
    page.keyboard.press("Enter")
    expect_field(page, CARRIED)
    assert stored(service).fields[TOTAL].value == 0


@LANGUAGES
def test_the_rules_agree_while_one_types_and_what_they_prove_waits_no_more(
    visit: Visit, service: Running, language: Language
) -> None:
    t = words(language)
    page = open_field(visit("reviewer", language), MISREAD, TOTAL)
    expect(page.locator(".summary .waits")).to_contain_text(t("document.count.waits", count=9))
    rule = page.locator('[data-rule="requests.row_total@unavailable.not_held"]')
    expect(rule).to_have_attribute("data-status", "violated")
    others = stored(service, MISREAD).review

    page.keyboard.press("e")
    page.keyboard.type("4")
    expect(rule).to_have_attribute("data-status", "satisfied")
    expect(page.locator(".recheck .note")).to_contain_text(t("document.would_clear", count=7))
    assert stored(service, MISREAD).review == others, "nothing is kept yet"

    page.keyboard.press("Enter")
    expect(page.locator("#message .cleared")).to_have_text(t("document.cleared", count=7))
    expect_field(page, CARRIED)
    expect(page.locator(".summary .waits")).to_contain_text(t("document.count.waits", count=1))
    expect(page.locator("#fields a.waits")).to_have_count(1)
    assert stored(service, MISREAD).review == (CARRIED,)


def test_what_is_no_figure_is_told_and_not_kept(
    visit: Visit, service: Running, troubles: Troubles
) -> None:
    troubles.expect("422")
    before = stored(service)
    page = open_field(visit("reviewer", "en"), SLIP, TOTAL)
    page.keyboard.press("e")
    page.keyboard.type("many")
    expect(page.locator("#recheck .note.wrong")).to_contain_text("That is no figure")
    page.keyboard.press("Enter")
    expect(page.locator("#message .note.wrong")).to_contain_text("That is no figure")
    expect(page.locator("[name=typed]")).to_have_value("many")
    assert stored(service) == before


@pytest.mark.parametrize("language", ["zh"])
def test_what_one_person_calls_the_agencys_mistake_waits_for_a_second_look(
    visit: Visit, service: Running, language: Language
) -> None:
    t = words(language)
    page = open_field(visit("reviewer", language), SLIP, TOTAL)
    page.keyboard.press("m")
    expect_field(page, CARRIED)
    expect(page.locator("#message .note")).to_contain_text(t("document.told.misreported"))
    expect(page.locator(".summary .wrong")).to_contain_text(t("document.count.findings", count=0))
    open_field(page, SLIP, TOTAL)
    told = page.locator("#fields .noticed li", has_text=t("document.rests_on"))
    expect(told).to_contain_text(t("document.finding.misreported_total"))
    expect(told).to_contain_text(t("document.printed_expected", printed=5, expected=4))
    assert stored(service).findings == ()
    page.goto("/findings")
    expect(page.locator(f'main a[href^="/documents/{SLIP}?"]')).to_have_count(0)


def test_a_skipped_field_keeps_its_note_and_waits_behind(visit: Visit) -> None:
    t = words("en")
    page = open_field(visit("reviewer", "en"), SLIP, TOTAL)
    page.keyboard.press("c")
    page.keyboard.type("等原件 s")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect_field(page, CARRIED)
    expect(page.locator("#message .note")).to_contain_text(t("document.told.skip"))
    expect(page.locator(".summary .waits")).to_contain_text(t("document.count.waits", count=2))
    page.keyboard.press("j")
    expect_field(page, TOTAL)
    expect(page.locator(".reasons")).to_contain_text(t("document.reason.skipped"))
    expect(page.locator(".history")).to_contain_text("等原件 s")


def test_after_the_last_field_the_next_report_is_offered(visit: Visit, service: Running) -> None:
    page = open_field(visit("reviewer"), SLIP, TOTAL)
    page.keyboard.press("Enter")
    expect_field(page, CARRIED)
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("全部核完")
    assert stored(service).review == ()
    page.locator('#message a[href="/queue/next"]').click()
    expect(page).not_to_have_url(re.compile(rf"/documents/{SLIP}\b"))
    expect(page.locator(".panel-head .tag")).to_have_text("待核")


def test_fields_are_walked_by_arrows_and_the_keys_are_told(visit: Visit) -> None:
    page = open_field(visit("reader"), CLEAN, "requests.received.business")
    page.keyboard.press("ArrowRight")
    expect_field(page, "requests.received.research")
    page.keyboard.press("ArrowDown")
    expect_field(page, "requests.brought_forward.research")
    page.go_back()
    expect_field(page, "requests.received.research")
    page.keyboard.press("?")
    expect(page.locator("#keys .card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys .card")).to_be_hidden()
    expect(page.locator("#verdict")).to_have_count(0)


# --- two people ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en"])
def test_the_second_at_a_field_is_told_and_decides_again(
    visit: Visit, service: Running, troubles: Troubles, language: Language
) -> None:
    t = words(language)
    first, second = visit("reviewer", language), visit("second", language)
    for page in (first, second):
        open_field(page, SLIP, TOTAL)
    second.keyboard.press("e")
    second.keyboard.type("44")
    first.keyboard.press("m")
    expect_field(first, CARRIED)

    troubles.expect("409")
    second.keyboard.press("Enter")
    told = second.locator("#message .note")
    expect(told).to_contain_text(t("document.conflict", name="reviewer"))
    expect(told).to_contain_text(t("document.said.misreported"))
    expect(second.locator("[name=typed]")).to_have_value("44")
    assert stored(service).fields[TOTAL].value == 5

    second.locator("[name=typed]").press("Enter")
    expect(told).to_contain_text(t("document.told.correct"))
    assert stored(service).fields[TOTAL].value == 44


def test_who_takes_a_report_is_seen_by_the_others(visit: Visit) -> None:
    first, second = visit("reviewer"), visit("second")
    first.goto("/queue")
    first.keyboard.press("n")
    expect(first.locator("#verdict")).to_be_visible()
    (taken,) = re.findall(r"/documents/(\d+)", first.url)

    second.goto("/queue")
    row = second.locator(f'#queue tr[data-document="{taken}"]')
    expect(row.locator(".tag.waits", has_text="reviewer")).to_be_visible()
    row.locator("a.open").click()
    expect(second.locator("#head .tag.waits", has_text="reviewer").first).to_be_visible()
    second.goto("/queue/next")
    expect(second.locator("#verdict")).to_be_visible()
    assert f"/documents/{taken}?" not in second.url

    first.goto("/queue")
    release = first.locator(f'form[action="/queue/release"] button[value="{taken}"]')
    release.click()
    expect(release).to_have_count(0)
    second.goto("/queue")
    expect(row).to_be_visible()
    expect(row.locator(".tag.waits")).to_have_count(0)


# --- without any script -------------------------------------------------------------------------


def test_links_and_forms_do_the_same(visit: Visit, service: Running) -> None:
    t = words("zh")
    page = visit("reviewer", javascript=False)
    open_field(page, MISREAD, TOTAL)
    page.locator("[name=typed]").fill("4")
    page.get_by_role("button", name=t("document.check_it")).click()
    expect(page.locator(".recheck .note")).to_contain_text(t("document.would_clear", count=7))
    expect(page.locator("#recheck .check[data-status=violated]")).to_have_count(0)
    expect(page.locator("[name=typed]")).to_have_value("4")
    page.locator("[name=typed]").press("Enter")
    expect(page.locator("#message .cleared")).to_have_text(t("document.cleared", count=7))
    expect_field(page, CARRIED)
    assert stored(service, MISREAD).fields[TOTAL].value == 4

    page.locator("#message").get_by_role("button", name=t("document.undo")).click()
    expect(page.locator("#message .note")).to_contain_text(t("document.told.undo"))
    expect_field(page, TOTAL)
    printed = "1284"
    page.locator('#source a[href*="place="]', has_text=printed).click()
    expect(page.locator("#source .picked")).to_have_text(printed)
    page.locator("button.offer", has_text=printed).click()
    expect(page.locator("#message .value")).to_have_text(printed)
    assert str(stored(service, MISREAD).fields[TOTAL].value) == printed
