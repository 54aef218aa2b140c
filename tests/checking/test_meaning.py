"""予以公开10件: granted in full, or in full and in part? The table says."""

from decimal import Decimal

import pytest

from extractor.checking.hear import settle_meaning
from extractor.checking.observation import Observation
from extractor.forms.file import load_form

FORM = load_form("disclosure_2019")
GRANTED = "narrative.requests.granted"
EITHER = "narrative.requests.granted_or_partially"


def observed(**values: int) -> dict[str, Observation]:
    names = {
        "stated": GRANTED,
        "either": EITHER,
        "stated_partially": "narrative.requests.partially_granted",
        "granted": "requests.granted.total",
        "partially": "requests.partially_granted.total",
    }
    return {
        names[key]: Observation(
            names[key], "count", "reported", Decimal(n), Decimal(n), Decimal(n), probability=0.99
        )
        for key, n in values.items()
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stated": 10, "granted": 8, "partially": 2}, EITHER),
        ({"stated": 8, "granted": 8, "partially": 2}, GRANTED),
        ({"stated": 8, "granted": 8, "partially": 0}, GRANTED),  # both agree: as the words say
        ({"stated": 9, "granted": 8, "partially": 2}, GRANTED),  # neither agrees: so do they
        ({"stated": 10, "stated_partially": 2, "granted": 8, "partially": 2}, GRANTED),
        ({"stated": 10}, GRANTED),
        ({"stated": 10, "either": 10, "granted": 8, "partially": 2}, EITHER),  # two readers
    ],
)
def test_a_figure_is_of_the_field_that_the_table_bears_out(
    values: dict[str, int], field: str
) -> None:
    settled = settle_meaning(FORM, observed(**values))
    assert {name for name in settled if name in (GRANTED, EITHER)} == {field}
    assert settled[field].field == field
    assert settled[field].value == values["stated"]
