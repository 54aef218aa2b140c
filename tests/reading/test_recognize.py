"""Which form a document is of."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.errors import UnknownForm
from extractor.forms.file import all_forms, load_form
from extractor.reading.recognize import recognize

Write = Callable[[str], Document]


@pytest.mark.parametrize("form_id", ["disclosure_2019", "disclosure_2021"])
def test_a_form_is_known_by_its_labels(document: Write, form_id: str) -> None:
    labels = [
        line.labels[0]
        for table in load_form(form_id).tables
        for line in (*table.rows, *table.columns)
        if line.labels
    ]
    assert recognize(document("\n".join(labels)), all_forms()).id == form_id


def test_what_is_no_report_is_told_with_the_nearest_form(document: Write) -> None:
    letter = document("关于开展安全生产检查的通知。各单位：请按要求报送行政处罚数量。")
    with pytest.raises(
        UnknownForm, match=r"the nearest is disclosure_20\d\d.*missing among others"
    ):
        recognize(letter, all_forms())
