"""Documents written in the tests themselves."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.forms.form import Form


@pytest.fixture
def form() -> Form:
    return load_form("disclosure_2019")


@pytest.fixture
def revised() -> Form:
    return load_form("disclosure_2021")


@pytest.fixture
def document() -> Callable[[str], Document]:
    return lambda text: read_bytes(text.encode(), "test.txt")
