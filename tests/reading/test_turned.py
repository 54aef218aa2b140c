"""Tables that are printed the other way round."""

from collections.abc import Callable

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.form import Form
from extractor.reading.tables.grid import read_grid
from extractor.values.amount import Amount

Write = Callable[[str], Document]


def values(document: Document, form: Form) -> dict[str, object]:
    return {
        reading.field: reading.content.value
        for reading in read_grid(document, form).readings
        if isinstance(reading.content, Amount)
    }


def test_applicants_may_be_rows(revised: Form) -> None:
    html = (
        "<table><tr><td colspan=2 rowspan=2></td><td rowspan=2>本年新收</td>"
        "<td colspan=2>不予公开</td></tr><tr><td>国家秘密</td><td>执法案卷</td></tr>"
        "<tr><td colspan=2>自然人</td><td>9</td><td>1</td><td>2</td></tr>"
        "<tr><td rowspan=2>法人或其他组织</td><td>商业企业</td><td>4</td><td>0</td><td>3</td></tr>"
        "<tr><td>其他</td><td>0</td><td>5</td><td>0</td></tr></table>"
    )
    document = read_bytes(html.encode(), "test.html")
    assert values(document, revised) == {
        "requests.received.natural_person": 9,
        "requests.received.business": 4,
        "requests.received.other_organization": 0,
        "requests.refused.state_secret.natural_person": 1,
        "requests.refused.state_secret.business": 0,
        "requests.refused.state_secret.other_organization": 5,
        "requests.refused.enforcement_files.natural_person": 2,
        "requests.refused.enforcement_files.business": 3,
        "requests.refused.enforcement_files.other_organization": 0,
    }


def test_evidence_is_where_it_is_printed(document: Write, form: Form) -> None:
    text = "\t予以公开\t部分公开\n自然人\t7\t1\n商业企业\t2\t3\n"
    (reading,) = (r for r in read_grid(document(text), form).readings if r.evidence.quote == "2")
    assert reading.field == "requests.granted.business"
    assert (reading.evidence.row, reading.evidence.column) == (3, 2)


def test_procedures_may_be_rows(document: Write, form: Form) -> None:
    text = (
        "案件\t维持\t纠正\t其他\t尚未审结\t合计\n"
        "行政复议\t2\t1\t0\t0\t3\n未经复议直接起诉\t0\t0\t4\t1\t5\n复议后起诉\t1\t0\t0\t6\t7\n"
    )
    found = values(document(text), form)
    assert len(found) == 15
    assert found["remedies.reconsideration.corrected"] == 1
    assert found["remedies.lawsuit_direct.other"] == 4
    assert found["remedies.lawsuit_after_reconsideration.total"] == 7
    assert not [i for i in read_grid(document(text), form).irregularities if "remedies" in i.fields]
