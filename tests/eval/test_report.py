"""The report: for a terminal, as JSON, as Markdown, as one page."""

import json
import math
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from typing import Any

from judged_documents import TEXT, claim, document, finding, verdict
from rich.console import Console

from eval.promise import promised
from eval.report.data import Report, as_json, as_text
from eval.report.markdown import as_markdown
from eval.report.page import MOST, as_html
from eval.report.terminal import print_report

READ = document(
    verdict("requests.received.total", "wrong", got="<script>7</script>"),
    verdict("requests.granted.total", "right"),
    claims=[claim(0.99, True), claim(0.6, False)],
)
UNREAD = document(verdict("meta.year", "missing"), name="b | c", failure="no report | at all")
REPORT = Report("rules", [READ, UNREAD])


def printed(report: Report) -> str:
    page = StringIO()
    print_report(Console(file=page, width=140), report)
    return page.getvalue()


def test_a_terminal_shows_each_mismatch_in_its_context() -> None:
    page = printed(REPORT)
    assert "2 documents read by rules" in page
    assert "wrong requests.received.total value: expected 8, got <script>7</script>" in page
    assert "…收到<b>申请</b>8件，予以公开5件。… at 11" in page
    assert "not read: no report | at all" in page
    assert "1 missing, 1 wrong; 1 documents not read" in page


def test_where_all_is_right_it_says_so() -> None:
    right = Report("rules", [document(verdict("meta.year", "right"))])
    assert "Everything that is labelled is right." in printed(right)
    assert "Everything that is labelled is right." in as_html(right)


def test_the_json_has_all_that_is_told() -> None:
    data = json.loads(as_text(as_json(REPORT)), parse_constant=_refuse)
    assert data["schema"] == "gouji.eval/1"
    assert data["figures"]["cells_wrong"]["hits"] == 1
    assert data["aspects"]["requests"]["value"]["wrong"] == 1
    assert data["tables"]["layout"]["tabs"]["precision"] == 0.5
    assert data["trust"]["claims"] == 2
    assert data["documents"]["a"]["not_right"] == {
        "requests value": {"wrong": ["requests.received.total"]}
    }
    assert data["documents"]["a"]["judged"] == {"requests value": 2}
    assert data["documents"]["b | c"]["failure"] == "no report | at all"
    (mismatch, _) = data["mismatches"]
    assert TEXT[mismatch["start"] : mismatch["end"]] == "8件"


SEALED = document(
    verdict("requests.granted.total", "missing", got="nothing at all"),
    name="sealed",
    findings=[finding("a false sum")],
    held_out=True,
)


def test_of_a_document_that_is_held_out_the_scores_are_told_and_no_more() -> None:
    report = Report("rules", [READ, SEALED])
    data = json.loads(as_text(as_json(report)))
    assert data["figures"]["lost"]["hits"] == 2
    assert data["documents"]["sealed"]["not_right"] is None
    assert data["documents"]["a"]["not_right"] is not None
    for told in (printed(report), as_text(as_json(report)), as_html(report)):
        assert "nothing at all" not in told
        assert "a false sum" not in told
    for told in (printed(report), as_html(report)):
        assert "1 document is held out: its scores are told, and no more" in told
        assert "Everything that is labelled is right." not in told


def test_details_of_a_held_out_document_are_told_with_a_warning() -> None:
    report = Report("rules", [READ, SEALED], details=True)
    for told in (printed(report), as_html(report)):
        assert "nothing at all" in told
        assert "what was seen proves nothing any more" in told
    assert as_json(report)["documents"]["sealed"]["not_right"]


def test_findings_and_disagreements_are_told_apart() -> None:
    told = {"findings": [finding("a sum")], "disagreements": [finding("a doubt")]}
    page = printed(Report("rules", [document(verdict("meta.year", "right"), **told)]))
    assert "finding misreported_total: a sum" in page
    assert "disagreement misreported_total: a doubt" in page


def test_promises_are_told_with_what_became_of_them() -> None:
    """19 reports, one of them with a wrong field: a promise on 10 of them is held against 9."""
    claims = [replace(claim(0.99, n > 0), document=f"r{n}") for n in range(19)]
    report = replace(REPORT, promised=promised(claims, {}, target=0.1, splits=1))
    data = json.loads(as_text(as_json(report)))["promised"]
    assert (data["target"], data["reports"], data["fitted"]) == (0.1, 19, 0)
    assert data["promises"]["expected share of a report's fields"]["bound"] == 0.1
    kept, none, standing = data["splits"]
    assert (kept["threshold"], kept["error"], kept["kept"]) == (0.95, 0.111111, False)
    assert (none["threshold"], none["error"], none["kept"]) == (None, None, None)
    assert (standing["wrong"], standing["accepted"]) == (1, 9)
    summary, page = as_markdown(as_json(report)), as_html(report)
    row = "| what is accepted as it is | 1 | 10 | 0.9500 | 9 | 100% | 1 | 9 | 11.11% | missed |"
    assert row in summary
    for told in (printed(report), summary, page):
        assert "10.00%" in told
        assert "no promise" in told
        assert "11.11%" in told
        assert "They were fitted on none of these reports." in " ".join(told.split())
    assert json.loads(as_text(as_json(REPORT)))["promised"] is None


def _refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is no JSON")


def test_the_markdown_is_a_summary_in_tables() -> None:
    summary = as_markdown(as_json(REPORT))
    assert "2 labelled documents, read by rules." in summary
    assert "| Values of cells accepted and wrong | 1 | 2 | 50.00% |" in summary
    assert "| Findings that are not true | 0 | 0 | – |" in summary
    assert "| requests | 2 | 1 | 0 | 0 | 1 | 0 | 0 | 50.00% | 50.00% |" in summary
    assert "was not read: no report \\| at all" in summary
    assert "| Area under the ROC curve of errors | 1.0000 | ≥ 0.95 | met |" in summary
    assert "## By layout" in summary
    assert "## By field" not in summary


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self._in_mark = tag == "mark"

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)
        self._in_mark = False


def parsed(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


def test_the_page_needs_nothing_beside_it() -> None:
    tags = parsed(as_html(REPORT))
    names = {name for name, _ in tags.seen}
    assert not names & {"script", "link", "img", "iframe", "object", "embed"}
    assert not any({"src", "href", "onload", "style"} & set(attrs) for _, attrs in tags.seen)
    assert "url(" not in as_html(REPORT)


def test_the_page_escapes_what_it_shows_and_marks_the_evidence() -> None:
    page = as_html(REPORT)
    assert "&lt;script&gt;7&lt;/script&gt;" in page
    assert "收到&lt;b&gt;申请&lt;/b&gt;" in page
    assert parsed(page).marked == ["8件", "8件"]


def test_the_page_shows_the_worst_and_counts_the_rest() -> None:
    many = document(*(verdict(f"requests.a{n}.total", "missing") for n in range(MOST + 3)))
    page = as_html(Report("rules", [many]))
    assert len(parsed(page).marked) == MOST
    assert "and 3 missing more" in page


def test_a_page_of_no_claims_says_so() -> None:
    assert "No value was claimed." in as_html(Report("rules", [UNREAD]))


def test_what_cannot_be_measured_is_null() -> None:
    assert json.loads(as_text({"a": math.nan, "b": [False, 0.12345678]})) == {
        "a": None,
        "b": [False, 0.123457],
    }
