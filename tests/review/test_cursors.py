"""The place in a list from which the next page goes on."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.review.lists import CursorError, RowNumber, cursor_of, key_of

KEY = tuple[float, RowNumber, str]


@given(st.floats(0, 1e6), st.integers(0, 2**63 - 1), st.text())
def test_a_key_comes_back(priority: float, document: int, field: str) -> None:
    key = (priority, document, field)
    cursor = cursor_of(key)
    assert cursor.isascii() and not set("=+/&?#") & set(cursor)
    assert key_of(cursor, KEY) == key


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"[]",
        b"[1.0,2]",
        b'[1.0,2,"a",3]',
        b'["1",2,"a"]',
        b'[1.0,-2,"a"]',
        b'[1.0,9223372036854775808,"a"]',
        b'{"1.0":2}',
        b"\xff",
    ],
)
def test_another_key_is_refused(written: bytes) -> None:
    with pytest.raises(CursorError):
        key_of(base64.urlsafe_b64encode(written).decode(), KEY)


@given(st.text())
def test_whatever_comes_instead_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        key_of(cursor, KEY)
