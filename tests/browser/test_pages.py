"""Every page for everybody: axe finds nothing serious, nothing sticks out, all by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reports_in_browser import CLEAN, FINDINGS, HOSTILE, SLIP, WAITING

Visit = Callable[..., Page]

PAGES = {
    "queue": "/queue",
    "queue by field": "/queue?view=fields",
    "queue filtered to nothing": "/queue?agency=nobody",
    "document to settle": f"/documents/{SLIP}",
    "document clean": f"/documents/{CLEAN}",
    "document with findings": f"/documents/{FINDINGS}",
    "document with many waiting": f"/documents/{WAITING}",
    "document hostile": f"/documents/{HOSTILE}",
    "audit": "/audit",
    "audit question": "/audit/next",
    "reports": "/reports",
    "findings": "/findings",
    "agencies": "/agencies",
    "quality": "/quality",
    "account": "/account",
    "problem": "/documents/999",
}
"""Pages of somebody who is signed in; an agency's own page is found by its link."""

WIDE, NARROW = 1280, 820
AXE = Axe().axe_script
SERIOUS = {"serious", "critical"}


def violations(page: Page, *rules: str, but: str = "") -> list[str]:
    """What axe finds serious on the page; by these rules only, where some are given."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    if but:
        options["rules"] = {but: {"enabled": False}}
    if page.evaluate("!window.axe"):
        page.evaluate(AXE)
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


COLOURS = "color-contrast"
LOOKS: dict[str, list[tuple[int, str, tuple[str, ...], str]]] = {
    "zh": [(WIDE, "light", (), ""), (NARROW, "dark", (COLOURS,), "")],
    "en": [(NARROW, "light", ("label",), ""), (WIDE, "dark", (), COLOURS)],
}
"""Width, scheme, rules (none: all), and which of them is left out. Colours take long, and are the
same in both languages: each scheme's are looked at once."""


def inspect(page: Page, language: str) -> dict[str, Any]:
    """All that is wrong with the page."""
    wrong: dict[str, Any] = {}
    for width, scheme, rules, but in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if (over := sticks_out(page)) > 0:
            wrong[f"{width} sticks out"] = over
        if found := violations(page, *rules, but=but):
            wrong[f"{width} {scheme}"] = found
    return wrong


@pytest.mark.parametrize("language", ["zh", "en"])
def test_anybody_can_use_every_page(visit: Visit, troubles: Any, language: str) -> None:
    page = visit("admin", language)
    wrong = {}
    troubles.expect("404")  # the page that tells of a problem
    for name, path in PAGES.items():
        page.goto(path)
        wrong[name] = inspect(page, language)
    page.goto("/agencies")
    page.locator("table.agencies tbody a").first.click()
    page.wait_for_url("**/agencies/*")
    wrong["agency"] = inspect(page, language)
    stranger = visit(None, language)
    stranger.goto("/login")
    wrong["login"] = inspect(stranger, language)
    assert {name: what for name, what in wrong.items() if what} == {}


def test_serious_faults_are_seen(visit: Visit) -> None:
    page = visit(None)
    page.goto("/login")
    assert violations(page) == []
    page.locator("label").first.evaluate("one => one.replaceWith(one.querySelector('input'))")
    assert any(one.startswith("label") for one in violations(page))
    page.locator("h1").evaluate("one => { one.style.width = '3000px' }")
    assert sticks_out(page) > 0


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hostile_report_is_text(visit: Visit, service: Any, width: int) -> None:
    page = visit("reviewer", width=width)
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda sent: None if sent.url.startswith(service.url) else elsewhere.append(sent.url),
    )
    page.goto(f"/documents/{HOSTILE}")
    sheet = page.locator("#source .sheet")
    for shown in ("<script>alert('x')</script>", "{{ 7*7 }}", "&lt;b&gt;", "<form action=/logout>"):
        expect(sheet).to_contain_text(shown)
    expect(
        page.locator("main script, main img, main [onerror], a[href^=javascript]")
    ).to_have_count(0)
    expect(page.locator('main form[action="/logout"]')).to_have_count(0)
    expect(page.locator("h1 b, h1 script")).to_have_count(0)
    assert sticks_out(page) <= 0
    box = page.locator("#source").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    for path in ("/queue", "/queue?view=fields", "/reports", "/findings", "/agencies"):
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        assert sticks_out(page) <= 0, path
    assert elsewhere == []


FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  window.walked ??= new Map();
  if (!window.walked.has(at)) window.walked.set(at, window.walked.size);
  return {
    number: window.walked.get(at),
    html: at.outerHTML.slice(0, 160),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""
"""Where the focus is, and whether one sees it."""

REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
  .map((one, number) => window.walked?.has(one) ? null : one.outerHTML.slice(0, 160))
  .filter(one => one !== null)"""
"""What one could press or fill in, but was not reached."""


def walk(page: Page) -> list[str]:
    """Press Tab until the page begins anew: what cannot be seen or reached."""
    wrong, seen = [], set()
    for _ in range(400):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:  # between the end and the beginning
            continue
        if at["number"] in seen:
            break
        seen.add(at["number"])
        if not at["outlined"]:
            wrong.append(f"no outline: {at['html']}")
        if not at["inside"]:
            wrong.append(f"not in sight: {at['html']}")
    return wrong + [f"not reached: {html}" for html in page.evaluate(REACHABLE)]


@pytest.mark.parametrize(
    ("width", "paths"),
    [
        (WIDE, ("/queue", f"/documents/{SLIP}", "/audit/next", "/reports", "/account")),
        (NARROW, ("/queue", f"/documents/{SLIP}")),
    ],
)
def test_all_by_keyboard(visit: Visit, width: int, paths: tuple[str, ...]) -> None:
    page = visit("admin", width=width)
    wrong = {}
    for path in paths:
        page.goto(path)
        wrong[path] = walk(page)
    page = visit(None, width=width)
    page.goto("/login")
    wrong["/login"] = walk(page)
    assert {path: what for path, what in wrong.items() if what} == {}


def test_skip_link_comes_first_and_leads_to_the_content(visit: Visit) -> None:
    page = visit("reader", "en")
    page.goto("/reports")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_language_of_the_page_is_told(visit: Visit) -> None:
    for language, told in (("zh", "zh-CN"), ("en", "en")):
        page = visit("reader", language)
        page.goto("/queue")
        expect(page.locator("html")).to_have_attribute("lang", told)
