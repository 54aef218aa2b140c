"""What a document is like is seen from the document; the rest its labels tell."""

from pathlib import Path

import pytest

from eval.gold import load_gold
from eval.judged import traits
from eval.synthesize import Layout, synthesize
from extractor.document.read import read_document


@pytest.mark.parametrize(
    ("layout", "seen", "format_"),
    [
        ("cells", "cells", "txt"),
        ("tabs", "tabs", "txt"),
        ("pipes", "pipes", "txt"),
        ("html", "merged cells", "html"),
        ("docx", "merged cells", "docx"),
    ],
)
def test_the_layout_is_that_of_the_largest_table(
    layout: Layout, seen: str, format_: str, tmp_path: Path
) -> None:
    synthesize(3, layout).write(tmp_path)
    (report,) = load_gold(tmp_path)
    found = traits(report.labels, read_document(report.path))
    assert (found.layout, found.format) == (seen, format_)
    assert found.form == report.labels.form
    assert traits(report.labels, None).layout == "unread"


def test_prose_alone_has_no_table(tmp_path: Path) -> None:
    synthesize(3, "tabs").write(tmp_path)
    (report,) = load_gold(tmp_path)
    report.path.write_text("一、总体情况\n收到申请8件。", encoding="utf-8")
    assert traits(report.labels, read_document(report.path)).layout == "no table"
