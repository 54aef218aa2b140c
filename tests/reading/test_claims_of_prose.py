"""Whose figure it is, and which of several stands."""

import pytest
from test_wordings_of_prose import read

from extractor.forms.form import Form

TRAINING, REQUESTS, REMEDIES = "（五）监督保障", "（二）依申请公开", "（六）复议诉讼"


@pytest.mark.parametrize(
    ("heading", "sentence", "fields"),
    [
        (TRAINING, "参加培训一次，自办培训一次，计二次。", {"trainings": "2"}),
        (TRAINING, "参加培训一次，自办培训一次，计三次。", {"trainings": "1"}),  # no sum of these
        (TRAINING, "配备专职人员2名、兼职人员9名，合计11名。", {"staff": "11"}),
        (TRAINING, "办理建议31件、提案44件，共计75件。", {"proposals.total": "75"}),
        (TRAINING, "办理人大建议31件、政协提案44件。", {}),
        (REQUESTS, "全区登记申请共96件，分到我局办理的有11件。", {"requests.received": "11"}),
        (REQUESTS, "当面提交的一件也没有。", {"requests.received_in_person": "0"}),
        (REQUESTS, "当面提交的申请一件。", {"requests.received_in_person": "1"}),
        (REMEDIES, "没有一件以我局为被告。", {"lawsuit.cases": "0"}),
        (
            REMEDIES,
            "行政复议、行政诉讼各1件。",
            {"reconsideration.cases": "1", "lawsuit.cases": "1"},
        ),
        (REMEDIES, "行政复议、行政诉讼合计4件。", {}),
    ],
)
def test_sentences(form: Form, heading: str, sentence: str, fields: dict[str, str]) -> None:
    assert read(form, heading, sentence) == fields
